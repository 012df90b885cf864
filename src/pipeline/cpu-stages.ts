import { applyAffine } from '../core/affine';
import { fromRange, readsPicture, toNetworkLatent, toRange, writesPicture } from '../core/contract';
import { editBands, editPicture, hasEdits } from '../core/edits';
import { LabError } from '../core/errors';
import { WHOLE, type RunPlan } from '../core/forecast';
import type { Geometry } from '../core/geometry';
import { coefficientsOf, haarForward, haarInverse, pyramidInverse, type Pyramid } from '../core/haar';
import { editLatent } from '../core/latent-edits';
import { hasLatentEdits, latentReadsSecond } from '../core/latent-settings';
import { compareQuality, differenceSums, errorEnergies, errorPicture, type DifferenceSums } from '../core/metrics';
import { crop, cropPicture, rgbaToPlanar } from '../core/planar';
import { posterior, splitMoments, type PosteriorSettings } from '../core/posterior';
import { REBUILD_BANDS, isRebuilt, rebuildPicture, rebuildStepOf } from '../core/rebuild';
import { renderPlan } from '../core/render-plan';
import type { ChannelStats, DerivedName, StageName, TensorData, TensorName } from '../core/protocol';
import type { Settings } from '../core/settings';
import { swapsBands, type SideSlot, type Slot } from '../core/slots';
import { channelStats, countNonFinite } from '../core/stats';
import type { RegionSums } from '../core/region';
import { CELL, type OnTile, type RunTiling } from '../core/tiles';
import type { Rect, ViewPlan } from '../core/view';
import type { Session } from '../inference/runtime';
import { CpuSamples } from './cpu-samples';
import { CpuTileWork } from './cpu-tiles';
import { DerivedTensors, isDerived } from './derived-tensors';
import type { Networks } from './networks';
import { STAGE_TENSORS, checkSameSize, noResult, forStatsTensors, tensorDims, type Measures, type RunTensor, type Stages, type Way } from './stages';
import { TilingLog } from './tiled-network';

type Tensors = Partial<Record<RunTensor, TensorData>>;

