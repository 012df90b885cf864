import type { Geometry } from '../math/geometry';
import type { ModelEntry } from '../model/manifest';
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
}

/** How the networks of a run go over the picture: at once where it is null. Tiled runs keep less beside them. */
export interface RunPlan {
  readonly encoder: PartPlan | null;
  readonly decoder: PartPlan | null;
}

export const WHOLE: RunPlan = { encoder: null, decoder: null };

export function isTiled({ encoder, decoder }: RunPlan): boolean {
  return encoder !== null || decoder !== null;
}

export interface ForecastRequest {
  readonly geometry: Geometry;
  readonly model: Pick<ModelEntry, 'latentChannels' | 'norm' | 'downscale' | 'multiple' | 'encoder' | 'decoder'>;
  readonly settings: Pick<Settings, 'tiles' | 'encoderHalo' | 'memory' | 'bands'>;
  readonly backend: BackendKind;
  /** Bytes that one buffer may have on this device; on the CPU, HEAP_LIMIT. */
  readonly largestBuffer: number;
}
