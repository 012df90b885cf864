import type { CodecAsk, CodecPoint } from './metrics/codec';
import type { ErrorInfo } from './errors';
import type { Level, Orientation, Colour } from './math/bands';
import type { Footprint, PictureRef } from './metrics/footprint';
import type { InspectAsk, InspectProgress, ModelReport, OwnFile } from './model/own-model';
import type { ParityRun } from './model/parity';
import type { HalfState, HalfVerdicts } from './model/precision';
import type { RateEstimate } from './math/quantise';
import type { Settings } from './settings/settings';
import type { Resources } from './resources';
import type { SideSlot, Slot } from './slots';
import type { RunTiling, TileProgress } from './tiles/tiles';
import type { Legend, Rect, ViewRequest } from './view/view';
import type { PictureInfo, PictureSource } from './picture/picture';
import type { PixelFacts } from './picture/pixel-facts';
import type { Outside } from './waits';

/** Everything that crosses between the page and the worker, as plain data. */
export type { Resources } from './resources';
export type { PictureInfo, PictureNote, PictureSource } from './picture/picture';

export type BackendKind = 'webgpu' | 'wasm';

export const TENSOR_NAMES = [
  'input',
  'bands1',
  'bands2',
  'bands3',
  'bands1.raw',
  'bands2.raw',
  'bands3.raw',
  'mean',
  'logvar',
  'latent.raw',
  'latent',
  'coefficients',
  'reconstruction',
] as const;
export type TensorName = (typeof TENSOR_NAMES)[number];

/**
 * Made of a run's tensors when they are wanted: SSIM and FLIP of each pixel [1,1,h,w], and the divergence of the
 * posterior from N(0, 1) in nats, of each latent value [1,nz,H/8,W/8] and of each position [1,1,H/8,W/8]. In slot 'samples'
 * also the standard deviation of each pixel over samples [1,1,h,w], in the units of the picture.
 */
export const DERIVED_NAMES = ['ssim-map', 'flip-map', 'kl', 'kl-map', 'sample-spread'] as const;
export type DerivedName = (typeof DERIVED_NAMES)[number];

/** Row-major NCHW values. 'input' and 'reconstruction' are the unpadded [1,3,h,w]; the others are padded. */
export interface TensorData {
  readonly dims: number[];
  readonly data: Float32Array;
}

/** In the order in which they run. Times are wall milliseconds with the GPU drained after each stage. */
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

/** Where a test can make the device go: when a stage begins, or while a picture is opened or a view drawn. */
export const LOSS_POINTS = [...STAGE_NAMES, 'open', 'view'] as const;
export type LossPoint = (typeof LOSS_POINTS)[number];

export interface BackendInfo {
  readonly backend: BackendKind;
  /** The GPU as the browser names it, or the CPU with its number of wasm threads. */
  readonly adapter: string;
  readonly software: boolean;
  /** Bytes that one buffer may have on this GPU; on the CPU, those that the memory of onnxruntime may have. */
  readonly largestBuffer?: number;
  readonly model: string;
  /** Version and build of onnxruntime-web, such as '1.30.0 jspi'. */
  readonly ort: string;
  readonly threads: number;
  /** Arithmetic of the networks, and how weights are stored. The first word is 'fp32' or 'fp16'. */
  readonly precision: string;
  /** Why this arithmetic, as a sentence. */
  readonly precisionReason: string;
  /** What is known of fp16 with this model here. */
  readonly half: HalfState;
  /** How pixels of pictures are read here, and whether they are true. */
  readonly pixels: PixelFacts;
  /** Why nothing better runs; absent when the best one does. */
  readonly reason?: string;
}

/** Of one channel of a tensor: min, max and maxAbs exact; mean and std over all its values. */
export interface ChannelStats {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
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
  /** dB, 8-bit RGB, peak 255; null when the pictures are identical. */
  readonly psnr: number | null;
  readonly identical: boolean;
  /** null when a side is under 11 px. */
  readonly ssim: number | null;
  /** On the 0..255 scale of 8-bit rounded values. */
  readonly mse: number;
  readonly meanAbsolute: number;
  readonly maxAbsolute: number;
  /** Values of the picture over values of the latent, and bits a pixel of what was decoded: float32, or the bits of the settings. */
  readonly compression: { readonly ratio: number; readonly latentValues: number; readonly bitsPerPixel: number };
  readonly latentDims: readonly number[];
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
  /** Of trials: stages whose tensors were those of the shown result. They took no time. */
  readonly reused?: readonly StageName[];
}

/** Counted in the methods of the device, so the work of onnxruntime is in it. */
export interface GpuWork {
  readonly dispatches: number;
  readonly submits: number;
  readonly buffersMade: number;
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
  /** Of the part of the rectangle that lies in the picture; null without one. */
  readonly region: RegionMeasures | null;
}

/** What the picture of the first bands, largest scale first, is worth. */
export interface RebuildStep {
  /** The band that this step adds, such as 'H2'. */
  readonly band: string;
  /** Against the input, dB; null when identical. */
  readonly psnr: number | null;
  readonly identical: boolean;
  /** Of the energy of the picture, mid-grey being zero, 0..1; all steps add up to 1. */
  readonly share: number;
}

export const STATS_TENSORS = [
  'input',
  'bands1.raw',
  'bands2.raw',
  'bands3.raw',
  'bands1',
  'bands2',
  'bands3',
  'mean',
  'logvar',
  'latent',
  'reconstruction',
  'error',
] as const;
export type StatsTensor = (typeof STATS_TENSORS)[number];

