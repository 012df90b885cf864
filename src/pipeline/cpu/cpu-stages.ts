import { applyAffine } from '../../core/math/affine';
import { fromRange, readsPicture, toNetworkLatent, toRange, writesPicture } from '../../core/model/contract';
import { shownLatent } from '../../core/picture/given-latent';
import { editBands, editPicture, hasEdits } from '../../core/settings/edits';
import { LabError } from '../../core/errors';
import { HEAP_LIMIT } from '../../core/tiles/run-cost';
import { keepingPlan } from '../../core/tiles/fixed';
import { isTiled, WHOLE, type RunPlan } from '../../core/tiles/run-plan';
import { elementCount, type Geometry } from '../../core/math/geometry';
import { haarForward, haarInverse, pyramidInverse, type Pyramid } from '../../core/math/haar';
import { editLatent } from '../../core/math/latent-edits';
import { hasLatentEdits, latentReadsSecond } from '../../core/settings/latent-settings';
import { errorInStrips, NO_QUALITY, qualityInStrips, type ErrorMeasures } from '../../core/metrics/metrics';
import { crop, cropPicture, rgbaToPlanar } from '../../core/math/planar';
import { posterior, splitMoments, type PosteriorSettings } from '../../core/math/posterior';
import type { TensorData, TensorName } from '../../core/tensor';
import type { StageName } from '../../core/run-summary';
import type { Settings } from '../../core/settings/settings';
import { swapsBands, type Slot } from '../../core/slots';
import { channelStats, countNonFinite } from '../../core/metrics/stats';
import type { OnTile, RunTiling } from '../../core/tiles/tiles';
import { TensorStore, release } from './tensor-store';
import { CpuResults, copyOf } from './cpu-results';
import { CpuLayers } from './cpu-layers';
import { CpuSamples } from './cpu-samples';
import { CpuTileWork } from './cpu-tiles';
import { sessionOf, type Networks } from '../lab/networks';
import {
  STAGE_TENSORS,
  forStatsTensors,
  inSteps,
  makesOf,
  tensorDims,
  type RunMeasures,
  type RunOptions,
  type Pause,
  type RunSource,
  type RunTensor,
  type Stages,
} from '../lab/stages';
import { TilingLog } from '../gpu/tiled-network';

