import { hasVariance, writesPicture } from '../../core/model/contract';
import { LabError } from '../../core/errors';
import { hasEdits } from '../../core/settings/edits';
import { hasLatentEdits, latentReadsSecond } from '../../core/settings/latent-settings';
import type { PosteriorSettings } from '../../core/math/posterior';
import { STAGE_NAMES, type GpuWork, type StageName } from '../../core/run-summary';
import type { TensorData, TensorName } from '../../core/tensor';
import type { Settings } from '../../core/settings/settings';
import { swapsBands, type Slot } from '../../core/slots';
import type { OnTile, RunTiling } from '../../core/tiles/tiles';
import type { GpuHandle } from '../../gpu/device';
import { meterOf, type GpuMeter } from '../../gpu/meter';
import type { MeasureResult } from '../../gpu/measures';
import { GpuResources, type TensorView } from '../../gpu/resources';
import { StageClock } from '../../gpu/stage-clock';
import { Settling } from '../../gpu/settling';
import { GpuTransforms } from '../../gpu/transforms';
import { ViewRenderer } from '../../gpu/view-renderer';
import { GpuNetworkEnds } from './gpu-networks';
import { GpuResults } from './gpu-results';
import { RunMemory } from './run-memory';
import { GpuLayers } from './gpu-layers';
import { GpuSamples } from './gpu-samples';
import { GpuTileWork } from './gpu-tiles';
import { sessionOf, type Networks } from '../lab/networks';
import { STAGE_TENSORS, type RunMeasures, type Readbacks, type Stages } from '../lab/stages';
import { readSet, type TensorSet } from './tensor-set';
import { TilingLog } from './tiled-network';

/** The pipeline on one GPUDevice: our shaders and onnxruntime write and read the same buffers. */
export class GpuStages implements Stages {
  readonly backend = 'webgpu';
  readonly #device: GPUDevice;
  readonly #meter: GpuMeter;
  readonly #resources: GpuResources;
  readonly #transforms: GpuTransforms;
  readonly #renderer: ViewRenderer;
  readonly #ends: GpuNetworkEnds;
  readonly results: GpuResults;
  readonly samples: GpuSamples;
  readonly layers: GpuLayers;
  readonly #lost = new AbortController();
  readonly lost = this.#lost.signal;
  readonly #clock: StageClock | null;
  readonly #settling: Settling;
  readonly #memory: RunMemory;
  readonly #tiling = new TilingLog();
  /** The networks of the run that began last. */
  #networks: Networks | undefined;