/** What the worker tells while it works. */
export type LabEvent =
  | {
      readonly type: 'download';
      readonly file: string;
      readonly received: number;
      readonly total: number;
      readonly checking: boolean;
    }
  | {
      readonly type: 'stage';
      readonly job: number;
      readonly stage: StageName;
      readonly cold: boolean;
      readonly tile?: TileProgress;
    }
  /** What outside of the page keeps a start waiting; null for nothing. */
  | { readonly type: 'waiting'; readonly what: Outside | null }
  | { readonly type: 'notice'; readonly text: string }
  /** A slot beside the shown result has another result, or none any more. */
  | { readonly type: 'slot'; readonly slot: SideSlot; readonly kept: SideResult | null }
  | { readonly type: 'lost'; readonly error: ErrorInfo };

/** A result beside the shown one. */
export interface SideResult {
  readonly summary: RunSummary;
  readonly picture: PictureInfo;
}

/** A run whose result is not shown. Its settings may name another model; `backend` is not looked at. */
export interface TrialRequest {
  readonly settings: Settings;
  /** Keeps tensors and views in this slot; without it only what trial() resolves is left. */
  readonly keep?: SideSlot;
  /** Instead of the shown picture. */
  readonly source?: PictureSource;
  /** Asks for the reconstruction as a PNG of 8 bits. */
  readonly png?: boolean;
  /** 0, 1, 2 and so on: adds the reconstruction to those of the samples before it; with `keep` their spread is kept, too. */
  readonly sample?: number;
  /** Asks for the estimated rate of the latent's codes. */
  readonly rate?: boolean;
}

export interface TrialResult {
  readonly summary: RunSummary;
  /** Of a source. */
  readonly picture?: PictureInfo;
  readonly png?: Blob;
  /** Of 'sample-spread', with the last sample. */
  readonly spread?: ChannelStats;
  /** Where it was asked for and the latent is quantised. */
  readonly rate?: RateEstimate;
}

export interface RenderedView {
  readonly bitmap: ImageBitmap;
  readonly legends: readonly Legend[];
  /** Of the run whose tensors it shows. */
  readonly job: number;
}

/**
 * The worker's side of the bridge. Every call may reject with a plain ErrorInfo. `job` numbers grow; a call with
 * a newer number makes older ones of the same kind reject 'aborted'.
 */
export interface LabWorker {
  /** Chooses a backend, and a precision by what is known of fp16, and loads the model. Resolves when a run could start. */
  start(
    settings: Settings,
    modelsUrl: string,
    verdicts: HalfVerdicts,
    onEvent: (event: LabEvent) => void,
  ): Promise<BackendInfo>;
  /** Decodes a picture; the one before stays until this one is ready. */
  open(job: number, source: PictureSource, settings: Settings): Promise<PictureInfo>;
  run(
    job: number,
    settings: Settings,
  ): Promise<{ readonly summary: RunSummary; readonly info: BackendInfo; readonly picture: PictureInfo }>;
  cancel(): void;
  /**
   * A run beside the shown one. It gives way to runs: as soon as one comes it stops at its next step, and is begun again
   * afterwards. 'aborted' after cancelTrials(), and when the picture that it was asked for is shown no more.
   */
  trial(job: number, request: TrialRequest): Promise<TrialResult>;
  /** Ends one trial, or all that are in flight or waiting. */
  cancelTrials(job?: number): void;
  /** Decodes another picture to the size of the shown one and runs it without edits into slot 'second'; null drops it. */
  second(job: number, source: PictureSource | null, settings: Settings): Promise<SideResult | null>;
  /** Frees a slot. */
  dropSlot(slot: SideSlot): Promise<void>;
  tensor(name: string, slot?: Slot): Promise<TensorData>;
  /** Measures of the shown result, and of a rectangle of it in pixels of the picture. Runs go first. */
  region(rect: Rect | null): Promise<RegionNumbers>;
  /** How two pictures among the kept results differ, and how much of that lies in a rectangle. Runs go first. */
  change(picture: PictureRef, against: PictureRef, pixels: Rect): Promise<Footprint>;
  /**
   * The picture as these settings decode it, through JPEG or WebP at a rate, measured as a run is; null where the browser
   * cannot write the format. Runs go first.
   */
  codec(ask: CodecAsk, settings: Settings): Promise<CodecPoint | null>;
  view(request: ViewRequest): Promise<RenderedView>;
  /** Of the shown result: the picture of its first band before edits, of its first two, up to all ten. */
  rebuild(): Promise<RebuildStep[]>;
  /** A bitmap as a PNG that no canvas has written. Needs no start. */
  png(bitmap: ImageBitmap): Promise<Blob>;
  info(): Promise<BackendInfo>;
  resources(): Promise<Resources>;
  /** A small picture through the present backend, and what is stored for it. Runs go first. */
  parity(): Promise<ParityRun>;
  /** The contract check of somebody's own model. Needs no start; for a worker of its own. */
  inspectModel(
    files: readonly OwnFile[],
    ask: InspectAsk,
    onProgress: (progress: InspectProgress) => void,
  ): Promise<ModelReport>;
  /** Makes the device go, at once or when the next such step begins. @throws 'bad-setting' for an unknown step */
  destroyDevice(at?: LossPoint): Promise<void>;
}