/** The pipeline without a GPU: transforms in TypeScript, networks on the wasm provider. Same tensors, slower. */
export class CpuStages implements Stages {
  readonly backend = 'wasm';
  readonly deviceBytes = 0;
  readonly largestBuffer = HEAP_LIMIT;
  readonly settles = true;
  readonly peakBytes = 0;
  readonly readbacks = { all: 0, asked: 0 };
  readonly work = null;
  readonly lost = new AbortController().signal;
  #networks: Networks | undefined;
  #source: RunSource | undefined;
  #plan: RunPlan = WHOLE;
  readonly #tiling = new TilingLog();
  readonly #store = new TensorStore();
  readonly results = new CpuResults(this.#store, this.lost);
  readonly layers = new CpuLayers(this.#store);
  readonly samples = new CpuSamples({
    reconstruction: (from) =>
      from === 'run' ? this.#get('reconstruction') : this.#store.tensor('reconstruction', from),
    put: (slot, spread) => this.#store.derived.put(this.#store.get(slot), 'sample-spread', spread),
  });

  async begin(source: RunSource, networks: Networks, options?: RunOptions): Promise<void> {
    this.#tiling.forget();
    this.#plan = options?.plan ?? keepingPlan({ ...source, model: networks.model });
    this.#source = source;
    this.#networks = networks;
    this.#store.begin();
    for (const [name, dims] of Object.entries(this.#dims))
      if (elementCount(dims) === 0) this.#store.running[name as RunTensor] = { dims, data: new Float32Array() };
    // There is no room for two results of such a size.
    if (isTiled(this.#plan) && options?.replaces) this.#store.drop('shown');
  }

  async reuse(stages: readonly StageName[]): Promise<void> {
    const shown = this.#store.find('shown') ?? {};
    const names = new Set<string>(stages.flatMap((stage) => STAGE_TENSORS[stage]));
    // Tensors are never written again, so both results can hold the same ones.
    Object.assign(this.#store.running, Object.fromEntries(Object.entries(shown).filter(([name]) => names.has(name))));
  }

  async planar(): Promise<void> {
    const { width, height } = this.#shape;
    const padded = rgbaToPlanar(this.#source?.pixels as Uint8ClampedArray, this.#shape);
    this.#store.running.padded = padded;
    this.#store.running.input = crop(padded, width, height);
  }

  async haar(): Promise<void> {
    this.#setBands(haarForward(this.#get('padded')), '.raw');
  }

  async edit({ bands, bandsMode }: Pick<Settings, 'bands' | 'bandsMode'>): Promise<void> {
    const raw: Pyramid = [this.#get('bands1.raw'), this.#get('bands2.raw'), this.#get('bands3.raw')];
    const second = swapsBands(bands) ? this.#store.rawBands('second') : undefined;
    if (!hasEdits(bands)) this.#setBands(raw, '');
    else if (bandsMode === 'network') this.#setBands(editBands(raw, bands, second), '');
    else {
      const edited = editPicture(raw, bands, second);
      this.#setBands(edited.bands, '');
      release(edited.picture.data);
    }
  }

  async encoder({ bands }: Pick<Settings, 'bands'>, onTile?: OnTile): Promise<void> {
    const { model } = this.#loaded;
    const edited: Pyramid = [this.#get('bands1'), this.#get('bands2'), this.#get('bands3')];
    const { paddedWidth, paddedHeight } = this.#shape;
    const picture = () => (hasEdits(bands) ? pyramidInverse(edited, paddedWidth, paddedHeight) : this.#get('padded'));
    const inputs = readsPicture(model) ? [applyAffine(picture(), toRange(model))] : edited;
    const { mean, logvar } = splitMoments(
      await this.#network('encoder', inputs, this.#dims.moments, onTile),
      model.latentChannels,
    );
    this.#store.freeUnheld(inputs);
    this.#store.running.mean = mean;
    this.#store.running.logvar = logvar;
  }

  async posterior(settings: PosteriorSettings): Promise<void> {
    const { model } = this.#loaded;
    const given = this.#source?.latent;
    this.#store.running['latent.raw'] = given
      ? shownLatent(given, model)
      : posterior(this.#get('mean'), this.#get('logvar'), settings, model.latent);
  }

  async latent(edits: Settings['latent']): Promise<void> {
    const raw = this.#get('latent.raw');
    const second = latentReadsSecond(edits) ? this.#store.tensor('latent', 'second') : undefined;
    this.#store.running.latent = hasLatentEdits(edits) ? editLatent(raw, edits, second) : raw;
  }

  async decoder(onTile?: OnTile): Promise<void> {
    const { model } = this.#loaded;
    const latent = applyAffine(this.#get('latent'), toNetworkLatent(model));
    const output = await this.#network('decoder', [latent], this.#dims.coefficients, onTile);
    this.#store.running.coefficients = writesPicture(model) ? applyAffine(output, fromRange(model)) : output;
    this.#store.freeUnheld([latent, output]);
  }

  /** Runs a network at once, or tile by tile. */
  async #network(
    part: 'encoder' | 'decoder',
    inputs: readonly TensorData[],
    dims: readonly number[],
    onTile?: OnTile,
  ): Promise<TensorData> {
    const session = sessionOf(this.#loaded, part);
    const plan = this.#plan[part];
    if (!plan) return session.runOnCpu(inputs, dims);
    const work = new CpuTileWork(session, inputs, dims, plan.grid.width);
    await this.#tiling.run(part, plan, work, onTile);
    return work.output;
  }

  tiling(): Promise<RunTiling | null> {
    return this.#tiling.report();
  }

  async inverse(): Promise<void> {
    const { width, height } = this.#shape;
    const invert = writesPicture(this.#loaded.model) ? cropPicture : haarInverse;
    this.#store.running.reconstruction = invert(this.#get('coefficients'), width, height);
  }

  async gpuTimes(): Promise<null> {
    return null;
  }

  /** The error is not kept: it is made again when it is drawn. */
  async metrics(pause: Pause = async () => undefined): Promise<RunMeasures> {
    const [input, reconstruction] = [this.#get('input'), this.#get('reconstruction')];
    const compares = input.data.length > 0 && reconstruction.data.length > 0;
    const quality = compares ? await inSteps(qualityInStrips(input, reconstruction), pause) : NO_QUALITY;
    const { energies, squaredError, ...error } = compares
      ? await inSteps(errorInStrips(input, reconstruction, this.#shape), pause)
      : NO_ERROR;
    await pause();
    const counted = forStatsTensors((name) =>
      name === 'error'
        ? error
        : { stats: channelStats(this.#get(name)), nonFinite: countNonFinite(this.#get(name).data) },
    );
    return {
      ...quality,
      errorEnergies: energies,
      squaredError,
      stats: forStatsTensors((name) => counted[name].stats),
      nonFinite: forStatsTensors((name) => counted[name].nonFinite),
    };
  }

  commit(slot: Slot): void {
    this.#store.commit(slot);
  }

  async read(name: TensorName): Promise<TensorData> {
    return copyOf(name, this.#get(name));
  }

  async dispose(): Promise<void> {
    this.#store.clear();
  }

  get #shape(): Geometry {
    if (!this.#source) throw new LabError('no-picture', 'There is no picture. Open one first.');
    return this.#source.geometry;
  }

  get #dims(): ReturnType<typeof tensorDims> {
    return tensorDims(this.#shape, this.#loaded.model, makesOf(this.#source as RunSource, this.#loaded.model));
  }

  get #loaded(): Networks {
    if (!this.#networks) throw new LabError('no-picture', 'There is no picture. Open one first.');
    return this.#networks;
  }

  #setBands(bands: Pyramid, suffix: '' | '.raw'): void {
    for (const level of [1, 2, 3] as const)
      this.#store.running[`bands${level}${suffix}`] = bands[level - 1] as TensorData;
  }

  #get(name: RunTensor): TensorData {
    const tensor = this.#store.running[name];
    if (!tensor) throw new LabError('internal', `The step that makes "${name}" has not run.`);
    return tensor;
  }
}

/** What is measured where there is nothing to compare. */
const NO_ERROR: ErrorMeasures = { energies: [], squaredError: NaN, stats: [], nonFinite: 0 };
