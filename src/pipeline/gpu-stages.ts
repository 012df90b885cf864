import { hasVariance, writesPicture } from '../core/contract';
import { LabError } from '../core/errors';
import { hasEdits } from '../core/edits';
import type { Geometry } from '../core/geometry';
import { coefficientsOf } from '../core/haar';
import { hasLatentEdits, latentReadsSecond } from '../core/latent-settings';
import type { ModelEntry } from '../core/manifest';
import type { DifferenceSums } from '../core/metrics';
import type { PosteriorSettings } from '../core/posterior';
import { STAGE_NAMES, type ChannelStats, type DerivedName, type StageName, type TensorData, type TensorName } from '../core/protocol';
import type { Settings } from '../core/settings';
import { swapsBands, type SideSlot, type Slot } from '../core/slots';
import type { RegionSums } from '../core/region';
import type { Rect, ViewPlan } from '../core/view';
import type { GpuHandle } from '../gpu/device';
import { meterOf, type GpuMeter } from '../gpu/meter';
import { GpuResources } from '../gpu/resources';
import { StageClock } from '../gpu/stage-clock';
import { GpuTransforms } from '../gpu/transforms';
import { ViewRenderer } from '../gpu/view-renderer';
import { GpuNetworkEnds } from './gpu-networks';
import { GpuResults } from './gpu-results';
import { GpuSamples } from './gpu-samples';
import type { Networks } from './networks';
import { STAGE_TENSORS, noMemory, type Measures, type Stages } from './stages';
import { TensorSet } from './tensor-set';

/** The pipeline on one GPUDevice: our shaders and onnxruntime write and read the same buffers. */
export class GpuStages implements Stages {
  readonly backend = 'webgpu';
  readonly #device: GPUDevice;
  readonly #meter: GpuMeter;
  readonly #resources: GpuResources;
  readonly #transforms: GpuTransforms;
  readonly #renderer: ViewRenderer;
  readonly #ends: GpuNetworkEnds;
  readonly #results: GpuResults;
  readonly samples: GpuSamples;
  readonly #lost = new AbortController();
  readonly #clock: StageClock | null;
  /** The bytes of the picture, uploaded once for all its runs. */
  #pixels: { readonly source: Uint8ClampedArray; readonly buffer: GPUBuffer } | undefined;
  /** Of the run that began last. */
  #networks: Networks | undefined;
  /** What runs write into. */
  #running: TensorSet | undefined;
  /** Set by the browser when a buffer of ours or of onnxruntime could not be had; what was computed is void then. */
  #exhausted = false;