/** The pipeline without a GPU: transforms in TypeScript, networks on the wasm provider. Same tensors, slower. */
export class CpuStages implements Stages {
  readonly backend = 'wasm';
  readonly deviceBytes = 0;
  readonly largestBuffer = Infinity;
  readonly peakBytes = 0;
  readonly readbacks = 0;
  readonly work = null;
  readonly lost = new AbortController().signal;
  #networks: Networks | undefined;
  #geometry: Geometry | undefined;
  #pixels: Uint8ClampedArray<ArrayBuffer> | undefined;
  #running: Tensors = {};
  #plan: RunPlan = WHOLE;
  readonly #tiling = new TilingLog();
  readonly #kept = new Map<Slot, Tensors>();
  readonly #derived = new DerivedTensors();
  readonly samples = new CpuSamples({
    reconstruction: (from) => (from === 'run' ? this.#get('reconstruction') : this.#committed('reconstruction', from)),
    put: (slot, spread) => this.#derived.put(this.#kept.get(slot) ?? {}, 'sample-spread', spread),
  });

  async begin(pixels: Uint8ClampedArray<ArrayBuffer>, geometry: Geometry, networks: Networks, way?: Way): Promise<void> {
    this.#tiling.forget();
    this.#plan = way?.plan ?? WHOLE;
    this.#pixels = pixels;
    this.#geometry = geometry;
    this.#networks = networks;
    this.#running = {};
  }

  has(slot: Slot): boolean {
    return this.#kept.has(slot);
  }

  async reuse(stages: readonly StageName[]): Promise<void> {
    const shown = this.#kept.get('shown') ?? {};
    const names = new Set<string>(stages.flatMap((stage) => STAGE_TENSORS[stage]));
    // Tensors are never written again, so both results can hold the same ones.
    Object.assign(this.#running, Object.fromEntries(Object.entries(shown).filter(([name]) => names.has(name))));
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

  async edit({ bands, bandsMode }: Pick<Settings, 'bands' | 'bandsMode'>): Promise<void> {
    const raw: Pyramid = [this.#get('bands1.raw'), this.#get('bands2.raw'), this.#get('bands3.raw')];
    const second = swapsBands(bands) ? this.#raw('second') : undefined;
    const isPicture = bandsMode === 'picture' && hasEdits(bands);
    this.#setBands(isPicture ? editPicture(raw, bands, second).bands : editBands(raw, bands, second), '');
  }

  async encoder({ bands }: Pick<Settings, 'bands'>, onTile?: OnTile): Promise<void> {
    const { model, encoder } = this.#loaded;
    const edited: Pyramid = [this.#get('bands1'), this.#get('bands2'), this.#get('bands3')];
    const { paddedWidth, paddedHeight } = this.#shape;
    const picture = () => (hasEdits(bands) ? pyramidInverse(edited, paddedWidth, paddedHeight) : this.#get('padded'));
    const inputs = readsPicture(model) ? [applyAffine(picture(), toRange(model))] : edited;
    const { mean, logvar } = splitMoments(await this.#network('encoder', encoder, inputs, this.#dims.moments, onTile), model.latentChannels);
    this.#running.mean = mean;
    this.#running.logvar = logvar;
  }

  async posterior(settings: PosteriorSettings): Promise<void> {
    this.#running['latent.raw'] = posterior(this.#get('mean'), this.#get('logvar'), settings, this.#loaded.model.latent);
  }

  async latent(edits: Settings['latent']): Promise<void> {
    const raw = this.#get('latent.raw');
    const second = latentReadsSecond(edits) ? this.#committed('latent', 'second') : undefined;
    this.#running.latent = hasLatentEdits(edits) ? editLatent(raw, edits, second) : raw;
  }

  async decoder(onTile?: OnTile): Promise<void> {
    const { model, decoder } = this.#loaded;
    const latent = applyAffine(this.#get('latent'), toNetworkLatent(model));
    const output = await this.#network('decoder', decoder, [latent], this.#dims.coefficients, onTile);
    this.#running.coefficients = writesPicture(model) ? applyAffine(output, fromRange(model)) : output;
  }

  /** At once, or tile by tile. */
  async #network(part: 'encoder' | 'decoder', session: Session, inputs: readonly TensorData[], dims: readonly number[], onTile?: OnTile): Promise<TensorData> {
    const plan = this.#plan[part];
    if (!plan) return session.runOnCpu(inputs, dims);
    const work = new CpuTileWork(session, inputs, dims, this.#shape.paddedWidth / CELL);
    await this.#tiling.run(part, plan, work, onTile);
    return work.output;
  }

  tiling(): Promise<RunTiling | null> {
    return this.#tiling.report();
  }

  async inverse(): Promise<void> {
    const { width, height } = this.#shape;
    const invert = writesPicture(this.#loaded.model) ? cropPicture : haarInverse;
    this.#running.reconstruction = invert(this.#get('coefficients'), width, height);
  }

  async gpuTimes(): Promise<null> {
    return null;
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

  commit(slot: Slot): void {
    this.#kept.set(slot, this.#running);
    this.#running = {};
  }

  drop(slot: SideSlot): void {
    this.#kept.delete(slot);
  }

  async read(name: TensorName, from: Slot | 'run'): Promise<TensorData> {
    const tensor = from === 'run' ? this.#get(name) : this.#committed(name, from);
    const { dims, data } = name === 'coefficients' && tensor.dims[1] === 3 ? coefficientsOf(tensor) : tensor;
    return { dims: [...dims], data: data.slice() };
  }

  async derive(name: DerivedName, slot: Slot): Promise<TensorData> {
    const { dims, data } = this.#derive(name, slot);
    return { dims, data: data.slice() };
  }

  async regionSums(rects: readonly Rect[]): Promise<RegionSums[]> {
    return this.#derived.sums(this.#kept.get('shown') ?? {}, rects, (name) => this.#committed(name, 'shown'));
  }

  async view(plan: ViewPlan, slot: Slot): Promise<ImageBitmap> {
    const pixels = renderPlan(plan, (name) => {
      if (isRebuilt(name)) return rebuildPicture(this.#raw(slot), rebuildStepOf(name), ...sizeOf(this.#committed('input', slot)));
      return isDerived(name) ? this.#derive(name, slot) : this.#committed(name as RunTensor, slot);
    });
    return createImageBitmap(new ImageData(pixels, plan.width, plan.height));
  }

  async difference(slot: Slot, against: Slot, planOf: (stats: readonly ChannelStats[]) => ViewPlan): Promise<ImageBitmap> {
    const [one, other] = [this.#committed('reconstruction', slot), this.#committed('reconstruction', against)];
    checkSameSize(one.dims, other.dims);
    const difference = { dims: one.dims, data: one.data.map((value, index) => value - (other.data[index] as number)) };
    const plan = planOf(channelStats(difference));
    return createImageBitmap(new ImageData(renderPlan(plan, () => difference), plan.width, plan.height));
  }

  async rebuild(): Promise<DifferenceSums[]> {
    const input = this.#committed('input', 'shown');
    const raw = this.#raw('shown');
    const sums: DifferenceSums[] = [];
    for (const [index] of REBUILD_BANDS.entries()) {
      sums.push(differenceSums(input, rebuildPicture(raw, index + 1, ...sizeOf(input))));
      // Other calls get their turn between the steps.
      await new Promise((resolve) => setTimeout(resolve));
    }
    return sums;
  }

  async dispose(): Promise<void> {
    this.#running = {};
    this.#kept.clear();
  }

  get #shape(): Geometry {
    if (!this.#geometry) throw new LabError('no-picture', 'There is no picture. Open one first.');
    return this.#geometry;
  }

  get #dims(): ReturnType<typeof tensorDims> {
    return tensorDims(this.#shape, this.#loaded.model);
  }

  get #loaded(): Networks {
    if (!this.#networks) throw new LabError('no-picture', 'There is no picture. Open one first.');
    return this.#networks;
  }

  #raw(slot: Slot): Pyramid {
    const names = ['bands1.raw', 'bands2.raw', 'bands3.raw'] as const;
    return names.map((name) => this.#committed(name, slot)) as unknown as Pyramid;
  }

  #setBands(bands: Pyramid, suffix: '' | '.raw'): void {
    for (const level of [1, 2, 3] as const) this.#running[`bands${level}${suffix}`] = bands[level - 1] as TensorData;
  }

  #get(name: RunTensor): TensorData {
    const tensor = this.#running[name];
    if (!tensor) throw new LabError('internal', `The step that makes "${name}" has not run.`);
    return tensor;
  }

  #derive(name: DerivedName, slot: Slot): TensorData {
    return this.#derived.of(this.#kept.get(slot) ?? {}, name, (from) => this.#committed(from, slot));
  }

  #committed(name: RunTensor, slot: Slot): TensorData {
    const tensor = this.#kept.get(slot)?.[name];
    if (!tensor) throw noResult(slot);
    return tensor;
  }
}

function sizeOf({ dims }: TensorData): [width: number, height: number] {
  return [dims[3] as number, dims[2] as number];
}
