import { readOnnx, type OnnxValue } from './onnx-file';
import {
  floatTensor,
  FLOAT32,
  innerOperators,
  isStoredFalse,
  needed,
  node,
  nodesOf,
  numberOf,
  sizesTensor,
  tensorAttribute,
  valueField,
  wholeAttribute,
  wholesOf,
  withNodes,
  type OnnxNode,
} from './onnx-nodes';

/**
 * Random numbers in a graph. A network that draws its own gives another result each time, so nothing that is measured on
 * it can be repeated, and no backend can be compared with another. They are taken out of the bytes before they are run.
 */

export interface WithoutRandom {
  /** The very bytes that were given where nothing in them is random. */
  readonly content: Uint8Array<ArrayBuffer>;
  /** Random operators that were in it. */
  readonly operators: readonly string[];
  /** Those that could not be taken out; then `content` is as it was. */
  readonly stuck: readonly string[];
  /** Name of the output that has mean and log-variance joined; null where the outputs are those of before. */
  readonly moments: string | null;
}

/** Each with a mean to put in its place. */
const NOISE = ['RandomNormal', 'RandomNormalLike', 'RandomUniform', 'RandomUniformLike'];
const CHOICE = ['Bernoulli', 'Multinomial'];
const SOUNDS_RANDOM = /random|bernoulli|multinomial|dropout/i;

/**
 * Noise is replaced by its mean, and dropout in training mode by what evaluation does.
 * @param wantsMoments an encoder that gives mean + deviation * noise gives both instead, so that sampling is the page's
 * @throws Error where it is no ONNX file
 */
export function withoutRandom(content: Uint8Array<ArrayBuffer>, wantsMoments: boolean): WithoutRandom {
  const nodes = nodesOf(content);
  const inner = innerOperators(content, nodes);
  const inside = [...inner].filter((operator) => [...NOISE, ...CHOICE].includes(operator));
  const random = nodes.filter((each) => isRandom(each, nodes, content));
  const operators = [...new Set([...random.map(({ operator }) => operator), ...inside])];
  if (operators.length === 0) return { content, operators, stuck: [], moments: null };
  const stuck = [
    ...new Set([...random.filter((each) => !isTameable(each, nodes)).map(({ operator }) => operator), ...inside]),
  ];
  if (stuck.length > 0) return { content, operators, stuck, moments: null };
  // A graph within a node may read anything outside, so that nothing could be dropped.
  const sampled = wantsMoments && inner.size === 0 ? samplingOf(nodes, random) : null;
  if (sampled) {
    const output = `${sampled.output}.moments`;
    const value = momentsValue(readOnnx(content).outputs, sampled.output, output);
    const kept = needed(nodes, [sampled.mean, sampled.half ?? sampled.deviation]).map(({ whole }) => whole);
    const moments = withNodes(content, [...kept, ...momentNodes(sampled, output)], [value]);
    return { content: moments, operators, stuck, moments: output };
  }
  const calm = nodes.flatMap((each) => (random.includes(each) ? meanOf(each) : [each.whole]));
  return { content: withNodes(content, calm), operators, stuck, moments: null };
}

function isRandom(
  { operator, domain, inputs: [, , mode] }: OnnxNode,
  nodes: readonly OnnxNode[],
  content: Uint8Array,
): boolean {
  if (domain !== '') return SOUNDS_RANDOM.test(operator);
  if (operator !== 'Dropout') return NOISE.includes(operator) || CHOICE.includes(operator);
  // Its third input says whether it is training; without one it is not.
  return Boolean(mode) && !isStoredFalse(content, nodes, mode as string);
}

function isTameable({ operator, domain, outputs }: OnnxNode, nodes: readonly OnnxNode[]): boolean {
  const isMaskRead =
    operator === 'Dropout' &&
    outputs[1] !== undefined &&
    outputs[1] !== '' &&
    nodes.some(({ inputs }) => inputs.includes(outputs[1] as string));
  return domain === '' && !CHOICE.includes(operator) && !isMaskRead;
}