  private constructor(
    gpu: GpuHandle, meter: GpuMeter, resources: GpuResources, transforms: GpuTransforms, renderer: ViewRenderer,
  ) {
    this.#device = gpu.device;
    this.#meter = meter;
    this.#resources = resources;
    this.#transforms = transforms;
    this.#renderer = renderer;
    this.#clock = StageClock.create(gpu.device, STAGE_NAMES);
    this.#ends = new GpuNetworkEnds(gpu.device, transforms);
    this.#results = new GpuResults(gpu.device, resources, transforms, renderer);
    this.samples = new GpuSamples(gpu.device, resources, {
      reconstruction: (from) => (from === 'run' ? this.#set : this.#results.get(from)).views.reconstruction,
      put: (slot, spread) => this.#results.putDerived(slot, 'sample-spread', spread),
    });
    void gpu.lost.then((error) => this.#lost.abort(error.message));
    gpu.device.addEventListener('uncapturederror', ({ error }) => {
      if (error instanceof GPUOutOfMemoryError) this.#exhausted = true;
      else console.error(error.message);
    });
  }

  /** Compiles our shaders. The device and the networks of each run stay their owner's. */
  static async create(gpu: GpuHandle): Promise<GpuStages> {
    const meter = meterOf(gpu.device);
    const resources = new GpuResources(gpu.device);
    const [transforms, renderer] = await Promise.all([
      GpuTransforms.create(gpu.device, resources),
      ViewRenderer.create(gpu.device, resources),
    ]);
    return new GpuStages(gpu, meter, resources, transforms, renderer);
  }

  get deviceBytes(): number {
    return this.#meter.liveBytes;
  }

  get readbacks(): number {
    return this.#meter.readbacks;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async begin(pixels: Uint8ClampedArray<ArrayBuffer>, geometry: Geometry, networks: Networks): Promise<void> {
    this.#networks = networks;
    this.#clock?.reset();
    if (this.#exhausted) this.#dropReserved();
    this.#device.pushErrorScope('out-of-memory');
    let failure: unknown;
    try {
      this.#reserve(pixels, geometry, networks.model);
    } catch (error) {
      failure = error;
    }
    const refused = await this.#device.popErrorScope();
    if (!failure && !refused) return;
    this.#dropReserved();
    throw failure ?? noMemory(geometry);
  }

  /** Whatever was reserved while memory ran out may be invalid. */
  #dropReserved(): void {
    this.#exhausted = false;
    this.#running?.free();
    this.#running = undefined;
    if (this.#pixels) this.#resources.free(this.#pixels.buffer);
    this.#pixels = undefined;
    this.#transforms.release();
  }

  #reserve(pixels: Uint8ClampedArray<ArrayBuffer>, geometry: Geometry, model: ModelEntry): void {
    if (!this.#running?.fits(geometry, model)) {
      this.#running?.free();
      this.#running = undefined;
      this.#running = new TensorSet(this.#resources, geometry, model);
    }
    if (this.#pixels?.source !== pixels) {
      if (this.#pixels) this.#resources.free(this.#pixels.buffer);
      this.#pixels = { source: pixels, buffer: this.#resources.storage('GpuStages.pixels', pixels.byteLength) };
      this.#resources.upload(this.#pixels.buffer, pixels);
    }
  }

  reuse(stages: readonly StageName[]): Promise<void> {
    const [set, shown] = [this.#set, this.#results.get('shown')];
    const names = stages.flatMap((stage) => STAGE_TENSORS[stage]);
    return this.#submit('reuse', (encoder) => set.copyFrom(encoder, shown, names));
  }

  planar(): Promise<void> {
    const { views, geometry } = this.#set;
    const source = { pixels: this.#pixels?.buffer as GPUBuffer, width: geometry.width, height: geometry.height };
    return this.#submit('planar', (encoder) => {
      this.#transforms.planar(encoder, source, views.padded);
      if (views.input !== views.padded) this.#transforms.planar(encoder, source, views.input);
    });
  }

  haar(): Promise<void> {
    const set = this.#set;
    return this.#submit('haar', (encoder) => this.#transforms.haarForward(encoder, set.views.padded, set.bands('.raw')));
  }

  edit({ bands, bandsMode }: Pick<Settings, 'bands' | 'bandsMode'>): Promise<void> {
    const set = this.#set;
    const [raw, edited] = [set.bands('.raw'), set.bands('')];
    const second = swapsBands(bands) ? this.#results.get('second').bands('.raw') : undefined;
    return this.#submit('edit', (encoder) => {
      if (bandsMode === 'picture' && hasEdits(bands)) {
        this.#transforms.pictureEdit(encoder, raw, set.scratchPicture, edited, bands, second);
      } else this.#transforms.bandEdit(encoder, raw, edited, bands, second);
    });
  }

  async encoder({ bands }: Pick<Settings, 'bands'>): Promise<void> {
    const set = this.#set;
    const { model, encoder } = this.#loaded;
    this.#clock?.begin('encoder');
    await encoder.runOnGpu(this.#ends.encoderInputs(set, model, hasEdits(bands)), set.views.moments);
    this.#clock?.end('encoder');
    await this.#device.queue.onSubmittedWorkDone();
  }

  posterior(settings: PosteriorSettings): Promise<void> {
    const { mean, logvar, 'latent.raw': latent } = this.#set.views;
    const { model } = this.#loaded;
    // Without a variance no noise is asked for, and the log-variance is not read.
    const spread = hasVariance(model) ? logvar : mean;
    return this.#submit('posterior', (encoder) => this.#transforms.posterior(encoder, mean, spread, latent, settings, model.latent));
  }

  latent(edits: Settings['latent']): Promise<void> {
    const { 'latent.raw': raw, latent } = this.#set.views;
    const second = latentReadsSecond(edits) ? this.#results.get('second').views.latent : undefined;
    return this.#submit('latent', (encoder) => {
      if (hasLatentEdits(edits)) this.#transforms.latentEdit(encoder, raw, latent, edits, second);
      else encoder.copyBufferToBuffer(raw.buffer, 0, latent.buffer, 0, latent.buffer.size);
    });
  }