  private constructor(
    gpu: GpuHandle,
    meter: GpuMeter,
    resources: GpuResources,
    transforms: GpuTransforms,
    renderer: ViewRenderer,
    clock: StageClock | null,
    settling: Settling,
  ) {
    this.#device = gpu.device;
    this.#meter = meter;
    this.#resources = resources;
    this.#transforms = transforms;
    this.#renderer = renderer;
    this.#clock = clock;
    this.#settling = settling;
    this.#ends = new GpuNetworkEnds(gpu.device, transforms);
    this.results = new GpuResults(gpu.device, resources, transforms, renderer, this.lost);
    this.#memory = new RunMemory(gpu.device, resources, transforms, this.results);
    this.samples = new GpuSamples(gpu.device, resources, {
      reconstruction: (from) => (from === 'run' ? this.#set : this.results.get(from)).views.reconstruction,
      put: (slot, spread) => this.results.putDerived(slot, 'sample-spread', spread),
    });
    this.layers = new GpuLayers(gpu.device, resources, transforms, this.results);
    void gpu.lost.then((error) => this.#lost.abort(error.message));
  }

  /** Compiles our shaders. The device and the networks of each run stay their owner's. */
  static async create(gpu: GpuHandle): Promise<GpuStages> {
    const meter = meterOf(gpu.device);
    const resources = new GpuResources(gpu.device);
    const [transforms, renderer] = await Promise.all([
      GpuTransforms.create(gpu.device, resources),
      ViewRenderer.create(gpu.device, resources),
    ]);
    const clock = StageClock.create(gpu.device, STAGE_NAMES);
    return new GpuStages(
      gpu,
      meter,
      resources,
      transforms,
      renderer,
      clock,
      await Settling.create(gpu.device.queue, clock !== null),
    );
  }

  get deviceBytes(): number {
    return this.#meter.liveBytes;
  }

  get work(): GpuWork {
    return this.#meter.work;
  }

  get readbacks(): Readbacks {
    return { all: this.#meter.readbacks, asked: this.#meter.askedReadbacks };
  }

  get settles(): boolean {
    return !this.#settling.polls;
  }

  get largestBuffer(): number {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.#device.limits;
    return Math.min(maxBufferSize, maxStorageBufferBindingSize);
  }

  get peakBytes(): number {
    return this.#meter.peakBytes;
  }

  async begin(...[source, networks, options]: Parameters<Stages['begin']>): Promise<void> {
    this.#networks = networks;
    this.#tiling.forget();
    this.#clock?.reset();
    this.#settling.begin(source.geometry.width * source.geometry.height);
    await this.#memory.begin(source, networks.model, options, () => this.#meter.resetPeak());
  }

  reuse(stages: readonly StageName[]): Promise<void> {
    const [set, shown] = [this.#set, this.results.get('shown')];
    const names = stages.flatMap((stage) => STAGE_TENSORS[stage]);
    return this.#submit('reuse', (encoder) => set.copyFrom(encoder, shown, names));
  }

  async planar(): Promise<void> {
    const { views, geometry, layout } = this.#set;
    const source = { pixels: this.#memory.pixels, width: geometry.width, height: geometry.height };
    await this.#submit('planar', (encoder) => {
      this.#transforms.planar(encoder, source, views.padded);
      if (views.input !== views.padded) this.#transforms.planar(encoder, source, views.input);
    });
    if (layout !== 'whole') this.#memory.dropPixels();
  }

  haar(): Promise<void> {
    const set = this.#set;
    return this.#submit('haar', (encoder) =>
      this.#transforms.haarForward(encoder, set.views.padded, set.bands('.raw')),
    );
  }

  edit({ bands, bandsMode }: Pick<Settings, 'bands' | 'bandsMode'>): Promise<void> {
    const set = this.#set;
    // The raw bands are what the encoder reads.
    if (set.layout === 'tiled') return Promise.resolve();
    const [raw, edited] = [set.bands('.raw'), set.bands('')];
    const second = swapsBands(bands) ? this.results.get('second').bands('.raw') : undefined;
    return this.#submit('edit', (encoder) => {
      if (bandsMode === 'picture' && hasEdits(bands)) {
        this.#transforms.pictureEdit(encoder, raw, set.scratchPicture, edited, bands, second);
      } else this.#transforms.bandEdit(encoder, raw, edited, bands, second);
    });
  }

  async encoder({ bands }: Pick<Settings, 'bands'>, onTile?: OnTile): Promise<void> {
    const set = this.#set;
    const { model } = this.#loaded;
    this.#clock?.begin('encoder');
    await this.#network('encoder', this.#ends.encoderInputs(set, model, hasEdits(bands)), set.views.moments, onTile);
    this.#clock?.end('encoder');
    await this.#settling.after('encoder');
  }

