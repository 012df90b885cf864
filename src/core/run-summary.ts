import type { BackendKind } from './backend-kind';
import type { Colour, Level, Orientation } from './math/bands';
import type { Settings } from './settings/settings';
import type { ChannelStats, StatsTensor } from './tensor';
import type { RunTiling } from './tiles/tiles';
import type { Rect } from './view/view';

/** The stages in the order in which they run. Times are wall milliseconds with the GPU drained after each stage. */
export const STAGE_NAMES = [
  'planar',
  'haar',
  'edit',
  'encoder',
  'posterior',
  'latent',
  'decoder',
  'inverse',
  'metrics',
] as const;
export type StageName = (typeof STAGE_NAMES)[number];

/** Counted in the methods of the device, so the work of onnxruntime is in it. */
export interface GpuWork {
  readonly dispatches: number;
  readonly submits: number;
  readonly buffersMade: number;
}

/** Share of the squared error in one band; all entries add up to 1 (docs/numbers.md, "Energies"). */
export interface BandEnergy {
  readonly level: Level;
  readonly orientation: Orientation;
  readonly colour: Colour;
  /** Orthonormal energy in the units of the picture, [-1, 1]. */
  readonly energy: number;
}

export interface RunSummary {
  readonly job: number;
  readonly backend: BackendKind;
  readonly model: string;
  readonly width: number;
  readonly height: number;
  /** Where the run began, if not at a picture. Tensors that it did not make have no statistics; core/missing.ts says why. */
  readonly began?: 'latent';
  /** dB, 8-bit RGB, peak 255; null when the pictures are identical. This and the measures below are NaN where there is nothing to compare. */
  readonly psnr: number | null;
  readonly identical: boolean;
  /** null when a side is under 11 px. */
  readonly ssim: number | null;
  /** Mean squared error on the 0..255 scale of 8-bit rounded values. */
  readonly mse: number;
  readonly meanAbsolute: number;
  readonly maxAbsolute: number;
  /** Values of the picture over values of the latent, and bits a pixel of what was decoded: float32, or the bits of the settings. */
  readonly compression: { readonly ratio: number; readonly latentValues: number; readonly bitsPerPixel: number };
  readonly latentDims: readonly number[];
  /** Pixels along a side of the picture for each cell of the latent; results that were stored without it have 8. */
  readonly downscale?: number;
  readonly timings: Readonly<Record<StageName, number>>;
  /** GPU ms by timestamp queries, rounded by the browser; absent where the device has none. */
  readonly gpuTimings?: Readonly<Partial<Record<StageName, number>>>;
  /** What each stage asked of the GPU; absent on the CPU. */
  readonly gpuWork?: Readonly<Partial<Record<StageName, GpuWork>>>;
  readonly totalMs: number;
  /** True when this shape ran for the first time, so that the times include shader compilation. */
  readonly cold: boolean;
  readonly stats: Readonly<Record<StatsTensor, readonly ChannelStats[]>>;
  readonly errorEnergies: readonly BandEnergy[];
  /** Sum of squared errors in [-1, 1] units before 8-bit rounding; the energies add up to it. */
  readonly squaredError: number;
  /** GPU-to-CPU copies: between the stages of this run (0 on a healthy GPU path), and since the start. */
  readonly readbacks: { readonly betweenStages: number; readonly total: number };
  readonly gpuBytes: number;
  /** The most GPU bytes during the run; absent on the CPU. */
  readonly peakBytes?: number;
  /** How the networks were tiled; absent where they ran over the whole picture at once. */
  readonly tiling?: RunTiling;
  /** The settings that made it, so that a shown result can say whether it is stale. */
  readonly settings: Settings;
  /** Stages of a trial whose tensors were those of the shown result. They took no time. */
  readonly reused?: readonly StageName[];
}

/** How close two pictures are in one rectangle of theirs; the measures are those of RunSummary. */
export interface RegionMeasures
  extends Pick<RunSummary, 'psnr' | 'identical' | 'mse' | 'meanAbsolute' | 'maxAbsolute'>, Rect {
  /** Mean of the SSIM map, without the 5 pixels at each border of the picture; null where nothing is left. */
  readonly ssim: number | null;
  /** Mean of the FLIP map. */
  readonly flip: number;
}

export interface RegionNumbers {
  readonly job: number;
  readonly whole: RegionMeasures;
  /** Measures of the part of the rectangle that lies in the picture; null without a rectangle. */
  readonly region: RegionMeasures | null;
}

/** What the picture of the first bands, largest scale first, is worth. */
export interface RebuildStep {
  /** The band that this step adds, such as 'H2'. */
  readonly band: string;
  /** Against the input, dB; null when identical. */
  readonly psnr: number | null;
  readonly identical: boolean;
  /** Share of the picture's energy, mid-grey being zero, 0..1; all steps add up to 1. */
  readonly share: number;
}