  async decoder(): Promise<void> {
    const set = this.#set;
    const { model, decoder } = this.#loaded;
    this.#clock?.begin('decoder');
    await decoder.runOnGpu([this.#ends.decoderInput(set, model)], set.views.coefficients);
    this.#ends.decoded(set, model);
    this.#clock?.end('decoder');
    await this.#device.queue.onSubmittedWorkDone();
  }

  inverse(): Promise<void> {
    const { coefficients, reconstruction } = this.#set.views;
    return this.#submit('inverse', (encoder) => {
      if (writesPicture(this.#loaded.model)) this.#transforms.cropPicture(encoder, coefficients, reconstruction);
      else this.#transforms.haarInverse(encoder, coefficients, reconstruction);
    });
  }

  async gpuTimes(): Promise<Partial<Record<StageName, number>> | null> {
    return (await this.#clock?.read()) ?? null;
  }

  /** The measures of a run: one small readback. */
  async metrics(): Promise<Measures> {
    const { views } = this.#set;
    await this.#submit('metrics', (encoder) => this.#transforms.measure(encoder, { tensors: views, error: views.error }));
    const { quality, errorEnergies, squaredError, stats, nonFinite } = await this.#transforms.readMeasures();
    if (this.#exhausted) {
      const { geometry } = this.#set;
      this.#dropReserved();
      throw noMemory(geometry);
    }
    return { ...quality, errorEnergies, squaredError, stats, nonFinite };
  }

  commit(slot: Slot): void {
    const done = this.#set;
    const before = this.#results.put(slot, done);
    // The next run writes into the other set: the one before, or a new one when the size has changed.
    if (before?.fits(done.geometry, done.model)) {
      this.#running = before;
    } else {
      before?.free();
      this.#running = new TensorSet(this.#resources, done.geometry, done.model);
    }
  }

  drop(slot: SideSlot): void {
    this.#results.drop(slot);
  }

  async read(name: TensorName, from: Slot | 'run'): Promise<TensorData> {
    const view = (from === 'run' ? this.#set : this.#results.get(from)).views[name];
    const tensor = { dims: [...view.dims], data: await this.#resources.read(view) };
    return name === 'coefficients' && view.dims[1] === 3 ? coefficientsOf(tensor) : tensor;
  }

  derive(name: DerivedName, slot: Slot): Promise<TensorData> {
    return this.#results.derive(name, slot);
  }

  regionSums(rects: readonly Rect[]): Promise<RegionSums[]> {
    return this.#results.regionSums(rects);
  }

  view(plan: ViewPlan, slot: Slot): Promise<ImageBitmap> {
    return this.#results.view(plan, slot);
  }

  difference(slot: Slot, against: Slot, planOf: (stats: readonly ChannelStats[]) => ViewPlan): Promise<ImageBitmap> {
    return this.#results.difference(slot, against, planOf);
  }

  rebuild(): Promise<DifferenceSums[]> {
    return this.#results.rebuild();
  }

  async dispose(): Promise<void> {
    this.#clock?.destroy();
    this.#transforms.destroy();
    this.#renderer.destroy();
    this.#resources.destroy();
  }

  get #set(): TensorSet {
    if (!this.#running) throw new LabError('no-picture', 'There is no picture. Open one first.');
    return this.#running;
  }

  get #loaded(): Networks {
    if (!this.#networks) throw new LabError('no-picture', 'There is no picture. Open one first.');
    return this.#networks;
  }

  /** Records, submits, and waits for the GPU, so that the caller can take the time. */
  async #submit(label: StageName | 'reuse', record: (encoder: GPUCommandEncoder) => void): Promise<void> {
    const encoder = this.#device.createCommandEncoder({ label: `GpuStages.${label}` });
    const clock = label === 'reuse' ? null : this.#clock;
    clock?.begin(label, encoder);
    record(encoder);
    clock?.end(label, encoder);
    this.#device.queue.submit([encoder.finish()]);
    await this.#device.queue.onSubmittedWorkDone();
  }
}
