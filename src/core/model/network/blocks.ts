import type { Size } from '../../math/scale';
import { computes } from '../graph-layers';
import { needed } from '../onnx-nodes';
import type { CountedLayer } from './counted-layers';

export type BlockKind =
  'extractor' | 'pooling' | 'join' | 'aggregator' | 'convolution' | 'residual' | 'attention' | 'down' | 'up' | 'other';

/** A part of a network at the level at which people think of it. */
export interface NetworkBlock {
  readonly kind: BlockKind;
  /** 1, 2 or 3 of what works on the bands of one level alone; 0 of all others. */
  readonly level: number;
  /** What the names of its layers share, '' where they share nothing. */
  readonly path: string;
  /** Its layers in their order. */
  readonly layers: readonly CountedLayer[];
  /** Sizes of what it gives; null where they cannot be told. */
  readonly dims: readonly number[] | null;
  /** Pixels of the picture along a side for each value that it gives; null where that cannot be told. */
  readonly reduction: number | null;
  readonly parameters: number;
  /** Sum of its layers; those that cannot be told are left out. */
  readonly macs: number;
  /** Layers whose operations cannot be told. */
  readonly uncounted: number;
}

/**
 * The blocks of a network. An encoder of three levels of bands has an extractor for each, what pools them, where they join,
 * and what aggregates them. Any other network is cut wherever a single tensor goes on: a residual block holds two until its
 * sum, so it stays whole.
 * @param inputs names of the inputs of the graph: levels 1, 2 and 3, or one
 * @param size of the padded picture in pixels
 */
export function blocksOf(layers: readonly CountedLayer[], inputs: readonly string[], size: Size): NetworkBlock[] {
  const used = usedOf(layers);
  return inputs.length === 3 ? blocksOfBands(used, inputs, size) : chain(used, size);
}

/** Layers that something reads, and the last one. */
export function usedOf(layers: readonly CountedLayer[]): CountedLayer[] {
  return needed(layers, layers.at(-1)?.outputs ?? []);
}

function blocksOfBands(layers: readonly CountedLayer[], inputs: readonly string[], size: Size): NetworkBlock[] {
  /** The level that a tensor is made of; 0 for several. */
  const levels = new Map(inputs.map((name, at) => [name, at + 1]));
  for (const layer of layers) {
    const from = new Set(layer.inputs.map((name) => levels.get(name) ?? 0));
    const [only = 0] = from;
    for (const name of layer.outputs) levels.set(name, from.size === 1 ? only : 0);
  }
  const at = (level: number) => layers.filter(({ tensor }) => levels.get(tensor) === level);
  const alone = [1, 2, 3].flatMap((level) => {
    const own = at(level);
    const isWhole = ({ dims }: CountedLayer): boolean => reductionOf(dims, size) === 2 ** level;
    const end = own.findLastIndex(isWhole) + 1;
    return [
      ...(end > 0 ? [block('extractor', own.slice(0, end), size, level)] : []),
      ...(end < own.length ? [block('pooling', own.slice(end), size, level)] : []),
    ];
  });
  const together = at(0);
  const joins = together.findLastIndex(({ inputs: read }) => read.some((name) => levels.get(name) !== 0)) + 1;
  const rest = together.slice(joins);
  return [
    ...alone,
    ...(joins > 0 ? [block('join', together.slice(0, joins), size)] : []),
    ...(rest.length > 0 ? [block('aggregator', rest, size)] : []),
  ];
}

function chain(layers: readonly CountedLayer[], size: Size): NetworkBlock[] {
  const groups: CountedLayer[][] = [];
  /** What belongs to the block after it. */
  let ahead: CountedLayer[] = [];
  for (const piece of pieces(layers)) {
    const [before, last] = groups.slice(-2).map((group) => reductionIn(group, size));
    const kind = kindOf(piece, last ?? before ?? null, size);
    const group = groups.at(-1);
    const isLight = kind === 'other' || !piece.some(computes);
    if (group && isLight && isAfter([...ahead, ...piece], group)) group.push(...ahead.splice(0), ...piece);
    else if (isLight) ahead.push(...piece);
    else {
      // Convolutions in a row are one block, and so are an enlargement and the convolution after it.
      const isNext = group && kind === 'convolution' && ['convolution', 'enlarged'].includes(rowOf(group, size));
      if (isNext) group.push(...ahead, ...piece);
      else groups.push([...ahead, ...piece]);
      ahead = [];
    }
  }
  if (groups.length === 0) groups.push([]);
  groups.at(-1)?.push(...ahead);
  return groups.map((group, at) => {
    const before = groups[at - 1];
    return block(kindOf(group, before ? reductionIn(before, size) : null, size), group, size);
  });
}

/** What a convolution after it would join: other convolutions, or an enlargement that has none yet. */
function rowOf(group: readonly CountedLayer[], size: Size): BlockKind | 'enlarged' {
  if (group.some(({ operator }) => ENLARGES.has(operator))) return group.some(isWeighted) ? 'up' : 'enlarged';
  return kindOf(group, reductionIn(group, size), size);
}

