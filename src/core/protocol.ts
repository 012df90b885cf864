import type { BackendInfo } from './backend-info';
import type { ErrorInfo } from './errors';
import type { LargestPoint } from './math/largest';
import type { RateEstimate } from './math/quantise';
import type { CodecAsk, CodecPoint } from './metrics/codec';
import type { Footprint, PictureRef } from './metrics/footprint';
import type { CellChange, InfluenceAsk } from './metrics/influence';
import type { Spectra } from './metrics/spectrum';
import type { LayerList, LayerNumbers, LayerRef } from './model/graph-layers';
import type { InspectAsk, InspectProgress, ModelReport, OwnFile } from './model/own-model';
import type { Size } from './math/scale';
import type { ModelOperations } from './model/network/operations';
import type { NetworkSketch } from './model/network/sketch';
import type { ParityRun } from './model/parity';
import type { HalfVerdicts } from './model/precision';
import type { PictureInfo, PictureSource } from './picture/picture';
import type { Resources } from './resources';
import { STAGE_NAMES, type RebuildStep, type RegionNumbers, type RunSummary, type StageName } from './run-summary';
import type { Settings } from './settings/settings';
import type { SideSlot, Slot } from './slots';
import type { ChannelStats, TensorData } from './tensor';
import type { Part } from './tiles/run-plan';
import type { TileProgress } from './tiles/tiles';
import type { Legend, Rect, ViewRequest } from './view/view';
import type { Outside } from './waits';

/**
 * Everything that crosses between the page and the worker, as plain data. No other part of core imports this file, so that
 * no circle closes.
 */
export type { BackendInfo } from './backend-info';
export type { BackendKind } from './backend-kind';
export type { PictureInfo, PictureNote, PictureSource } from './picture/picture';
export type { Resources } from './resources';
export * from './run-summary';
export * from './tensor';

/** The moments at which a test can destroy the device: when a stage begins, or while a picture is opened or a view drawn. */
export const LOSS_POINTS = [...STAGE_NAMES, 'open', 'view'] as const;
export type LossPoint = (typeof LOSS_POINTS)[number];

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
  /** Asks for ST-LPIPS, whose network is downloaded when it is first needed. */
  readonly perceptual?: boolean;
  /** Asks for the latent, as the decoder gets it but for scale and shift. */
  readonly latent?: boolean;
}

export interface TrialResult {
  readonly summary: RunSummary;
  /** The picture of a source. */
  readonly picture?: PictureInfo;
  readonly png?: Blob;
  /** Statistics of 'sample-spread', with the last sample. */
  readonly spread?: ChannelStats;
  /** The estimated rate, where it was asked for and the latent is quantised. */
  readonly rate?: RateEstimate;
  /** ST-LPIPS, where it was asked for and there is one. */
  readonly stLpips?: number;
  readonly latent?: TensorData;
}

export interface RenderedView {
  readonly bitmap: ImageBitmap;
  readonly legends: readonly Legend[];
  /** Job of the run whose tensors it shows. */
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
   * ST-LPIPS of a result against its picture, and the job of that result; null where there is nothing to compare, or the
   * picture is too small. The network is downloaded when it is first asked for. Runs go first.
   */
  perceptual(slot?: Slot): Promise<{ readonly job: number; readonly value: number | null }>;
  /** Power by spatial frequency, of the shown latent and of the picture. Runs go first. */
  spectra(): Promise<Spectra>;
  /**
   * Pokes cells of the shown latent before edits, one after another; the first of them, as many as half a second allows.
   * Runs go first. 'aborted' when another result is shown by now.
   */
  influence(ask: InfluenceAsk): Promise<CellChange[]>;
  /**
   * The picture as these settings decode it, through JPEG or WebP at a rate, measured as a run is; null where the browser
   * cannot write the format. Runs go first.
   */
  codec(ask: CodecAsk, settings: Settings): Promise<CodecPoint | null>;
  /** A network of the present model as it is drawn for a padded picture of this size, in pixels. Nothing runs. */
  network(part: Part, size: Size): Promise<NetworkSketch>;
  /** What the networks of a model compute for a picture of this size, in pixels before padding. Nothing runs. */
  operations(model: string, picture: Size): Promise<ModelOperations>;
  /** The layers of a network of the present model, in its order, with their sizes where there is a result. Runs go first. */
  layers(part: Part): Promise<LayerList>;
  /**
   * Computes layers of one network from what it read for the shown result, all in one run of it, and measures them. Runs go first.
   * @param model id of another model, whose decoder reads the shown latent; its encoder must be that of the shown result
   * @throws 'bad-setting' where they cannot be computed, 'out-of-memory' where they are too large
   */
  measureLayers(part: Part, tensors: readonly string[], model?: string): Promise<readonly LayerNumbers[]>;
  /** The same of one layer, whose tensor is kept for views, as 'layer', until another one or another result comes. */
  layer(ref: LayerRef): Promise<LayerNumbers>;
  /** The open picture made of so many of its largest Haar coefficients, at least 1, measured. Runs go first. */
  largest(count: number): Promise<LargestPoint>;
  view(request: ViewRequest): Promise<RenderedView>;
  /** Measures the shown result with its first band alone before edits, with its first two, up to all ten. */
  rebuild(): Promise<RebuildStep[]>;
  /** A bitmap as a PNG that no canvas has written. Needs no start. */
  png(bitmap: ImageBitmap): Promise<Blob>;
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

/** What a call resolves to. */
export type Answer<Name extends keyof LabWorker> = Awaited<ReturnType<LabWorker[Name]>>;
