import type { CodecAsk, CodecPoint } from '../../core/metrics/codec';
import type { CellChange, InfluenceAsk } from '../../core/metrics/influence';
import { expectMade } from '../../core/missing';
import { LabError } from '../../core/errors';
import type { RenderedView } from '../../core/protocol';
import type { RebuildStep, RegionNumbers } from '../../core/run-summary';
import type { TensorData } from '../../core/tensor';
import { stLpipsOf } from '../../core/metrics/st-lpips';
import type { Footprint, PictureRef } from '../../core/metrics/footprint';
import { layerNamed, type LayerList, type LayerNumbers, type LayerRef } from '../../core/model/graph-layers';
import type { ModelEntry } from '../../core/model/manifest';
import type { Size } from '../../core/math/scale';
import type { ModelOperations } from '../../core/model/network/operations';
import type { NetworkSketch } from '../../core/model/network/sketch';
import type { ParityRun } from '../../core/model/parity';
import type { Settings } from '../../core/settings/settings';
import { SLOTS, type Slot } from '../../core/slots';
import type { Part } from '../../core/tiles/run-plan';
import type { Rect, ViewRequest } from '../../core/view/view';
import type { OpenPicture } from '../picture/open-picture';
import { decode, decodeKey, inputView, withPixels } from '../picture/pictures';
import type { ArrangedLoss } from '../results/arranged-loss';
import { Codecs } from '../results/codecs';
import { comparePictures } from '../results/compare-pictures';
import { isDerived } from '../results/derived-tensors';
import { drawView } from '../results/draw-view';
import { unknownSlot, type FinishedRuns } from '../results/finished-runs';
import { LargestCoefficients } from '../results/largest';
import { measureRegion } from '../results/measure-region';
import { measureSpectra } from '../results/measure-spectra';
import { hasOwnScale, ownScale, readTensor } from '../results/read-tensor';
import { rebuildSteps } from '../results/rebuild-steps';
import type { Backend } from './backend';
import { measureInfluence } from './influence';
import type { CallsOf, ReadingCall } from './lab-calls';
import { Layers } from './layers';
import type { Models } from './models';
import { canPerceive, type Perceptual } from './perceptual';
import { runParity, type StoredParity } from './parity';
import type { Turns } from './turns';
import { unlessLost } from './unless-lost';

/** What readings need of the lab. */
export interface ReadingHost {
  readonly turns: Turns;
  readonly runs: FinishedRuns;
  readonly open: OpenPicture;
  readonly loss: ArrangedLoss;
  readonly backend: () => Backend | undefined;
  readonly models: Models;
  readonly perceptual: Perceptual;
  readonly loadParity: (model: ModelEntry) => Promise<StoredParity>;
}

/** The calls that read, measure and draw finished results and the open picture. They change neither. */
export class Readings implements CallsOf<ReadingCall> {
  readonly #host: ReadingHost;
  readonly #codecs = new Codecs();
  readonly #layers: Layers;
  readonly #largest = new LargestCoefficients();

  constructor(host: ReadingHost) {
    this.#host = host;
    this.#layers = new Layers({ ...host, backend: () => this.#ready() });
  }

  async tensor(name: string, slot: Slot = 'shown'): Promise<TensorData> {
    const ref = layerNamed(name);
    if (ref)
      return this.#host.turns.trial(async (yieldTurn) => {
        await this.#layers.keep(ref, yieldTurn);
        return readTensor(this.#finished('shown'), 'layer', 'shown');
      });
    if (name === 'st-lpips-map') await this.#perceive(slot);
    const read = async () => readTensor(this.#finished(slot), name, slot);
    return isDerived(name) ? this.#host.turns.run(read) : read();
  }

