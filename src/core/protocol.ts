import type { ErrorInfo } from './errors';
import type { Level, Orientation, Colour } from './bands';
import type { Settings } from './settings';
import type { Legend, ViewRequest } from './view';

/** Everything that crosses between the page and the worker, as plain data. */

export type BackendKind = 'webgpu' | 'wasm';

export const TENSOR_NAMES = [
  'input', 'bands1', 'bands2', 'bands3', 'bands1.raw', 'bands2.raw', 'bands3.raw',
  'mean', 'logvar', 'latent', 'coefficients', 'reconstruction',
] as const;
export type TensorName = (typeof TENSOR_NAMES)[number];

/** Row-major NCHW values. 'input' and 'reconstruction' are the unpadded [1,3,h,w]; the others are padded. */
export interface TensorData {
  readonly dims: number[];
  readonly data: Float32Array;
}

/** In the order in which they run. Times are wall milliseconds with the GPU drained after each stage. */
export const STAGE_NAMES = [
  'planar', 'haar', 'edit', 'encoder', 'posterior', 'decoder', 'inverse', 'metrics',
] as const;
export type StageName = (typeof STAGE_NAMES)[number];

/** Where a test can make the device go: when a stage begins, or while a picture is opened or a view drawn. */
export const LOSS_POINTS = [...STAGE_NAMES, 'open', 'view'] as const;
export type LossPoint = (typeof LOSS_POINTS)[number];

export interface BackendInfo {
  readonly backend: BackendKind;
  /** The GPU as the browser names it, or the CPU with its number of wasm threads. */
  readonly adapter: string;
  readonly software: boolean;
  readonly model: string;
  /** Version and build of onnxruntime-web, such as '1.30.0 jspi'. */
  readonly ort: string;
  readonly threads: number;
  /** Arithmetic of the networks, and how weights are stored. */
  readonly precision: string;
  /** Why nothing better runs; absent when the best one does. */
  readonly reason?: string;
}

/** What was done to a file before the network saw it; each is said on the page. */
export interface PictureNote {
  readonly code:
    | 'scaled' | 'padded' | 'oriented' | 'alpha' | 'animated' | 'deep' | 'converted' | 'cmyk' | 'gray' | 'palette' | 'vector';
  readonly text: string;
}

export interface PictureInfo {
  readonly name: string;
  /** 'PNG', 'JPEG', ... as read from the bytes, not from the name. */
  readonly format: string;
  readonly fileBytes: number;
  /** As stored in the file, after orientation. */
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  readonly width: number;
  readonly height: number;
  readonly paddedWidth: number;
  readonly paddedHeight: number;
  readonly notes: readonly PictureNote[];
  readonly decodeMs: number;
}

/** Of one channel of a tensor: min, max and maxAbs exact; mean and std over all its values. */
export interface ChannelStats {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
}

/** Share of the squared error in one band; all entries add up to 1 (docs/architecture.md, "Energies"). */
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
  /** dB, 8-bit RGB, peak 255; null when the pictures are identical. */
  readonly psnr: number | null;
  readonly identical: boolean;
  /** null when a side is under 11 px. */
  readonly ssim: number | null;
  /** On the 0..255 scale of 8-bit rounded values. */
  readonly mse: number;
  readonly meanAbsolute: number;
  readonly maxAbsolute: number;
  /** Values of the picture over values of the latent, and bits a pixel at float32. */
  readonly compression: { readonly ratio: number; readonly latentValues: number; readonly bitsPerPixel: number };
  readonly latentDims: readonly number[];
  readonly timings: Readonly<Record<StageName, number>>;
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
  /** The settings that made it, so that a shown result can say whether it is stale. */
  readonly settings: Settings;
}

export const STATS_TENSORS = [
  'input', 'bands1.raw', 'bands2.raw', 'bands3.raw', 'bands1', 'bands2', 'bands3',
  'mean', 'logvar', 'latent', 'reconstruction', 'error',
] as const;
export type StatsTensor = (typeof STATS_TENSORS)[number];

/** What the worker tells while it works. */
export type LabEvent =
  | { readonly type: 'download'; readonly file: string; readonly received: number; readonly total: number; readonly checking: boolean }
  | { readonly type: 'stage'; readonly job: number; readonly stage: StageName; readonly cold: boolean }
  | { readonly type: 'notice'; readonly text: string }
  | { readonly type: 'lost'; readonly error: ErrorInfo };


export interface RenderedView {
  readonly bitmap: ImageBitmap;
  readonly legends: readonly Legend[];
  /** Of the run whose tensors it shows. */
  readonly job: number;
}

/** A file, or a bitmap that the page drew from one (SVG) or took from the camera. */
export interface PictureSource {
  readonly data: Blob | ImageBitmap;
  readonly name: string;
  /** What a bitmap was made from, and the size of that file; files tell both themselves. */
  readonly madeFrom?: { readonly format: string; readonly bytes: number };
}

/**
 * The worker's side of the bridge. Every call may reject with a plain ErrorInfo. `job` numbers grow; a call with
 * a newer number makes older ones of the same kind reject 'aborted'.
 */
export interface LabWorker {
  /** Chooses a backend and loads the model. Resolves when a run could start. */
  start(settings: Settings, modelsUrl: string, onEvent: (event: LabEvent) => void): Promise<BackendInfo>;
  /** Decodes a picture; the one before stays until this one is ready. */
  open(job: number, source: PictureSource, settings: Settings): Promise<PictureInfo>;
  run(job: number, settings: Settings): Promise<{ readonly summary: RunSummary; readonly info: BackendInfo; readonly picture: PictureInfo }>;
  cancel(): void;
  tensor(name: string): Promise<TensorData>;
  view(request: ViewRequest): Promise<RenderedView>;
  info(): Promise<BackendInfo>;
  /** Makes the device go, at once or when the next such step begins. @throws 'bad-setting' for an unknown step */
  destroyDevice(at?: LossPoint): Promise<void>;
}
