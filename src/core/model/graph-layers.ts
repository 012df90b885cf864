import { elementCount } from '../math/geometry';
import type { ChannelStats } from '../tensor';
import { PARTS, type Part } from '../tiles/run-plan';
import type { LayerRef } from './layer-ref';
import { FLOATS, SCALES, SMALL, type OnnxValue } from './onnx-file';
import { nodesOf, numberOf, storedIn, valuesOf, type OnnxNode, type StoredTensor } from './onnx-nodes';

export type { LayerRef } from './layer-ref';

/** The layers of a graph: its operators that work on data. What only prepares weights, or computes sizes, is none. */

/** The name under which tensor() knows a layer. */
export function layerTensor({ part, tensor }: LayerRef): string {
  return `layer/${part}/${tensor}`;
}

/** The layer of such a name; null for another one. */
export function layerNamed(name: string): LayerRef | null {
  const part = PARTS.find((each) => name.startsWith(`layer/${each}/`));
  return part ? { part, tensor: name.slice(`layer/${part}/`.length) } : null;
}

export interface GraphLayer {
  /** Name of the value that it makes: its first output. */
  readonly tensor: string;
  /** Such as 'Conv'; with its domain before it where it is no standard one. */
  readonly operator: string;
  /** As the exporter named it, such as '/decoder/mid/conv1/Conv'; '' where it did not. */
  readonly name: string;
  /** Data that it reads: names of inputs of the graph, and of outputs of layers before it. */
  readonly inputs: readonly string[];
  /** All that it makes, its tensor first. */
  readonly outputs: readonly string[];
  /** Stored numbers that no layer before it has read. */
  readonly parameters: number;
  /** Sizes of the stored tensors of several numbers that it reads, also of those that another layer has read, in the order of its inputs. */
  readonly weights: readonly (readonly number[])[];
  /** Groups of a convolution; 1 of all others. */
  readonly groups: number;
  /** What the file says of its tensor: sizes may be names. Null where it says nothing. */
  readonly shape: OnnxValue['shape'];
  /** Such as 'float32'; null where the file says nothing. */
  readonly type: string | null;
}

/** The layers of one part of the present model. */
export interface LayerList {
  readonly part: Part;
  /** Id of the model. */
  readonly model: string;
  /** The result at whose size the layers are; null while there is none. */
  readonly job: number | null;
  readonly layers: readonly SizedLayer[];
  /** Why they cannot be computed for this result, as a sentence; null where they can. */
  readonly why: string | null;
}

export interface SizedLayer extends GraphLayer {
  /** Sizes of its tensor for the shown result; null where they are not known. */
  readonly dims: readonly number[] | null;
}

/** What is known of the tensor of a layer for the shown result. Values that are not finite are left out of the statistics. */
export interface LayerNumbers extends LayerRef {
  readonly job: number;
  /** As it is drawn: [1, channels, height, width]. */
  readonly dims: readonly number[];
  readonly channels: readonly ChannelStats[];
  readonly nonFinite: number;
}

/** Longest side of a map that is made of a tensor of another rank. */
const LONGEST = 2048;

/**
 * A tensor of any rank as maps [1, channels, height, width], of the very values in their order. The last two axes are the map, those
 * before are channels; with less than four axes a map is a row, or several where that would be too long.
 */
export function asMaps(dims: readonly number[]): [1, number, number, number] {
  if (dims.length >= 4) return [1, elementCount(dims.slice(0, -2)), ...(dims.slice(-2) as [number, number])];
  if (dims.length === 2) return [1, elementCount(dims), 1, 1];
  const long = dims.at(-1) ?? 1;
  let width = Math.min(long, LONGEST);
  while (long % width !== 0) width -= 1;
  return [1, elementCount(dims.slice(0, -1)), long / width, width];
}

/** Operators whose result is no data, whatever they read. */
const SIZES: ReadonlySet<string> = new Set(['Shape', 'Size']);

