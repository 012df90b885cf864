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
  for (const { way, inside, outside, steps } of ends) {
    if (way === 'in') before.push(...nodesOfSteps(steps, outside.name, inside.name, opset));
    else after.push(...nodesOfSteps(steps, inside.name, outside.name, opset));
  }
  return withEnds(content, {
    values: new Map(ends.map(({ inside, outside }) => [inside.name, outside])),
    before,
    after,
  });
}

/** Nodes that make `to` of `from`. */
function nodesOfSteps(steps: readonly Step[], from: string, to: string, opset: number): Uint8Array[] {
  const path = [from, ...steps.slice(1).map((_, index) => `${from}.end${index + 1}`), to];
  return steps.flatMap((step, index) => nodesOf(step, path[index] as string, path[index + 1] as string, opset));
}

function nodesOf(step: Step, from: string, to: string, opset: number): Uint8Array[] {
  const constant = (tensor: Uint8Array, name: string): Uint8Array =>
    node('Constant', [], name, tensorAttribute('value', tensor));
  const withNumber = (operator: string, value: number, source: string, goal: string): Uint8Array[] => [
    constant(floatTensor(value), `${goal}.number`),
    node(operator, [source, `${goal}.number`], goal),
  ];
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
      return [constant(sizesTensor([step.axis]), `${to}.axis`), node(operator, [from, `${to}.axis`], to)];
    }
    case 'from bytes':
      return withNumber('Div', 255, from, to);
    case 'to bytes':
      return [
        ...withNumber('Mul', 255, from, `${to}.scaled`),
        ...withNumber('Add', 0.5, `${to}.scaled`, `${to}.half`),
        node('Floor', [`${to}.half`], `${to}.whole`),
        ...withNumber('Max', 0, `${to}.whole`, `${to}.low`),
        ...withNumber('Min', 255, `${to}.low`, to),
      ];
    case 'repeat':
      return [node('Concat', Array<string>(step.times).fill(from), to, wholeAttribute('axis', 0))];
    case 'first':
      return [
        constant(sizesTensor([0]), `${to}.first`),
        node('Gather', [from, `${to}.first`], to, wholeAttribute('axis', 0)),
      ];
  }
}
