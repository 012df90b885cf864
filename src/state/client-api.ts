import type { Frame } from '../client/picture-source';
import type { Trial } from '../client/side-runs';
import type { ClientEvent } from '../client/worker-pair';
import type { CodecAsk, CodecPoint } from '../core/metrics/codec';
import type {
  BackendInfo,
  LossPoint,
  PictureInfo,
  RebuildStep,
  RegionNumbers,
  RenderedView,
  Resources,
  RunSummary,
  SideResult,
  TensorData,
  TrialResult,
} from '../core/protocol';
import type { Footprint, PictureRef } from '../core/metrics/footprint';
import type { ParityRun } from '../core/model/parity';
import type { HalfVerdicts } from '../core/model/precision';
import type { Settings } from '../core/settings/settings';
import type { SideSlot, Slot } from '../core/slots';
import type { Rect, ViewRequest } from '../core/view/view';

/**
 * What the store needs of the page's handle on the worker (client/lab-client.ts implements it; tests use a fake).
 * Every promise rejects with an ErrorInfo; a newer open or run makes the older one reject 'aborted'.
 */
export interface LabClientApi {
  start(settings: Settings): Promise<BackendInfo>;
  open(source: Blob | string | Frame, settings: Settings): Promise<PictureInfo>;
  run(settings: Settings): Promise<{ summary: RunSummary; info: BackendInfo; picture: PictureInfo }>;
  /** The file of the picture that is open, the same object until another one is; null before the first, and for a frame. */
  opened(): File | null;
  cancel(): void;
  trial(trial: Trial, signal: AbortSignal): Promise<TrialResult>;
  /** Null drops the second picture; undefined asks again for the one that was chosen. */
  second(source: Blob | string | null | undefined, settings: Settings): Promise<SideResult | null>;
  dropSlot(slot: SideSlot): Promise<void>;
  tensor(name: string, slot?: Slot): Promise<TensorData>;
  region(rect: Rect | null): Promise<RegionNumbers>;
  change(picture: PictureRef, against: PictureRef, pixels: Rect): Promise<Footprint>;
  codec(ask: CodecAsk, settings: Settings): Promise<CodecPoint | null>;
  view(request: ViewRequest): Promise<RenderedView>;
  rebuild(): Promise<RebuildStep[]>;
  /** A bitmap as a PNG that no canvas has written; it stays the caller's. */
  png(bitmap: ImageBitmap): Promise<Blob>;
  resources(): Promise<Resources>;
  /** What runs, and wasm where that is another backend, with the small picture of the parity receipt. */
  parity(settings: Settings): Promise<readonly [ParityRun, ...ParityRun[]]>;
  /** The fp16 build on the GPU, with the same picture. */
  halfParity(settings: Settings): Promise<ParityRun>;
  destroyDevice(at?: LossPoint): Promise<void>;
  restart(settings: Settings): Promise<BackendInfo>;
  dispose(): void;
}

/** `verdicts` says what is known of fp16 whenever a worker starts. */
export type MakeClient = (onEvent: (event: ClientEvent) => void, verdicts: () => HalfVerdicts) => LabClientApi;
