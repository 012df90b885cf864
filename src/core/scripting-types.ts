import type { BackendInfo } from './backend-info';
import type { LossPoint } from './protocol';
import type { GivenLatent } from './picture/given-latent';
import type { PictureInfo } from './picture/picture';
import type { RegionNumbers, RunSummary } from './run-summary';
import type { Resources } from './resources';
import type { TensorData } from './tensor';
import type { LayerList, LayerNumbers, LayerRef } from './model/graph-layers';
import type { LayerMeasures } from './metrics/layer-scan';
import type { Part } from './tiles/run-plan';
import type { ParityReceipt } from './model/parity';
import type { OwnAnswers } from './model/own-model';
import type { Settings, SettingsPatch } from './settings/settings';
import type { SideSlot, Slot } from './slots';
import type { Rect } from './view/view';

export interface TrialOptions {
  /** Keeps its tensors in this slot. */
  readonly keep?: SideSlot;
  /** Another picture than the shown one. */
  readonly source?: Blob | string;
  /** Adds the reconstruction, 8 bits. */
  readonly png?: boolean;
  /** Adds ST-LPIPS, whose network of 5 MB is downloaded when it is first needed. */
  readonly perceptual?: boolean;
}

/** A sample for the decoder. */
export interface SampleAsk {
  /** Cells of the latent; those of the open picture when absent. */
  readonly columns: number;
  readonly rows: number;
  /** 0 when absent. */
  readonly seed?: number;
  /** 'unit' is N(0, 1) in the units of the shown latent; 'model' has the mean and spread of the model's latents. */
  readonly spread?: 'unit' | 'model';
}

/** Files of a model of one's own, and what they do not say. */
export interface OwnModelAsk {
  /** ONNX. One of the two may be left out: a decoder alone begins at a latent, an encoder alone ends at one. */
  readonly encoder?: Blob;
  readonly decoder?: Blob;
  /** One entry of a list of models, or a list with this one in it: JSON, or the object. */
  readonly manifest?: Blob | object;
  /** parity.safetensors, as training/goldens.py writes it. */
  readonly parity?: Blob;
  /** What is left out is taken from the manifest, else measured, else as most models have it. */
  readonly answers?: Partial<OwnAnswers>;
}

/** What of a file of latents is opened, and how. All but `beside` are for files alone. */
export interface LatentFileOptions {
  /** False opens it without the picture that is shown. */
  readonly beside?: boolean;
  /** Name of the tensor in the file. */
  readonly tensor?: string;
  /** Which latent of a batch, from 0. */
  readonly index?: number;
  readonly units?: GivenLatent['units'];
}

/** window.litevae: the lab for scripts in the console and for tests (docs/scripting.md). Rejections are ErrorInfo. */
export interface LabScripting {
  /** A device and the default model are up; rejects if no backend can run. */
  readonly ready: Promise<void>;
  /** Resolves when the picture is decoded and shown; then a run starts. A string is a URL. */
  open(source: Blob | string): Promise<void>;
  /**
   * Runs begin at this latent, [1, C, h, w], from now on; no encoder runs. Where the open picture has the size of the decoded
   * latent, it is compared with, unless `beside` is false. 'bad-setting' for another shape, or values that are not finite. A Blob is
   * a file of latents; what its options leave out is taken as the page would propose it.
   */
  openLatent(
    latent: Blob | (Omit<GivenLatent, 'name'> & { readonly name?: string }),
    options?: LatentFileOptions,
  ): Promise<void>;
  /** Decodes a sample in place of a picture; Undo brings back what was open. 'bad-setting' for an encoder alone. */
  sampleLatent(ask?: Partial<SampleAsk>): Promise<void>;
  /** Resolves when accepted; with a picture open, a run starts. 'bad-setting' changes nothing. */
  set(settings: SettingsPatch): Promise<void>;
  settings(): Settings;
  /** The result for the present picture and settings; joins a run in flight. 'aborted' when superseded. */
  run(): Promise<RunSummary>;
  /** A tensor of the last completed run by its name, or of a result beside it; 'no-picture' before one. */
  tensor(name: string, slot?: Slot): Promise<TensorData>;
  /** The layers of a network of the shown result, in its order, with the sizes of what they make. */
  layers(part: Part): Promise<LayerList>;
  /** Computes one layer for the shown result; tensor('layer/<part>/<tensor>') reads its values. */
  layer(ref: LayerRef): Promise<LayerNumbers>;
  /** Measures all layers of both networks; `left` says which could not be computed, and why. */
  scan(): Promise<{ readonly layers: readonly LayerMeasures[]; readonly left: readonly string[] }>;
  /** The latent of the last completed run as a file: as it is shown in .safetensors and .npy, z in ComfyUI's .latent. */
  latentFile(format: 'safetensors' | 'latent' | 'npy'): Promise<Blob>;
  /** All tensors of the last completed run as one ZIP of .npy files with a README.txt. */
  tensorArchive(): Promise<Blob>;
  /** Measures of the last completed run: of the whole picture, and of a rectangle in its pixels. */
  region(rect: Rect | null): Promise<RegionNumbers>;
  /** A run beside the shown one, with the present settings and this change. Runs go first. */
  trial(
    settings?: SettingsPatch,
    options?: TrialOptions,
  ): Promise<RunSummary & { readonly png?: Blob; readonly stLpips?: number }>;
  /** ST-LPIPS of a result against its picture; null where it has none. Downloads its network when it is first needed. */
  stLpips(slot?: Slot): Promise<number | null>;
  /** Makes all trials reject 'aborted'. */
  cancelTrials(): void;
  /** Chooses the picture that bands and latent values can be taken from, at the size of the shown one; null drops it. */
  second(source: Blob | string | null): Promise<PictureInfo | null>;
  /** What the last completed run was computed with; before one, what is up. Throws ErrorInfo before that. */
  info(): BackendInfo;
  /** What the worker holds: GPU bytes, buffers, textures and loaded networks. */
  resources(): Promise<Resources>;
  /** A small picture through what runs and through wasm, compared with PyTorch stage by stage. A GPU that fails is given up. */
  parity(): Promise<ParityReceipt>;
  /** Checks a model, stores it in this browser, and resolves its id; a refusal also has `findings`, every row of the check. */
  addModel(ask: OwnModelAsk): Promise<string>;
  /** Forgets a model that was added in this browser, and its files. */
  removeModel(id: string): Promise<void>;
  /** Makes the device go, as drivers do now and then: at once, or when the next such step begins. For tests. */
  destroyDevice(at?: LossPoint): Promise<void>;
}

declare global {
  interface Window {
    litevae: LabScripting;
  }
}