  /** Runs a network at once, or tile by tile. */
  async #network(
    part: 'encoder' | 'decoder',
    inputs: readonly TensorView[],
    output: TensorView,
    onTile?: OnTile,
  ): Promise<void> {
    const session = sessionOf(this.#loaded, part);
    const plan = this.#memory.plan[part];
    if (!plan) return session.runOnGpu(inputs, output);
    const gpu = { device: this.#device, resources: this.#resources, transforms: this.#transforms };
    await this.#tiling.run(part, plan, new GpuTileWork(gpu, session, inputs, output, plan.grid.width), onTile);
  }

  tiling(): Promise<RunTiling | null> {
    return this.#tiling.report();
  }

  posterior(settings: PosteriorSettings): Promise<void> {
    const { mean, logvar, 'latent.raw': latent } = this.#set.views;
    const { model } = this.#loaded;
    if (this.#memory.placeLatent(model)) return this.#settling.after('posterior');
    // A model without a variance asks for no noise, and the log-variance is not read.
    const spread = hasVariance(model) ? logvar : mean;
    return this.#submit('posterior', (encoder) =>
      this.#transforms.posterior(encoder, mean, spread, latent, settings, model.latent),
    );
  }

  latent(edits: Settings['latent']): Promise<void> {
    const { 'latent.raw': raw, latent } = this.#set.views;
    const second = latentReadsSecond(edits) ? this.results.get('second').views.latent : undefined;
    return this.#submit('latent', (encoder) => {
      if (hasLatentEdits(edits)) this.#transforms.latentEdit(encoder, raw, latent, edits, second);
      else encoder.copyBufferToBuffer(raw.buffer, 0, latent.buffer, 0, latent.buffer.size);
    });
  }

  async decoder(onTile?: OnTile): Promise<void> {
    const set = this.#set;
    const { model } = this.#loaded;
    this.#clock?.begin('decoder');
    await this.#network('decoder', [this.#ends.decoderInput(set, model)], set.views.coefficients, onTile);
    this.#ends.decoded(set, model);
    this.#clock?.end('decoder');
    await this.#settling.after('decoder');
  }

  inverse(): Promise<void> {
    const { coefficients, reconstruction } = this.#set.views;
    return this.#submit('inverse', (encoder) => {
      if (writesPicture(this.#loaded.model)) this.#transforms.cropPicture(encoder, coefficients, reconstruction);
      else this.#transforms.haarInverse(encoder, coefficients, reconstruction);
    });
  }

  async gpuTimes(): Promise<Partial<Record<StageName, number>> | null> {
    const times = (await this.#clock?.read()) ?? null;
    if (times) this.#settling.learn(times);
    return times;
  }

  /** The measures of a run: one small readback. */
  async metrics(): Promise<RunMeasures> {
    const { quality, errorEnergies, squaredError, stats, nonFinite } = await this.#measure();
    this.#memory.check();
    return { ...quality, errorEnergies, squaredError, stats, nonFinite };
  }

  async #measure(): Promise<MeasureResult> {
    const { views, layout } = this.#set;
    const compares = views.error.dims[1] !== 0;
    if (layout !== 'whole' && compares)
      return this.#transforms.measureStrips(views, (record) => this.#submit('strip', record));
    await this.#submit('metrics', (encoder) =>
      this.#transforms.measure(encoder, { tensors: views, error: views.error }),
    );
    return this.#transforms.readMeasures();
  }

  commit(slot: Slot): void {
    this.#memory.commit(slot);
  }

  async read(name: TensorName): Promise<TensorData> {
    return readSet(this.#set, name, this.#resources);
  }

  async dispose(): Promise<void> {
    this.#clock?.destroy();
    this.#transforms.destroy();
    this.#renderer.destroy();
    this.#resources.destroy();
  }

  get #set(): TensorSet {
    return this.#memory.set;
  }

  get #loaded(): Networks {
    if (!this.#networks) throw new LabError('no-picture', 'There is no picture. Open one first.');
    return this.#networks;
  }

  /** Records, submits, and waits for the GPU as settling says, so that the caller can take the time. */
  async #submit(label: StageName | 'reuse' | 'strip', record: (encoder: GPUCommandEncoder) => void): Promise<void> {
    const encoder = this.#device.createCommandEncoder({ label: `GpuStages.${label}` });
    const clock = label === 'reuse' || label === 'strip' ? null : this.#clock;
    clock?.begin(label, encoder);
    record(encoder);
    clock?.end(label, encoder);
    this.#device.queue.submit([encoder.finish()]);
    await this.#settling.after(label);
  }
}