/**
 * Whether what has no weights to multiply with belongs to the block before it: a rearrangement that is complete, or an
 * activation, a norm or a clamp by its name, or without names by having no parameters.
 */
function isAfter(layers: readonly CountedLayer[], group: readonly CountedLayer[]): boolean {
  if (isPadding(layers) || layers.at(-1)?.dims?.length !== 4) return false;
  if (!layers.some(computes)) return true;
  const path = pathOf(group);
  const named = layers.find(({ name }) => name);
  if (!named || !path) return layers.every(({ operator, parameters }) => parameters === 0 && !NORMS.has(operator));
  return named.name.split('/').filter(Boolean).join('/').startsWith(`${path}/`);
}

/** Runs of layers between which a single tensor goes on. */
function pieces(layers: readonly CountedLayer[]): CountedLayer[][] {
  const readers = new Map<string, number>();
  for (const { inputs } of layers) for (const name of inputs) readers.set(name, (readers.get(name) ?? 0) + 1);
  const made = new Set(layers.flatMap(({ outputs }) => outputs));
  const open = new Map([...readers].filter(([name]) => !made.has(name)));
  const found: CountedLayer[][] = [[]];
  layers.forEach((layer, index) => {
    for (const name of layer.inputs) {
      const left = (open.get(name) ?? 1) - 1;
      if (left > 0) open.set(name, left);
      else open.delete(name);
    }
    for (const name of layer.outputs) if (readers.has(name)) open.set(name, readers.get(name) ?? 0);
    found.at(-1)?.push(layer);
    if (open.size <= 1 && index < layers.length - 1) found.push([]);
  });
  return found;
}

const isWeighted = ({ parameters, macs }: CountedLayer): boolean => parameters > 0 && macs !== 0;

const isPadding = (layers: readonly CountedLayer[]): boolean => layers.every(({ operator }) => operator === 'Pad');

/** Exporters write a norm over groups as one over instances, with its parameters after it. */
const NORMS: ReadonlySet<string> = new Set(['InstanceNormalization']);
const ENLARGES: ReadonlySet<string> = new Set(['Resize', 'Upsample']);

/** @param before pixels of the picture for each value that it gets; null where that cannot be told */
function kindOf(layers: readonly CountedLayer[], before: number | null, size: Size): BlockKind {
  const isAny = (test: (layer: CountedLayer) => boolean): boolean => layers.some(test);
  const between = ({ inputs }: CountedLayer): boolean => new Set(inputs).size > 1;
  if (isAny(({ operator }) => operator === 'Softmax' || operator.endsWith('Attention'))) return 'attention';
  if (isAny((layer) => layer.operator === 'MatMul' && between(layer))) return 'attention';
  const after = isPadding(layers) ? before : reductionIn(layers, size);
  if (before !== null && after !== null && after !== before) return after > before ? 'down' : 'up';
  if (isAny(isWeighted))
    return isAny((layer) => layer.operator === 'Add' && between(layer)) ? 'residual' : 'convolution';
  return 'other';
}

function reductionIn(layers: readonly CountedLayer[], size: Size): number | null {
  return reductionOf(layers.findLast(({ dims }) => dims?.length === 4)?.dims ?? null, size);
}

/** Pixels of the picture for each value along a side: the power of two that is nearest. */
function reductionOf(dims: CountedLayer['dims'], { width, height }: Size): number | null {
  if (dims?.length !== 4) return null;
  const [, first = 1, second = 1, third = 1] = dims;
  const misfit = (rows: number, columns: number): number => Math.abs(Math.log((rows * width) / (columns * height)));
  // Some graphs turn a tensor for a while, so that its channels come last.
  const columns = misfit(first, second) < misfit(second, third) ? second : third;
  return 2 ** Math.round(Math.log2(width / columns));
}

function block(kind: BlockKind, layers: readonly CountedLayer[], size: Size, level = 0): NetworkBlock {
  return {
    kind,
    level,
    path: pathOf(layers),
    layers,
    dims: layers.at(-1)?.dims ?? null,
    reduction: reductionIn(layers, size),
    parameters: layers.reduce((sum, { parameters }) => sum + parameters, 0),
    ...costOf(layers),
  };
}

/** Operations of layers: a sum without those that cannot be told, and how many these are. */
export function costOf(layers: readonly CountedLayer[]): Pick<NetworkBlock, 'macs' | 'uncounted'> {
  return {
    macs: layers.reduce((sum, { macs }) => sum + (macs ?? 0), 0),
    uncounted: layers.filter(({ macs }) => macs === null).length,
  };
}

/** What the names of layers that compute share from their start, part by part. */
function pathOf(layers: readonly CountedLayer[]): string {
  const names = layers.filter(computes).map(({ name }) => name.split('/').filter(Boolean).slice(0, -1));
  const [first = [], ...others] = names;
  const differs = first.findIndex((part, at) => others.some((name) => name[at] !== part));
  return first.slice(0, differs < 0 ? first.length : differs).join('/');
}
