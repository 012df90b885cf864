import { elementCount } from '../../math/geometry';
import { graphLayers, type SizedLayer } from '../graph-layers';
import { graphParts, type GraphParts } from './graph-parts';
import { knownOf, numberAt, UNKNOWN, type Known, type Node } from './known';
import { RULES } from './shape-rules';

/** Sizes of the inputs of a graph, by name. */
export type Ends = ReadonlyMap<string, readonly number[]>;

/** A layer with what it costs at the size that it was drawn for. */
export interface CountedLayer extends SizedLayer {
  /** Multiplications with addition of convolutions and matrix products; 0 of other operators, null where they cannot be told. */
  readonly macs: number | null;
}

/**
 * The layers of a graph for a picture of one size, found without running it: shapes follow from rules, operator by operator,
 * and where no rule is known, from what the file states.
 * @param ends sizes of its inputs by name
 * @throws Error where it is no ONNX file
 */
export function countedLayers(content: Uint8Array, ends: Ends): CountedLayer[] {
  return layerCounter(content, [...ends.keys()])(ends);
}

/** The same of a graph that is read once, for any sizes. @param inputs their names @throws as countedLayers() */
export function layerCounter(content: Uint8Array, inputs: readonly string[]): (ends: Ends) => CountedLayer[] {
  const graph = graphParts(content);
  const layers = graphLayers(content, inputs);
  return (ends) => {
    const { known, macs } = followed(graph, ends);
    return layers.map((layer) => ({
      ...layer,
      dims: known.get(layer.tensor)?.dims ?? null,
      macs: macs.get(layer.tensor) ?? null,
    }));
  };
}

function followed({ nodes, stored, stated }: GraphParts, ends: Ends) {
  const known = new Map<string, Known>(stored.map((tensor) => [tensor.name, knownOf(tensor)]));
  for (const [name, dims] of ends) known.set(name, { dims });
  const shapeOf = statedShapes(stated, ends);
  const macs = new Map<string, number | null>();
  for (const { operator, inputs, outputs, attributes } of nodes) {
    const described: Node = {
      operator,
      inputs: inputs.map((name) => known.get(name) ?? UNKNOWN),
      attributes,
      outputs: outputs.length,
    };
    const rule = RULES.get(operator);
    const given = rule?.(described) ?? UNKNOWN;
    const results = isList(given) ? given : [given];
    outputs.forEach((name, at) => {
      const result = results[at] ?? UNKNOWN;
      known.set(name, result.dims ? result : { dims: shapeOf(name) });
    });
    const [tensor = ''] = outputs;
    macs.set(tensor, rule ? macsOf(described, known.get(tensor)?.dims ?? null) : null);
  }
  return { known, macs };
}

const isList = (given: Known | readonly Known[]): given is readonly Known[] => Array.isArray(given);

/** Shapes that the file states, with the names of open sizes filled in from the inputs. */
function statedShapes(stated: GraphParts['stated'], ends: Ends) {
  const sizes = new Map<string, number>();
  for (const { name, shape } of stated.values())
    shape?.forEach((size, at) => {
      const is = ends.get(name)?.[at];
      if (typeof size === 'string' && is !== undefined) sizes.set(size, is);
    });
  return (name: string): number[] | null => {
    const shape = stated.get(name)?.shape?.map((size) => (typeof size === 'string' ? sizes.get(size) : size));
    return shape?.every((size) => typeof size === 'number') ? shape : null;
  };
}

/** @param out sizes of what it gives */
function macsOf({ operator, inputs, attributes }: Node, out: Known['dims']): number | null {
  const dims = (at: number): Known['dims'] => inputs[at]?.dims ?? null;
  const times = (of: Known['dims'], each: number | undefined): number | null =>
    of && each !== undefined ? elementCount(of) * each : null;
  const kernel = (at: number): number | undefined => {
    const weight = dims(at);
    return weight ? elementCount(weight.slice(1)) : undefined;
  };
  switch (operator) {
    case 'Conv':
    case 'FusedConv':
    case 'ConvInteger':
      return times(out, kernel(1));
    case 'QLinearConv':
      return times(out, kernel(3));
    case 'ConvTranspose':
      return times(dims(0), kernel(1));
    case 'MatMul':
    case 'MatMulInteger':
      return times(out, dims(0)?.at(-1));
    case 'Gemm':
      return times(out, dims(0)?.[numberAt(attributes, 'transA', 0) ? 0 : 1]);
    case 'MatMulNBits':
      return times(out, numberAt(attributes, 'K', 0));
    case 'MultiHeadAttention':
      return null;
    default:
      return 0;
  }
}
