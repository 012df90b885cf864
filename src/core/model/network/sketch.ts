import type { Size } from '../../math/scale';
import type { Part } from '../../tiles/run-plan';
import { graphOf, readsPicture } from '../contract';
import type { ModelEntry } from '../manifest';
import { blocksOf, costOf, type NetworkBlock } from './blocks';
import { COMMON } from './common-size';
import { layerCounter } from './counted-layers';

/** A network as it is drawn: its blocks with their layers, for a picture of one size. */
export interface NetworkSketch {
  readonly part: Part;
  /** Id of the model. */
  readonly model: string;
  /** The padded picture in pixels that shapes and operations are for. */
  readonly size: Size;
  readonly blocks: readonly NetworkBlock[];
  readonly parameters: number;
  readonly macs: number;
  /** Layers whose operations cannot be told, so that `macs` is the least. */
  readonly uncounted: number;
  /** Operations at COMMON pixels, at which networks are compared; null of one that takes another size alone. */
  readonly common: number | null;
}

/**
 * @param content the graph as it is run: float32 ends, in the usual order
 * @param asked the padded picture in pixels; a graph that takes one size alone is drawn at that
 * @throws Error where it is no ONNX file
 */
export function sketchOf(content: Uint8Array, model: ModelEntry, part: Part, asked: Size): NetworkSketch {
  const fixed = model[part]?.fixedSize;
  const size = fixed ?? asked;
  const ends = endsOf(model, part, size);
  const inputs = [...ends.keys()];
  const count = layerCounter(content, inputs);
  const blocks = blocksOf(count(ends), inputs, size);
  const sum = (of: (block: NetworkBlock) => number): number => blocks.reduce((all, block) => all + of(block), 0);
  const isCommon = size.width === COMMON.width && size.height === COMMON.height;
  const macs = sum((block) => block.macs);
  return {
    part,
    model: model.id,
    size,
    blocks,
    parameters: sum((block) => block.parameters),
    macs,
    uncounted: sum((block) => block.uncounted),
    common: isCommon ? macs : fixed ? null : costOf(count(endsOf(model, part, COMMON))).macs,
  };
}

/** What the graph reads, by the names of its inputs. @param size of the padded picture in pixels */
export function endsOf(model: ModelEntry, part: Part, { width, height }: Size): ReadonlyMap<string, readonly number[]> {
  const { inputs, channels } = graphOf(model, part) ?? { inputs: [], channels: { in: 0 } };
  /** Pixels of the picture for each value of an input along a side. */
  const reduction = (at: number): number =>
    part === 'decoder' ? model.downscale : readsPicture(model) ? 1 : 2 ** (at + 1);
  return new Map(inputs.map((name, at) => [name, [1, channels.in, height / reduction(at), width / reduction(at)]]));
}