  /** Measures of the shown result, and of a rectangle of it. Runs that wait go first. */
  region(rect: Rect | null): Promise<RegionNumbers> {
    return this.#host.turns.run(async () => {
      const { results, run } = this.#finished('shown');
      return measureRegion(results, run, rect);
    });
  }

  /** ST-LPIPS of a result against its picture. Runs that wait go first. */
  async perceptual(slot: Slot = 'shown'): Promise<{ job: number; value: number | null }> {
    const { perceptual, turns } = this.#host;
    if (canPerceive(this.#finished(slot).run)) await perceptual.prepare(this.#ready());
    return turns.trial(async () => {
      const { run, results } = this.#finished(slot);
      const { job } = run.summary;
      if (!canPerceive(run)) return { job, value: null };
      await perceptual.measure(this.#ready(), run, results, slot);
      return { job, value: stLpipsOf((await readTensor({ run, results }, 'st-lpips-map', slot)).data) };
    });
  }

  /** How two pictures among the results differ. Runs that wait go first. */
  change(picture: PictureRef, against: PictureRef, pixels: Rect): Promise<Footprint> {
    return this.#host.turns.run(async () => {
      const { results } = this.#finished(picture.slot);
      for (const { tensor, slot } of [picture, against]) expectMade(this.#finished(slot).run.summary, tensor);
      return comparePictures(results, picture, against, pixels);
    });
  }

  /** Power by spatial frequency of the shown latent and picture. Runs that wait go first. */
  spectra() {
    return this.#host.turns.trial((yieldTurn) => measureSpectra(this.#finished('shown'), yieldTurn));
  }

  influence(ask: InfluenceAsk): Promise<CellChange[]> {
    return this.#host.turns.trial((yieldTurn) =>
      measureInfluence(this.#ready(), this.#finished('shown').run, this.#host.open.find(), ask, yieldTurn),
    );
  }

  rebuild(): Promise<RebuildStep[]> {
    const { results, run } = this.#finished('shown');
    return unlessLost(() => rebuildSteps(results, run.summary), results.lost);
  }

  /** The open picture through JPEG or WebP. Runs that wait go first. */
  codec(ask: CodecAsk, settings: Settings): Promise<CodecPoint | null> {
    return this.#host.turns.trial(async (yieldTurn) => {
      const open = this.#host.open.get();
      const picture = open.key === decodeKey(settings) ? open : await decode(open.source, settings);
      return this.#codecs.measure(picture, ask, yieldTurn);
    });
  }

  network(part: Part, size: Size): Promise<NetworkSketch> {
    return this.#layers.sketch(part, size);
  }

  operations(model: string, picture: Size): Promise<ModelOperations> {
    return this.#layers.operations(model, picture);
  }

  layers(part: Part): Promise<LayerList> {
    return this.#host.turns.trial((yieldTurn) => this.#layers.list(part, yieldTurn));
  }

  measureLayers(part: Part, tensors: readonly string[], model?: string): Promise<LayerNumbers[]> {
    return this.#host.turns.trial((yieldTurn) => this.#layers.measure(part, tensors, { model, yieldTurn }));
  }

  layer(ref: LayerRef): Promise<LayerNumbers> {
    return this.#host.turns.trial((yieldTurn) => this.#layers.keep(ref, yieldTurn));
  }

  /** The open picture of its largest coefficients. Runs that wait go first. */
  largest(count: number) {
    return this.#host.turns.trial((yieldTurn) => this.#largest.measure(this.#host.open.get(), count, yieldTurn));
  }

  async view(request: ViewRequest): Promise<RenderedView> {
    this.#host.loss.pass('view');
    const { slot = 'shown' } = request;
    if (request.kind === 'codec') {
      const summary = this.#host.runs.find('shown')?.summary;
      return this.#codecs.view(
        this.#host.open.get(),
        request,
        summary?.compression.bitsPerPixel ?? 0,
        summary?.job ?? 0,
      );
    }
    if (request.kind === 'largest') {
      const job = this.#host.runs.find('shown')?.summary.job ?? 0;
      return this.#largest.view(this.#host.open.get(), request.count, job);
    }
    // The open picture can be seen before its first run, and while one goes on.
    const open = this.#host.open.find();
    if (slot === 'shown' && request.kind === 'picture' && request.tensor === 'input' && open) {
      return inputView(withPixels(open), this.#host.runs.find('shown')?.summary.job ?? 0);
    }
    if (request.kind === 'layer-grid' || request.kind === 'layer-channel')
      return this.#host.turns.trial(async (yieldTurn) => {
        // In the turn, so that no other layer takes its place before it is drawn.
        const { channels, dims } = await this.#layers.keep(request, yieldTurn);
        return drawView(request, 'shown', this.#finished('shown'), { layer: channels }, dims);
      });
    if (request.kind === 'metric-map' && request.map === 'st-lpips') await this.#perceive(slot);
    const scale = hasOwnScale(request)
      ? await this.#host.turns.run(() => ownScale(this.#finished(slot), slot, request))
      : {};
    return drawView(request, slot, this.#finished(slot), scale);
  }

  /** Makes the map of ST-LPIPS; its network is downloaded when it is first asked for. */
  async #perceive(slot: Slot): Promise<void> {
    const { perceptual, turns } = this.#host;
    this.#finished(slot);
    await perceptual.prepare(this.#ready());
    await turns.run(() => {
      const { run, results } = this.#finished(slot);
      return perceptual.measure(this.#ready(), run, results, slot);
    });
  }

  #ready(): Backend {
    const present = this.#host.backend();
    if (!present) throw new LabError('no-backend', 'Nothing runs yet. Wait for the model to load.');
    return present;
  }

  /** The small picture of the parity receipt through the present backend, between runs. */
  async parity(): Promise<ParityRun> {
    const { model } = this.#ready();
    const stored = await this.#host.loadParity(model);
    return this.#host.turns.trial((yieldTurn) => runParity(this.#ready(), stored, yieldTurn));
  }

  #finished(slot: Slot) {
    if (!SLOTS.includes(slot)) throw unknownSlot(slot, SLOTS);
    const run = this.#host.runs.get(slot);
    // Results live as long as the backend that made them.
    return { run, results: (this.#host.backend() as Backend).stages.results };
  }
}
