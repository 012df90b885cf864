import type { Geometry } from '../core/geometry';
import {
  STATS_TENSORS, type BackendKind, type RunSummary, type StatsTensor, type TensorData, type TensorName,
} from '../core/protocol';
import type { Settings } from '../core/settings';
import type { ViewPlan } from '../core/view';

/** Everything that is measured on a finished run (docs/architecture.md, "Numbers"). */
export type Measures = Pick<
  RunSummary,
  'psnr' | 'identical' | 'ssim' | 'mse' | 'meanAbsolute' | 'maxAbsolute' | 'squaredError' | 'errorEnergies' | 'stats'
> & {
  /** How many values of each tensor are NaN or infinite. */
  readonly nonFinite: Readonly<Record<StatsTensor, number>>;
};

/** Tensors that a run makes: those that scripts can read, the padded picture, and reconstruction - input. */
export type RunTensor = TensorName | 'padded' | 'error';

/** One value for each tensor that the summary describes. */
export function forStatsTensors<T>(valueOf: (name: StatsTensor) => T): Record<StatsTensor, T> {
  return Object.fromEntries(STATS_TENSORS.map((name) => [name, valueOf(name)])) as Record<StatsTensor, T>;
}

/**
 * The steps of a run on one backend. A run writes into a set of tensors of its own; commit() makes that set the
 * one that read() and view() see, so a run that is cancelled or fails leaves the last result as it was.
 * Each step resolves when its work is done on the device, so that its time can be taken.
 */
export interface Stages {
  readonly backend: BackendKind;
  /** Device bytes in buffers and textures, onnxruntime's included; 0 on the CPU. */
  readonly deviceBytes: number;
  /** Device-to-CPU copies since the device was made, whoever asked for them. */
  readonly readbacks: number;
  /** Aborts when the device is lost, with the sentence to show as its reason; never on the CPU. */
  readonly lost: AbortSignal;

  /** Starts a run: reserves its tensors. @param pixels RGBA, opaque, h x w. @throws LabError 'out-of-memory' */
  begin(pixels: Uint8ClampedArray<ArrayBuffer>, geometry: Geometry): Promise<void>;
  planar(): Promise<void>;
  haar(): Promise<void>;
  edit(bands: Settings['bands']): Promise<void>;
  encoder(): Promise<void>;
  posterior(settings: Pick<Settings, 'posterior' | 'temperature' | 'seed'>): Promise<void>;
  decoder(): Promise<void>;
  inverse(): Promise<void>;
  metrics(): Promise<Measures>;
  commit(): void;

  /** A tensor of the last committed run. */
  read(name: TensorName): Promise<TensorData>;
  /** Draws tensors of the last committed run. */
  view(plan: ViewPlan): Promise<ImageBitmap>;
  dispose(): Promise<void>;
}

/** Shapes of the tensors of a run; mean, logvar and latent are [1, nz, H/8, W/8]. */
export function tensorDims(geometry: Geometry, latentChannels: number): Record<RunTensor | 'moments', number[]> {
  const { width, height, paddedWidth, paddedHeight } = geometry;
  const level = (l: number) => [1, 12, paddedHeight >> l, paddedWidth >> l];
  const latent = [1, latentChannels, paddedHeight / 8, paddedWidth / 8];
  return {
    input: [1, 3, height, width],
    padded: [1, 3, paddedHeight, paddedWidth],
    bands1: level(1), bands2: level(2), bands3: level(3),
    'bands1.raw': level(1), 'bands2.raw': level(2), 'bands3.raw': level(3),
    mean: latent, logvar: latent, latent,
    moments: [1, 2 * latentChannels, paddedHeight / 8, paddedWidth / 8],
    coefficients: level(1),
    reconstruction: [1, 3, height, width],
    error: [1, 3, height, width],
  };
}
