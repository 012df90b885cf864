import { geometryOf } from '../../math/geometry';
import type { Size } from '../../math/scale';
import { fixedPart } from '../../tiles/fixed';
import type { Part } from '../../tiles/run-plan';
import { paddingOf } from '../contract';
import type { ModelEntry } from '../manifest';
import { costOf, usedOf } from './blocks';
import { countedLayers } from './counted-layers';
import { endsOf } from './sketch';

/** What a network computes for one picture. */
export interface Operations {
  /** Multiplications with addition, over the padded picture; of a graph that takes one size alone over all its tiles. */
  readonly macs: number;
  /** Layers whose operations cannot be told, so that `macs` is the least. */
  readonly uncounted: number;
}

/** The networks that a model has. */
export type ModelOperations = Readonly<Partial<Record<Part, Operations>>>;

/**
 * Counts from the graph, without running it.
 * @param content the graph as it is run
 * @param picture its size in pixels, before it is padded for the model
 * @throws Error where it is no ONNX file
 */
export function operationsOf(content: Uint8Array, model: ModelEntry, part: Part, picture: Size): Operations {
  const geometry = geometryOf(picture.width, picture.height, paddingOf(model));
  const size = model[part]?.fixedSize ?? { width: geometry.paddedWidth, height: geometry.paddedHeight };
  const { macs, uncounted } = costOf(usedOf(countedLayers(content, endsOf(model, part, size))));
  const { across = 1, down = 1 } = fixedPart({ geometry, model }, part)?.grid ?? {};
  return { macs: macs * across * down, uncounted };
}