/** Operators that give the very values that they read, elsewhere, in another shape or type. */
const MOVES: ReadonlySet<string> = new Set([
  ...['Identity', 'Cast', 'Reshape', 'Transpose', 'Flatten', 'Squeeze', 'Unsqueeze', 'Dropout', 'Expand', 'Tile'],
  ...['Slice', 'Split', 'Gather', 'Concat', 'Pad', 'DepthToSpace', 'SpaceToDepth', 'DequantizeLinear'],
]);

/** What these read beside data are the ends of a range, or scales of sizes, which nobody learnt. */
const BOUNDED: ReadonlySet<string> = new Set(['Max', 'Min', 'Clip', 'Resize', 'Upsample']);

/** Whether a layer computes something: others hold values that a layer before them has. */
export function computes({ operator }: Pick<GraphLayer, 'operator'>): boolean {
  return !MOVES.has(operator);
}

/**
 * The layers in the order of the graph. Layers within If, Loop and functions are not listed.
 * @param content a whole file, or the graph of one whose weights lie apart
 * @throws Error where it is no ONNX file
 */
export function graphLayers(content: Uint8Array, inputs: readonly string[]): GraphLayer[] {
  const nodes = nodesOf(content);
  const stored = storedIn(content, nodes);
  const values = new Map(valuesOf(content).map((value) => [value.name, value]));
  const data = new Set(inputs);
  /** What values that are no data were made of. */
  const roots = new Map([...stored.keys()].map((name) => [name, [name]]));
  const read = new Set<string>();
  const layers: GraphLayer[] = [];
  for (const node of nodes) {
    const [tensor = ''] = node.outputs;
    const from = node.inputs.filter((name) => data.has(name));
    const weights = weightsOf(node, roots, stored);
    if (from.length === 0 || SIZES.has(node.operator)) {
      // Sizes of data are no weights, and a constant has its own name already.
      if (node.operator === 'Constant') continue;
      for (const output of node.outputs) roots.set(output, from.length > 0 ? [] : weights);
      continue;
    }
    for (const output of node.outputs) if (output) data.add(output);
    const fresh = weights.filter((name) => !read.has(name));
    for (const name of fresh) read.add(name);
    const value = values.get(tensor);
    const learnt = BOUNDED.has(node.operator) ? [] : fresh;
    layers.push({
      tensor,
      operator: node.domain ? `${node.domain}.${node.operator}` : node.operator,
      name: node.name,
      inputs: from,
      outputs: node.outputs.filter((name) => name !== ''),
      parameters: learnt.reduce((sum, name) => sum + countOf(stored.get(name), node.operator), 0),
      weights: weights.map((name) => stored.get(name)?.sizes ?? []).filter((sizes) => elementCount(sizes) > 1),
      groups: numberOf(node, 'group') ?? 1,
      shape: value?.shape ?? null,
      type: value?.type ?? null,
    });
  }
  return layers;
}

/** Names of the stored weights that a node reads, through whatever prepares them. */
function weightsOf(
  { operator, inputs }: OnnxNode,
  roots: ReadonlyMap<string, readonly string[]>,
  stored: ReadonlyMap<string, StoredTensor>,
): string[] {
  const scales = SCALES[operator] ?? [];
  const found = inputs.flatMap((name, at) => (scales.includes(at) ? [] : (roots.get(name) ?? [])));
  return [...new Set(found)].filter((name) => {
    const tensor = stored.get(name);
    return tensor !== undefined && (FLOATS.includes(tensor.type) || SMALL.includes(tensor.type));
  });
}

/**
 * A constant of one number is part of a formula, such as the 0.5 of an activation, and nothing that was learnt; constants of a norm
 * over instances are the ones and zeros with which exporters write a norm over groups.
 */
function countOf(tensor: StoredTensor | undefined, operator: string): number {
  const count = elementCount(tensor?.sizes ?? [0]);
  return tensor?.constant && (count <= 1 || operator === 'InstanceNormalization') ? 0 : count;
}
