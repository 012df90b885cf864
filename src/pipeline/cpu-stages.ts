import { editBands } from '../core/edits';
import { LabError } from '../core/errors';
import type { Geometry } from '../core/geometry';
import { haarForward, haarInverse, type Pyramid } from '../core/haar';
import { compareQuality, errorEnergies, errorPicture } from '../core/metrics';
import { crop, rgbaToPlanar } from '../core/planar';
import { posterior, splitMoments, type PosteriorSettings } from '../core/posterior';
import { renderPlan } from '../core/render-plan';
import type { TensorData, TensorName } from '../core/protocol';
import type { Settings } from '../core/settings';
import { channelStats, countNonFinite } from '../core/stats';
import type { ViewPlan } from '../core/view';
import type { Networks } from './networks';
import { forStatsTensors, type Measures, type RunTensor, type Stages } from './stages';

type Tensors = Partial<Record<RunTensor, TensorData>>;

/** The pipeline without a GPU: transforms in TypeScript, networks on the wasm provider. Same tensors, slower. */
export class CpuStages implements Stages {
  readonly backend = 'wasm';
  readonly deviceBytes = 0;
  readonly readbacks = 0;
  readonly lost = new AbortController().signal;
  readonly #networks: Networks;
  #geometry: Geometry | undefined;
  #pixels: Uint8ClampedArray<ArrayBuffer> | undefined;
  #running: Tensors = {};
  #done: Tensors = {};

  constructor(networks: Networks) {
    this.#networks = networks;
  }

  async begin(pixels: Uint8ClampedArray<ArrayBuffer>, geometry: Geometry): Promise<void> {
    this.#pixels = pixels;
    this.#geometry = geometry;
    this.#running = {};
  }

  async planar(): Promise<void> {
    const { width, height } = this.#shape;
    const padded = rgbaToPlanar(this.#pixels as Uint8ClampedArray, this.#shape);
    this.#running.padded = padded;
    this.#running.input = crop(padded, width, height);
  }

  async haar(): Promise<void> {
    this.#setBands(haarForward(this.#get('padded')), '.raw');
  }

  async edit(bands: Settings['bands']): Promise<void> {
    const raw: Pyramid = [this.#get('bands1.raw'), this.#get('bands2.raw'), this.#get('bands3.raw')];
    this.#setBands(editBands(raw, bands), '');
  }

  async encoder(): Promise<void> {
    const inputs = this.#networks.model.encoder.inputs.map((name) => this.#get(name as TensorName));
    const { mean, logvar } = splitMoments(await this.#networks.encoder.runOnCpu(inputs));
    this.#running.mean = mean;
    this.#running.logvar = logvar;
  }

  async posterior(settings: PosteriorSettings): Promise<void> {
    this.#running.latent = posterior(this.#get('mean'), this.#get('logvar'), settings);
  }

  async decoder(): Promise<void> {
    this.#running.coefficients = await this.#networks.decoder.runOnCpu([this.#get('latent')]);
  }

  async inverse(): Promise<void> {
    const { width, height } = this.#shape;
    this.#running.reconstruction = haarInverse(this.#get('coefficients'), width, height);
  }

  async metrics(): Promise<Measures> {
    const input = this.#get('input');
    const reconstruction = this.#get('reconstruction');
    const { width, height } = this.#shape;
    this.#running.error = errorPicture(input, reconstruction, width, height);
    const { energies, squaredError } = errorEnergies(input, reconstruction, this.#shape);
    return {
      ...compareQuality(input, reconstruction),
      errorEnergies: energies,
      squaredError,
      stats: forStatsTensors((name) => channelStats(this.#get(name))),
      nonFinite: forStatsTensors((name) => countNonFinite(this.#get(name).data)),
    };
  }

  commit(): void {
    this.#done = this.#running;
    this.#running = {};
  }

  async read(name: TensorName): Promise<TensorData> {
    const { dims, data } = this.#committed(name);
    return { dims: [...dims], data: data.slice() };
  }

  async view(plan: ViewPlan): Promise<ImageBitmap> {
    const pixels = renderPlan(plan, (name) => this.#committed(name));
    return createImageBitmap(new ImageData(pixels, plan.width, plan.height));
  }

  async dispose(): Promise<void> {
    this.#running = {};
    this.#done = {};
  }

  get #shape(): Geometry {
    if (!this.#geometry) throw new LabError('no-picture', 'There is no picture. Open one first.');
    return this.#geometry;
  }

  #setBands(bands: Pyramid, suffix: '' | '.raw'): void {
    for (const level of [1, 2, 3] as const) this.#running[`bands${level}${suffix}`] = bands[level - 1] as TensorData;
  }

  #get(name: RunTensor): TensorData {
    const tensor = this.#running[name];
    if (!tensor) throw new LabError('internal', `The step that makes "${name}" has not run.`);
    return tensor;
  }

  #committed(name: RunTensor): TensorData {
    const tensor = this.#done[name];
    if (!tensor) throw new LabError('no-picture', 'There is no result yet. Open a picture and wait for the run to finish.');
    return tensor;
  }
}
