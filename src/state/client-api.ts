import type { BackendInfo, LabEvent, LossPoint, PictureInfo, RenderedView, RunSummary, TensorData } from '../core/protocol';
import type { Settings } from '../core/settings';
import type { ViewRequest } from '../core/view';

/**
 * What the store needs of the page's handle on the worker (client/lab-client.ts implements it; tests use a fake).
 * Every promise rejects with an ErrorInfo; a newer open or run makes the older one reject 'aborted'.
 */
export interface LabClientApi {
  start(settings: Settings): Promise<BackendInfo>;
  open(source: Blob | string, settings: Settings): Promise<PictureInfo>;
  run(settings: Settings): Promise<{ summary: RunSummary; info: BackendInfo; picture: PictureInfo }>;
  /** The file of the picture that is open, the same object until another one is; null before the first. */
  opened(): File | null;
  cancel(): void;
  tensor(name: string): Promise<TensorData>;
  view(request: ViewRequest): Promise<RenderedView>;
  destroyDevice(at?: LossPoint): Promise<void>;
  restart(settings: Settings): Promise<BackendInfo>;
  dispose(): void;
}

export type MakeClient = (onEvent: (event: LabEvent) => void) => LabClientApi;
