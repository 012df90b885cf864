import type { Geometry } from '../math/geometry';
import type { FixedSize, ModelEntry } from '../model/manifest';
import type { BackendKind } from '../backend-kind';
import type { Settings } from '../settings/settings';
import type { NetworkTiling, TileGrid } from './tiles';

export const PARTS = ['encoder', 'decoder'] as const;
export type Part = (typeof PARTS)[number];

/** The tiles of one network. */
export interface PartPlan {
  /** Pixels along a side of a cell. */
  readonly cell: number;
  /** The tiles. Those of a measured halo have here the halo that others are compared with. */
  readonly grid: TileGrid;
  readonly kind: NetworkTiling['kind'];
  readonly sees?: NetworkTiling['sees'];
  /** Only for a measured halo: cells along a side of what a tile may read, so that a smaller halo gives larger tiles. */
  readonly read?: number;
  /** The halo of the grid covers the receptive field. */
  readonly isFull: boolean;
  /** The graph takes this size alone, in pixels: its tiles are never smaller, and reach over the picture where that is. */
  readonly fixed?: FixedSize;
}

/** How the networks of a run go over the picture: at once where it is null. Tiled runs keep less beside them. */
export interface RunPlan {
  readonly encoder: PartPlan | null;
  readonly decoder: PartPlan | null;
  /** All tensors are kept: tiles are only there because a graph fixes its sizes. */
  readonly keepsAll?: true;
}

export const WHOLE: RunPlan = { encoder: null, decoder: null };

/** Whether it keeps less than a run at once does. */
export function isTiled({ encoder, decoder, keepsAll }: RunPlan): boolean {
  return !keepsAll && (encoder !== null || decoder !== null);
}

/** A manifest that does not say it of each network says it of the model. */
export function seesEverything(model: ForecastRequest['model'], part: Part): boolean {
  return model[part]?.global ?? model.norm === 'group';
}

export interface ForecastRequest {
  readonly geometry: Geometry;
  readonly model: Pick<ModelEntry, 'latentChannels' | 'norm' | 'downscale' | 'multiple' | 'encoder' | 'decoder'>;
  readonly settings: Pick<Settings, 'tiles' | 'encoderHalo' | 'memory' | 'bands'>;
  readonly backend: BackendKind;
  /** Bytes that one buffer may have on this device; on the CPU, HEAP_LIMIT. */
  readonly largestBuffer: number;
}