/** Nodes that give the mean of what this one draws, of the same size. */
function meanOf(each: OnnxNode): Uint8Array[] {
  const {
    operator,
    inputs: [input = ''],
    outputs: [output = ''],
  } = each;
  if (operator === 'Dropout') return [node('Identity', [input], output)];
  const mean = operator.startsWith('RandomNormal')
    ? (numberOf(each, 'mean') ?? 0)
    : ((numberOf(each, 'low') ?? 0) + (numberOf(each, 'high') ?? 1)) / 2;
  const [size, value] = [`${output}.size`, `${output}.float32`];
  const sizes = operator.endsWith('Like')
    ? node('Shape', [input], size)
    : node('Constant', [], size, tensorAttribute('value', sizesTensor(wholesOf(each, 'shape'))));
  return [
    sizes,
    node('ConstantOfShape', [size], value, tensorAttribute('value', floatTensor(mean))),
    // The noise has the type of the graph, such as float16.
    node('Cast', [value], output, wholeAttribute('to', numberOf(each, 'dtype') ?? FLOAT32)),
  ];
}

/** The output has the type of the sample, and its sizes but for the channels. */
function momentsValue(outputs: readonly OnnxValue[], sample: string, name: string): Uint8Array {
  const { type, shape } = outputs.find((each) => each.name === sample) as OnnxValue;
  const sizes = shape?.map((size, at) => (at === 1 ? (typeof size === 'number' ? 2 * size : null) : size));
  return valueField('output', { name, type, shape: sizes ?? null });
}

interface Sampling {
  readonly output: string;
  readonly mean: string;
  readonly deviation: string;
  /** What the deviation is the exponential of. */
  readonly half: string | null;
}

/** Mean and deviation of an output that is mean + deviation * noise; null where it is something else. */
function samplingOf(nodes: readonly OnnxNode[], random: readonly OnnxNode[]): Sampling | null {
  const makers = new Map(nodes.flatMap((each) => each.outputs.map((name) => [name, each] as const)));
  const through = (name: string): string => {
    const maker = makers.get(name);
    return maker && ['Identity', 'Cast'].includes(maker.operator) ? through(maker.inputs[0] ?? '') : name;
  };
  const [noise] = random;
  if (
    random.length !== 1 ||
    !noise?.operator.startsWith('RandomNormal') ||
    numberOf(noise, 'mean') ||
    (numberOf(noise, 'scale') ?? 1) !== 1
  )
    return null;
  const isNoise = (name: string): boolean => through(name) === noise.outputs[0];
  const sums = nodes.filter(({ operator, outputs }) => operator === 'Add' && outputs.length === 1);
  for (const { inputs, outputs } of sums) {
    for (const [mean, drawn] of [inputs, inputs.toReversed()] as [string, string][]) {
      const product = makers.get(through(drawn));
      if (product?.operator !== 'Mul' || !product.inputs.some(isNoise)) continue;
      const deviation = product.inputs.find((name) => !isNoise(name));
      const output = outputOf(outputs[0] as string, nodes);
      if (deviation === undefined || output === null) return null;
      const power = makers.get(through(deviation));
      return { output, mean, deviation, half: power?.operator === 'Exp' ? (power.inputs[0] ?? null) : null };
    }
  }
  return null;
}

/** The name under which a value leaves the graph unchanged; null where it is read on the way by anything else. */
function outputOf(name: string, nodes: readonly OnnxNode[]): string | null {
  const readers = nodes.filter(({ inputs }) => inputs.includes(name));
  const [reader] = readers;
  if (!reader) return name;
  return readers.length === 1 && reader.operator === 'Identity' ? outputOf(reader.outputs[0] as string, nodes) : null;
}

/** Where sigma = exp(h), the log-variance is h + h; for any other sigma it is log(sigma) + log(sigma). */
function momentNodes({ mean, deviation, half }: Sampling, output: string): Uint8Array[] {
  const [log, logvar] = [half ?? `${output}.log`, `${output}.logvar`];
  return [
    ...(half === null ? [node('Log', [deviation], log)] : []),
    node('Add', [log, log], logvar),
    node('Concat', [mean, logvar], output, wholeAttribute('axis', 1)),
  ];
}
