import { typeNumber, type OnnxValue } from './onnx-file';
import {
  floatTensor,
  node,
  sizesTensor,
  tensorAttribute,
  wholeAttribute,
  wholesAttribute,
  withEnds,
} from './onnx-nodes';

/**
 * Rewrites the ends of a graph in its bytes, so that what goes in and comes out is [batch, channels, height, width] of
 * float32. The inner part stays as it was exported.
 */

/** What is done to a value on its way in, or out. */
export type Step =
  | { readonly do: 'cast'; readonly to: string }
  | { readonly do: 'transpose'; readonly order: readonly number[] }
  | { readonly do: 'squeeze' | 'unsqueeze'; readonly axis: number }
  /** Between [0, 1] and 0 to 255, in whole numbers there. */
  | { readonly do: 'to bytes' | 'from bytes' }
  /** One picture, so many times, along the first axis. */
  | { readonly do: 'repeat'; readonly times: number }
  /** The first picture of a batch. */
  | { readonly do: 'first' };

/** An input or output that is another one outside of the graph than inside. */
export interface NewEnd {
  readonly way: 'in' | 'out';
  /** As the graph has it. */
  readonly inside: OnnxValue;
  readonly outside: OnnxValue;
  /** In the order of the data. */
  readonly steps: readonly Step[];
}

/** @returns the very bytes where nothing changes */
export function rewriteEnds(
  content: Uint8Array<ArrayBuffer>,
  opset: number,
  ends: readonly NewEnd[],
): Uint8Array<ArrayBuffer> {
  if (ends.length === 0) return content;
  const [before, after]: [Uint8Array[], Uint8Array[]] = [[], []];
  for (const end of ends) (end.way === 'in' ? before : after).push(...nodesOfSteps(end, opset));
  return withEnds(content, {
    values: new Map(ends.map(({ inside, outside }) => [inside.name, outside])),
    before,
    after,
  });
}

/** Nodes between an end as it is outside and inside. What they make is named after the one outside, whose name is a free one. */
function nodesOfSteps({ way, inside, outside, steps }: NewEnd, opset: number): Uint8Array[] {
  const [from, to] = way === 'in' ? [outside.name, inside.name] : [inside.name, outside.name];
  const between = steps.slice(1).map((_, index) => `${outside.name}.end${index + 1}`);
  const path = [from, ...between, to];
  return steps.flatMap((step, index) => {
    const own = `${outside.name}.step${index + 1}`;
    return nodesOf(step, path[index] as string, path[index + 1] as string, own, opset);
  });
}

/** @param own what other values of the step are named after */
function nodesOf(step: Step, from: string, to: string, own: string, opset: number): Uint8Array[] {
  const constant = (tensor: Uint8Array, name: string): Uint8Array =>
    node('Constant', [], name, tensorAttribute('value', tensor));
  const withNumber = (operator: string, value: number, source: string, goal: string): Uint8Array[] => {
    const name = `${own}.${operator}`;
    return [constant(floatTensor(value), name), node(operator, [source, name], goal)];
  };
  switch (step.do) {
    case 'cast':
      return [node('Cast', [from], to, wholeAttribute('to', typeNumber(step.to)))];
    case 'transpose':
      return [node('Transpose', [from], to, wholesAttribute('perm', step.order))];
    case 'squeeze':
    case 'unsqueeze': {
      const operator = step.do === 'squeeze' ? 'Squeeze' : 'Unsqueeze';
      // Axes became an input in opset 13.
      if (opset < 13) return [node(operator, [from], to, wholesAttribute('axes', [step.axis]))];
      return [constant(sizesTensor([step.axis]), `${own}.axis`), node(operator, [from, `${own}.axis`], to)];
    }
    case 'from bytes':
      return withNumber('Div', 255, from, to);
    case 'to bytes':
      return [
        ...withNumber('Mul', 255, from, `${own}.scaled`),
        ...withNumber('Add', 0.5, `${own}.scaled`, `${own}.half`),
        node('Floor', [`${own}.half`], `${own}.whole`),
        ...withNumber('Max', 0, `${own}.whole`, `${own}.low`),
        ...withNumber('Min', 255, `${own}.low`, to),
      ];
    case 'repeat':
      return [node('Concat', Array<string>(step.times).fill(from), to, wholeAttribute('axis', 0))];
    case 'first':
      return [
        constant(sizesTensor([0]), `${own}.first`),
        node('Gather', [from, `${own}.first`], to, wholeAttribute('axis', 0)),
      ];
  }
}
