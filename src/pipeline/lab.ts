import { aborted, LabError } from '../core/errors';
import { geometryOf, type Geometry } from '../core/geometry';
import { findModel, parseManifest, type Manifest, type ModelEntry } from '../core/manifest';
import {
  LOSS_POINTS, TENSOR_NAMES, type BackendInfo, type LabEvent, type LossPoint, type PictureInfo, type PictureSource,
  type RenderedView, type RunSummary, type TensorData, type TensorName,
} from '../core/protocol';
import type { Settings } from '../core/settings';
import { composeView } from '../core/view-plan';
import type { ViewRequest } from '../core/view';
import { ModelStore } from '../inference/model-store';
import { openBackend, type Backend } from './backend';
import { decodePicture } from './decode-picture';
import { runStages } from './run';
import { unlessLost } from './unless-lost';

interface Picture {
  readonly source: PictureSource;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly geometry: Geometry;
  readonly info: PictureInfo;
  /** The settings that decoding depends on, to see when it must be done again. */
  readonly key: string;
}

interface Result {
  readonly summary: RunSummary;
  readonly model: ModelEntry;
  readonly geometry: Geometry;
}

/** The worker's whole state: one backend with one model, one picture, the last result. */
export class Lab {
  readonly #emit: (event: LabEvent) => void;
  readonly #modelsUrl: string;
  readonly #store: ModelStore;
  #manifest: Manifest | undefined;
  #backend: Backend | undefined;
  #picture: Picture | undefined;
  #result: Result | undefined;
  #latestOpen = 0;
  #latestRun = 0;
  #loseAt: LossPoint | null = null;
  /** Runs and backend changes one after another; a newer one makes the older stop at its next step. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @param modelsUrl absolute address of the folder with manifest.json, ending in '/' */
  constructor(modelsUrl: string, emit: (event: LabEvent) => void) {
    this.#modelsUrl = modelsUrl;
    this.#emit = emit;
    this.#store = new ModelStore(
      ({ label, ...progress }) => emit({ type: 'download', file: label, ...progress }),
      (text) => emit({ type: 'notice', text }),
    );
  }

  start(settings: Settings): Promise<BackendInfo> {
    return this.#inTurn(async () => (await this.#prepareBackend(settings)).info);
  }

  /** @throws LabError as decodePicture does; the picture before stays then. */
  async open(job: number, source: PictureSource, settings: Settings): Promise<PictureInfo> {
    this.#latestOpen = Math.max(this.#latestOpen, job);
    this.#pass('open');
    const picture = await decode(source, settings, () => job === this.#latestOpen);
    if (job !== this.#latestOpen) throw aborted();
    this.#picture = picture;
    return picture.info;
  }

  async run(job: number, settings: Settings): Promise<{ summary: RunSummary; info: BackendInfo; picture: PictureInfo }> {
    this.#latestRun = Math.max(this.#latestRun, job);
    const checkCurrent = () => {
      if (job !== this.#latestRun) throw aborted();
    };
    return this.#inTurn(async () => {
      checkCurrent();
      const picture = await this.#currentPicture(settings);
      const backend = await this.#prepareBackend(settings);
      checkCurrent();
      const summary = await runStages(backend, picture, settings, {
        job,
        checkCurrent,
        onStage: (stage, cold) => {
          this.#emit({ type: 'stage', job, stage, cold });
          this.#pass(stage);
        },
      });
      this.#result = { summary, model: backend.model, geometry: picture.geometry };
      return { summary, info: backend.info, picture: picture.info };
    });
  }

  /** Makes the run in flight reject 'aborted' at its next step. */
  cancel(): void {
    // Between the last job's number and the next one's: no job has it, and the next is newer.
    this.#latestRun += 0.5;
  }

  async tensor(name: string): Promise<TensorData> {
    const { stages } = this.#finished();
    if (!(TENSOR_NAMES as readonly string[]).includes(name)) {
      throw new LabError('bad-setting', `There is no tensor "${name}". Known: ${TENSOR_NAMES.join(', ')}.`);
    }
    return unlessLost(() => stages.read(name as TensorName), stages.lost);
  }

  async view(request: ViewRequest): Promise<RenderedView> {
    this.#pass('view');
    // The open picture can be seen before its first run, and while one goes on.
    if (request.kind === 'picture' && request.tensor === 'input' && this.#picture) {
      return inputView(this.#picture, this.#result?.summary.job ?? 0);
    }
    const { stages, result } = this.#finished();
    const { model, geometry, summary } = result;
    const plan = composeView(request, {
      geometry, latentChannels: model.latentChannels, latent: model.latent, stats: summary.stats,
    });
    const bitmap = await unlessLost(() => stages.view(plan), stages.lost);
    return { bitmap, legends: plan.legends, job: summary.job };
  }

  info(): BackendInfo {
    if (!this.#backend) throw new LabError('no-backend', 'Nothing runs yet. Wait for the model to load.');
    return this.#backend.info;
  }

  /** @throws LabError 'bad-setting' for a step that does not exist */
  destroyDevice(at?: LossPoint): void {
    if (at === undefined) this.#backend?.destroyDevice();
    else if (LOSS_POINTS.includes(at)) this.#loseAt = at;
    else throw new LabError('bad-setting', `The device cannot be lost at "${String(at)}". Known: ${LOSS_POINTS.join(', ')}.`);
  }

  /** Makes the device go if a test asked for it here. */
  #pass(point: LossPoint): void {
    if (this.#loseAt !== point) return;
    this.#loseAt = null;
    this.#backend?.destroyDevice();
  }

  #finished() {
    if (!this.#result || !this.#backend) {
      throw new LabError('no-picture', 'There is no result yet. Open a picture and wait for the run to finish.');
    }
    return { result: this.#result, stages: this.#backend.stages };
  }

  async #currentPicture(settings: Settings): Promise<Picture> {
    if (!this.#picture) throw new LabError('no-picture', 'There is no picture. Open one first.');
    if (this.#picture.key !== decodeKey(settings)) {
      const before = this.#picture;
      const again = await decode(before.source, settings);
      // A newer picture may have come while this one was decoded again.
      if (this.#picture === before) this.#picture = again;
    }
    return this.#picture;
  }

  /** The backend for these settings: the present one if it fits, else a new one that replaces it when it is whole. */
  async #prepareBackend(settings: Settings): Promise<Backend> {
    this.#manifest ??= await fetchManifest(this.#modelsUrl);
    const model = findModel(this.#manifest, settings.model || this.#manifest.default);
    const present = this.#backend;
    if (present?.fits(settings, model)) return present;
    const next = await openBackend({
      settings, model, modelsUrl: this.#modelsUrl, store: this.#store,
      onLost: (message) => this.#emit({ type: 'lost', error: { code: 'device-lost', message } }),
    });
    this.#backend = next;
    this.#result = undefined;
    await present?.dispose();
    return next;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

async function decode(source: PictureSource, settings: Settings, isCurrent?: () => boolean): Promise<Picture> {
  const { data, name, madeFrom } = source;
  const options = { ...settings, ...(madeFrom && { bitmapFormat: madeFrom.format }) };
  const decoded = await decodePicture(data, name, options, isCurrent);
  const info = madeFrom ? { ...decoded.info, fileBytes: madeFrom.bytes } : decoded.info;
  return { source, pixels: decoded.pixels, geometry: geometryOf(info.width, info.height), info, key: decodeKey(settings) };
}

async function inputView({ pixels, geometry: { width, height } }: Picture, job: number): Promise<RenderedView> {
  const rect = { x: 0, y: 0, width, height };
  const bitmap = await createImageBitmap(new ImageData(pixels, width, height));
  return { bitmap, legends: [{ label: 'Input', map: 'rgb', low: -1, high: 1, rect }], job };
}

function decodeKey({ maxSide, matte }: Settings): string {
  return `${maxSide} ${matte}`;
}

async function fetchManifest(modelsUrl: string): Promise<Manifest> {
  const url = new URL('manifest.json', modelsUrl);
  const response = await fetch(url, { cache: 'no-cache' }).catch((cause: unknown) => {
    throw new LabError('fetch-failed', 'The list of models could not be downloaded. Check the connection, then try again.', { cause });
  });
  if (response.status === 404) throw new LabError('model-missing', `The list of models is not on this server (${url.pathname}).`);
  if (!response.ok) throw new LabError('http-error', `The server answered ${response.status} for the list of models. Try again later.`);
  const json: unknown = await response.json().catch((cause: unknown) => {
    throw new LabError('model-corrupt', 'The list of models is not valid JSON. Reload the page.', { cause });
  });
  return parseManifest(json);
}
