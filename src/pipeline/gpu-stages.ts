import { LabError } from '../core/errors';
import type { Geometry } from '../core/geometry';
import type { PosteriorSettings } from '../core/posterior';
import type { TensorData, TensorName } from '../core/protocol';
import type { Settings } from '../core/settings';
import type { ViewPlan } from '../core/view';
import type { GpuHandle } from '../gpu/device';
import { meterOf, type GpuMeter } from '../gpu/meter';
import { GpuResources } from '../gpu/resources';
import { GpuTransforms } from '../gpu/transforms';
import { ViewRenderer } from '../gpu/view-renderer';
import type { Networks } from './networks';
import type { Measures, Stages } from './stages';
import { TensorSet } from './tensor-set';

/** The pipeline on one GPUDevice: our shaders and onnxruntime write and read the same buffers. */
export class GpuStages implements Stages {
  readonly backend = 'webgpu';
  readonly #device: GPUDevice;
  readonly #meter: GpuMeter;
  readonly #resources: GpuResources;
  readonly #transforms: GpuTransforms;
  readonly #renderer: ViewRenderer;
  readonly #networks: Networks;
  readonly #lost = new AbortController();
  /** The bytes of the picture, uploaded once for all its runs. */
  #pixels: { readonly source: Uint8ClampedArray; readonly buffer: GPUBuffer } | undefined;
  #running: TensorSet | undefined;
  #done: TensorSet | undefined;
  /** Set by the browser when a buffer of ours or of onnxruntime could not be had; what was computed is void then. */
  #exhausted = false;

  private constructor(
    gpu: GpuHandle, meter: GpuMeter, resources: GpuResources, transforms: GpuTransforms, renderer: ViewRenderer, networks: Networks,
  ) {
    this.#device = gpu.device;
    this.#meter = meter;
    this.#resources = resources;
    this.#transforms = transforms;
    this.#renderer = renderer;
    this.#networks = networks;
    void gpu.lost.then((error) => this.#lost.abort(error.message));
    gpu.device.addEventListener('uncapturederror', ({ error }) => {
      if (error instanceof GPUOutOfMemoryError) this.#exhausted = true;
      else console.error(error.message);
    });
  }

  /** Compiles our shaders. The device and the networks stay their owner's. */
  static async create(gpu: GpuHandle, networks: Networks): Promise<GpuStages> {
    const meter = meterOf(gpu.device);
    const resources = new GpuResources(gpu.device);
    const [transforms, renderer] = await Promise.all([
      GpuTransforms.create(gpu.device, resources),
      ViewRenderer.create(gpu.device, resources),
    ]);
    return new GpuStages(gpu, meter, resources, transforms, renderer, networks);
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

  async begin(pixels: Uint8ClampedArray<ArrayBuffer>, geometry: Geometry): Promise<void> {
    if (this.#exhausted) this.#dropReserved();
    this.#device.pushErrorScope('out-of-memory');
    let failure: unknown;
    try {
      this.#reserve(pixels, geometry);
    } catch (error) {
      failure = error;
    }
    const refused = await this.#device.popErrorScope();
    if (!failure && !refused) return;
    this.#dropReserved();
    throw failure ?? this.#outOfMemory(geometry);
  }

  #outOfMemory({ width, height }: Geometry): LabError {
    return new LabError(
      'out-of-memory', `The GPU has no memory left for a picture of ${width} x ${height}. Lower the size limit and run again.`,
    );
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

  #reserve(pixels: Uint8ClampedArray<ArrayBuffer>, geometry: Geometry): void {
    if (!this.#running?.fits(geometry)) {
      this.#running?.free();
      this.#running = undefined;
      this.#running = this.#newSet(geometry);
    }
    if (this.#pixels?.source !== pixels) {
      if (this.#pixels) this.#resources.free(this.#pixels.buffer);
      this.#pixels = { source: pixels, buffer: this.#resources.storage('GpuStages.pixels', pixels.byteLength) };
      this.#resources.upload(this.#pixels.buffer, pixels);
    }
  }

  #newSet(geometry: Geometry): TensorSet {
    return new TensorSet(this.#resources, geometry, this.#networks.model.latentChannels);
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

  edit(bands: Settings['bands']): Promise<void> {
    const set = this.#set;
    return this.#submit('edit', (encoder) => this.#transforms.bandEdit(encoder, set.bands('.raw'), set.bands(''), bands));
  }

  async encoder(): Promise<void> {
    const { views } = this.#set;
    const inputs = this.#networks.model.encoder.inputs.map((name) => views[name as TensorName]);
    await this.#networks.encoder.runOnGpu(inputs, views.moments);
    await this.#device.queue.onSubmittedWorkDone();
  }

  posterior(settings: PosteriorSettings): Promise<void> {
    const { mean, logvar, latent } = this.#set.views;
    return this.#submit('posterior', (encoder) => this.#transforms.posterior(encoder, mean, logvar, latent, settings));
  }

  async decoder(): Promise<void> {
    const { latent, coefficients } = this.#set.views;
    await this.#networks.decoder.runOnGpu([latent], coefficients);
    await this.#device.queue.onSubmittedWorkDone();
  }

  inverse(): Promise<void> {
    const { coefficients, reconstruction } = this.#set.views;
    return this.#submit('inverse', (encoder) => this.#transforms.haarInverse(encoder, coefficients, reconstruction));
  }

  /** The one readback of a run. */
  async metrics(): Promise<Measures> {
    const { views } = this.#set;
    await this.#submit('metrics', (encoder) => this.#transforms.measure(encoder, { tensors: views, error: views.error }));
    const { quality, errorEnergies, squaredError, stats, nonFinite } = await this.#transforms.readMeasures();
    if (this.#exhausted) {
      const { geometry } = this.#set;
      this.#dropReserved();
      throw this.#outOfMemory(geometry);
    }
    return { ...quality, errorEnergies, squaredError, stats, nonFinite };
  }

  commit(): void {
    const before = this.#done;
    const done = this.#set;
    this.#done = done;
    // The next run writes into the other set: the one before, or a new one when the size has changed.
    if (before?.fits(done.geometry)) {
      this.#running = before;
    } else {
      before?.free();
      this.#running = this.#newSet(done.geometry);
    }
  }

  async read(name: TensorName): Promise<TensorData> {
    const view = this.#committed.views[name];
    return { dims: [...view.dims], data: await this.#resources.read(view) };
  }

  async view(plan: ViewPlan): Promise<ImageBitmap> {
    const { views } = this.#committed;
    return this.#renderer.renderView(plan, (name) => views[name]);
  }

  async dispose(): Promise<void> {
    this.#transforms.destroy();
    this.#renderer.destroy();
    this.#resources.destroy();
  }

  get #set(): TensorSet {
    if (!this.#running) throw new LabError('no-picture', 'There is no picture. Open one first.');
    return this.#running;
  }

  get #committed(): TensorSet {
    if (!this.#done) throw new LabError('no-picture', 'There is no result yet. Open a picture and wait for the run to finish.');
    return this.#done;
  }

  /** Records, submits, and waits for the GPU, so that the caller can take the time. */
  async #submit(label: string, record: (encoder: GPUCommandEncoder) => void): Promise<void> {
    const encoder = this.#device.createCommandEncoder({ label: `GpuStages.${label}` });
    record(encoder);
    this.#device.queue.submit([encoder.finish()]);
    await this.#device.queue.onSubmittedWorkDone();
  }
}
