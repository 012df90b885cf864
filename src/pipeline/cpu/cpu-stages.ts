import { bitmapOf } from '../../core/bitmap-of';
import { applyAffine } from '../../core/math/affine';
import { fromRange, readsPicture, toNetworkLatent, toRange, writesPicture } from '../../core/model/contract';
import { editBands, editPicture, hasEdits } from '../../core/settings/edits';
import { LabError } from '../../core/errors';
import { HEAP_LIMIT, isTiled, WHOLE, type RunPlan } from '../../core/tiles/forecast';
import type { Geometry } from '../../core/math/geometry';
import { coefficientsOf, haarForward, haarInverse, pyramidInverse, type Pyramid } from '../../core/math/haar';
import { editLatent } from '../../core/math/latent-edits';
import { hasLatentEdits, latentReadsSecond } from '../../core/settings/latent-settings';
import {
  differenceSums,
  errorInStrips,
  errorPicture,
  qualityInStrips,
  type DifferenceSums,
} from '../../core/metrics/metrics';
import { crop, cropPicture, rgbaToPlanar } from '../../core/math/planar';
import { posterior, splitMoments, type PosteriorSettings } from '../../core/math/posterior';
import { REBUILD_BANDS, isRebuilt, rebuildPicture, rebuildStepOf } from '../../core/math/rebuild';
import { renderPlan } from '../../core/view/render-plan';
import type { ChannelStats, DerivedName, StageName, TensorData, TensorName } from '../../core/protocol';
import type { Settings } from '../../core/settings/settings';
import { swapsBands, type SideSlot, type Slot } from '../../core/slots';
import { channelStats, countNonFinite } from '../../core/metrics/stats';
import type { RegionSums } from '../../core/metrics/region';
import { CELL, type OnTile, type RunTiling } from '../../core/tiles/tiles';
import type { Rect, ViewPlan } from '../../core/view/view';
import type { Session } from '../../inference/runtime';
import { CpuRoom, release } from './cpu-room';
import { CpuSamples } from './cpu-samples';
import { CpuTileWork } from './cpu-tiles';
import { isDerived } from '../results/derived-tensors';
import type { Networks } from '../lab/networks';
import {
  STAGE_TENSORS,
  checkSameSize,
  forStatsTensors,
  noResult,
  tensorDims,
  type Measures,
  type Pause,
  type RunTensor,
  type Stages,
  type Way,
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
  #geometry: Geometry | undefined;
  #pixels: Uint8ClampedArray<ArrayBuffer> | undefined;
  #plan: RunPlan = WHOLE;
  readonly #tiling = new TilingLog();
  readonly #room = new CpuRoom();
  readonly samples = new CpuSamples({
    reconstruction: (from) => (from === 'run' ? this.#get('reconstruction') : this.#committed('reconstruction', from)),
    put: (slot, spread) => this.#room.derived.put(this.#room.get(slot), 'sample-spread', spread),
  });

  async begin(
    pixels: Uint8ClampedArray<ArrayBuffer>,
    geometry: Geometry,
    networks: Networks,
    way?: Way,
  ): Promise<void> {
    this.#tiling.forget();
    this.#plan = way?.plan ?? WHOLE;
    this.#pixels = pixels;
    this.#geometry = geometry;
    this.#networks = networks;
    this.#room.begin();
    // There is no room for two results of such a size.
    if (isTiled(this.#plan) && way?.replaces) this.#room.drop('shown');
  }

  has(slot: Slot): boolean {
    return this.#room.has(slot);
  }

  async reuse(stages: readonly StageName[]): Promise<void> {
    const shown = this.#room.find('shown') ?? {};
    const names = new Set<string>(stages.flatMap((stage) => STAGE_TENSORS[stage]));
    // Tensors are never written again, so both results can hold the same ones.
    Object.assign(this.#room.running, Object.fromEntries(Object.entries(shown).filter(([name]) => names.has(name))));
  }

  async planar(): Promise<void> {
    const { width, height } = this.#shape;
    const padded = rgbaToPlanar(this.#pixels as Uint8ClampedArray, this.#shape);
    this.#room.running.padded = padded;
    this.#room.running.input = crop(padded, width, height);
  }

  async haar(): Promise<void> {
    this.#setBands(haarForward(this.#get('padded')), '.raw');
  }

  async edit({ bands, bandsMode }: Pick<Settings, 'bands' | 'bandsMode'>): Promise<void> {
    const raw: Pyramid = [this.#get('bands1.raw'), this.#get('bands2.raw'), this.#get('bands3.raw')];
    const second = swapsBands(bands) ? this.#raw('second') : undefined;
    if (!hasEdits(bands)) this.#setBands(raw, '');
    else if (bandsMode === 'network') this.#setBands(editBands(raw, bands, second), '');
    else {
      const edited = editPicture(raw, bands, second);
      this.#setBands(edited.bands, '');
      release(edited.picture.data);
    }
  }

  async encoder({ bands }: Pick<Settings, 'bands'>, onTile?: OnTile): Promise<void> {
    const { model, encoder } = this.#loaded;
    const edited: Pyramid = [this.#get('bands1'), this.#get('bands2'), this.#get('bands3')];
    const { paddedWidth, paddedHeight } = this.#shape;
    const picture = () => (hasEdits(bands) ? pyramidInverse(edited, paddedWidth, paddedHeight) : this.#get('padded'));
    const inputs = readsPicture(model) ? [applyAffine(picture(), toRange(model))] : edited;
    const { mean, logvar } = splitMoments(
      await this.#network('encoder', encoder, inputs, this.#dims.moments, onTile),
      model.latentChannels,
    );
    this.#room.freeUnheld(inputs);
    this.#room.running.mean = mean;
    this.#room.running.logvar = logvar;
  }

  async posterior(settings: PosteriorSettings): Promise<void> {
    this.#room.running['latent.raw'] = posterior(
      this.#get('mean'),
      this.#get('logvar'),
      settings,
      this.#loaded.model.latent,
    );
  }

  async latent(edits: Settings['latent']): Promise<void> {
    const raw = this.#get('latent.raw');
    const second = latentReadsSecond(edits) ? this.#committed('latent', 'second') : undefined;
    this.#room.running.latent = hasLatentEdits(edits) ? editLatent(raw, edits, second) : raw;
  }

  async decoder(onTile?: OnTile): Promise<void> {
    const { model, decoder } = this.#loaded;
    const latent = applyAffine(this.#get('latent'), toNetworkLatent(model));
    const output = await this.#network('decoder', decoder, [latent], this.#dims.coefficients, onTile);
    this.#room.running.coefficients = writesPicture(model) ? applyAffine(output, fromRange(model)) : output;
    this.#room.freeUnheld([latent, output]);
  }

  /** Runs a network at once, or tile by tile. */
  async #network(
    part: 'encoder' | 'decoder',
    session: Session,
    inputs: readonly TensorData[],
    dims: readonly number[],
    onTile?: OnTile,
  ): Promise<TensorData> {
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
    this.#room.running.reconstruction = invert(this.#get('coefficients'), width, height);
  }

  async gpuTimes(): Promise<null> {
    return null;
  }

  /** The error is not kept: it is made again when it is drawn. */
  async metrics(pause: Pause = async () => undefined): Promise<Measures> {
    const [input, reconstruction] = [this.#get('input'), this.#get('reconstruction')];
    const quality = await inSteps(qualityInStrips(input, reconstruction), pause);
    const { energies, squaredError, ...error } = await inSteps(
      errorInStrips(input, reconstruction, this.#shape),
      pause,
    );
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
    this.#room.commit(slot);
  }

  drop(slot: SideSlot): void {
    this.#room.drop(slot);
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
    return this.#room.derived.sums(this.#room.get('shown'), rects, (name) => this.#committed(name, 'shown'));
  }

  async view(plan: ViewPlan, slot: Slot): Promise<ImageBitmap> {
    const made: TensorData[] = [];
    const once = (tensor: TensorData): TensorData => (made.push(tensor), tensor);
    const pixels = renderPlan(plan, (name) => {
      if (isRebuilt(name))
        return once(rebuildPicture(this.#raw(slot), rebuildStepOf(name), ...sizeOf(this.#committed('input', slot))));
      if (name === 'error') return once(this.#error(slot));
      return isDerived(name) ? this.#derive(name, slot) : this.#committed(name as RunTensor, slot);
    });
    return drawn(pixels, plan, made);
  }

  async difference(
    slot: Slot,
    against: Slot,
    planOf: (stats: readonly ChannelStats[]) => ViewPlan,
  ): Promise<ImageBitmap> {
    const [one, other] = [this.#committed('reconstruction', slot), this.#committed('reconstruction', against)];
    checkSameSize(one.dims, other.dims);
    const difference = { dims: one.dims, data: one.data.map((value, index) => value - (other.data[index] as number)) };
    const plan = planOf(channelStats(difference));
    return drawn(
      renderPlan(plan, () => difference),
      plan,
      [difference],
    );
  }

  async rebuild(): Promise<DifferenceSums[]> {
    const sums: DifferenceSums[] = [];
    for (const [index] of REBUILD_BANDS.entries()) {
      // Found anew in each step: another result of this picture may have come meanwhile, and freed these tensors.
      const input = this.#committed('input', 'shown');
      const rebuilt = rebuildPicture(this.#raw('shown'), index + 1, ...sizeOf(input));
      sums.push(differenceSums(input, rebuilt));
      release(rebuilt.data);
      // Other calls get their turn between the steps.
      await new Promise((resolve) => setTimeout(resolve));
    }
    return sums;
  }

  async dispose(): Promise<void> {
    this.#room.clear();
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
    for (const level of [1, 2, 3] as const)
      this.#room.running[`bands${level}${suffix}`] = bands[level - 1] as TensorData;
  }

  #get(name: RunTensor): TensorData {
    const tensor = this.#room.running[name];
    if (!tensor) throw new LabError('internal', `The step that makes "${name}" has not run.`);
    return tensor;
  }

  #derive(name: DerivedName, slot: Slot): TensorData {
    return this.#room.derived.of(this.#room.get(slot), name, (from) => this.#committed(from, slot));
  }

  #committed(name: RunTensor, slot: Slot): TensorData {
    const tensor = this.#room.get(slot)[name];
    if (!tensor) throw noResult(slot);
    return tensor;
  }

  #error(slot: Slot): TensorData {
    const input = this.#committed('input', slot);
    return errorPicture(input, this.#committed('reconstruction', slot), ...sizeOf(input));
  }
}

function sizeOf({ dims }: TensorData): [width: number, height: number] {
  return [dims[3] as number, dims[2] as number];
}

/** Runs all steps of some work, and pauses after each. */
async function inSteps<T>(work: Generator<undefined, T>, pause: Pause): Promise<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await pause();
  }
}

/** @param made only to be drawn */
async function drawn(
  pixels: Uint8ClampedArray<ArrayBuffer>,
  { width, height }: ViewPlan,
  made: readonly TensorData[],
): Promise<ImageBitmap> {
  for (const { data } of made) release(data);
  const bitmap = await bitmapOf(new ImageData(pixels, width, height));
  release(pixels);
  return bitmap;
}
