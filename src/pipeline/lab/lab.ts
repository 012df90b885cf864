import type { CodecAsk, CodecPoint } from '../../core/metrics/codec';
import { expectMade } from '../../core/missing';
import { aborted, LabError } from '../../core/errors';
import type { BackendInfo } from '../../core/backend-info';
import type {
  LabEvent,
  LabWorker,
  LossPoint,
  RenderedView,
  SideResult,
  TrialRequest,
  TrialResult,
} from '../../core/protocol';
import type { PictureInfo, PictureSource } from '../../core/picture/picture';
import type { RebuildStep, RegionNumbers } from '../../core/run-summary';
import type { Resources } from '../../core/resources';
import type { TensorData } from '../../core/tensor';
import type { Footprint, PictureRef } from '../../core/metrics/footprint';
import { ALTERED } from '../../core/picture/pixel-facts';
import type { ParityRun } from '../../core/model/parity';
import type { HalfVerdicts } from '../../core/model/precision';
import type { Settings } from '../../core/settings/settings';
import { SIDE_SLOTS, SLOTS, type SideSlot, type Slot } from '../../core/slots';
import type { Rect, ViewRequest } from '../../core/view/view';
import { Waits } from '../../core/waits';
import { ModelStore } from '../../inference/model-store';
import { ArrangedLoss } from '../results/arranged-loss';
import type { LabCalls } from './lab-calls';
import type { Backend } from './backend';
import { Backends } from './backends';
import { Codecs } from '../results/codecs';
import { isDerived } from '../results/derived-tensors';
import { drawView } from '../results/draw-view';
import { Models } from './models';
import { loadParity, runParity } from './parity';
import { decode, decodeKey, inputView, paddedFor, withPixels, type Picture } from '../picture/pictures';
import { OpenPicture } from '../picture/open-picture';
import { rebuildSteps } from '../results/rebuild-steps';
import { comparePictures } from '../results/compare-pictures';
import { measureRegion } from '../results/measure-region';
import { measureSpectra } from '../results/measure-spectra';
import { hasOwnScale, ownScale, readTensor } from '../results/read-tensor';
import { FinishedRuns, unknownSlot } from '../results/finished-runs';
import { runStages } from './run';
import { SecondPicture } from '../picture/second-picture';
import { Trials } from './trials';
import { Turns } from './turns';
import { unlessLost } from './unless-lost';

/** The worker's whole state: one backend with one model, one picture, the shown result and those beside it. */
export class Lab implements LabCalls {
  readonly #emit: (event: LabEvent) => void;
  readonly #modelsUrl: string;
  readonly #store: ModelStore;
  readonly #models: Models;
  readonly #runs: FinishedRuns;
  readonly #second: SecondPicture;
  /** Runs and backend changes one after another, trials between them. */
  readonly #turns = new Turns();
  readonly #backends: Backends;
  readonly #open = new OpenPicture();
  #latestRun = 0;
  #latestSecond = 0;
  readonly #trials: Trials;
  readonly #codecs = new Codecs();
  readonly #loss = new ArrangedLoss(() => this.#backends.newest?.destroyDevice());

  /** @param modelsUrl absolute address of the folder with manifest.json, ending in '/' */
  constructor(modelsUrl: string, emit: (event: LabEvent) => void) {
    this.#modelsUrl = modelsUrl;
    this.#emit = emit;
    this.#runs = new FinishedRuns(emit);
    this.#second = new SecondPicture(this.#runs);
    const waits = new Waits((what) => emit({ type: 'waiting', what }));
    this.#store = new ModelStore(
      ({ label, ...progress }) => emit({ type: 'download', file: label, ...progress }),
      (text) => emit({ type: 'notice', text }),
      waits,
    );
    this.#models = new Models(modelsUrl, this.#store);
    this.#backends = new Backends({
      models: this.#models,
      modelsUrl,
      store: this.#store,
      runs: this.#runs,
      emit,
      waits,
    });
    this.#trials = new Trials({
      turns: this.#turns,
      runs: this.#runs,
      second: this.#second,
      models: this.#models,
      backend: () => this.#backends.present,
      picture: () => this.#open.find(),
      prepareBackend: (settings) => this.#backends.prepare(settings),
    });
  }

  /** @param verdicts how fp16 did on the adapters that this browser has met */
  start(settings: Settings, verdicts: HalfVerdicts = {}): Promise<BackendInfo> {
    this.#backends.verdicts = verdicts;
    return this.#turns.run(async () => {
      const { info } = await this.#backends.prepare(settings);
      if (!info.pixels.exact) this.#emit({ type: 'notice', text: ALTERED });
      return info;
    });
  }

  /** @throws LabError as decodePicture does; the picture before stays then. */
  async open(job: number, source: PictureSource, settings: Settings): Promise<PictureInfo> {
    this.#loss.pass('open');
    const { present } = this.#backends;
    const padded = (picture: Picture): Picture => {
      const model = this.#backends.present?.model;
      return model ? paddedFor(picture, model) : picture;
    };
    const { info } = await this.#open.open(job, source, settings, present?.frames ?? null, padded);
    void this.#turns.run(async () => this.#dropSides());
    return info;
  }

  /** A newer run makes it reject 'aborted' at its next step. */
  async run(job: number, settings: Settings): ReturnType<LabWorker['run']> {
    this.#latestRun = Math.max(this.#latestRun, job);
    const checkCurrent = () => {
      if (job !== this.#latestRun) throw aborted();
    };
    return this.#turns.run(async () => {
      checkCurrent();
      const current = await this.#open.decodedBy(settings, () => this.#dropSides());
      const backend = await this.#backends.prepare(settings);
      checkCurrent();
      const picture = paddedFor(current, backend.model);
      this.#open.replace(current, picture);
      const { networks } = backend;
      const beside = { settings, picture, shown: picture, job, checkCurrent };
      const second = await this.#second.forRun({ backend, networks, ...beside });
      const summary = await runStages(backend, picture, settings, {
        job,
        checkCurrent,
        slot: 'shown',
        onStage: (stage, cold, tile) => {
          this.#emit({ type: 'stage', job, stage, cold, ...(tile && { tile }) });
          this.#loss.pass(stage);
        },
      });
      const inputs = { picture, second, model: backend.model, settings };
      const freed = this.#backends.putInPlace(backend);
      this.#runs.put('shown', { summary, geometry: picture.geometry, info: picture.info, inputs });
      await freed;
      return { summary, info: backend.info, picture: picture.info };
    });
  }

  /** Makes the run in flight reject 'aborted' at its next step. */
  cancel(): void {
    // The number lies between the last job's and the next one's: no job has it, and the next is newer.
    this.#latestRun += 0.5;
  }

  trial(job: number, request: TrialRequest): Promise<TrialResult> {
    return this.#trials.run(job, request);
  }

  cancelTrials(job?: number): void {
    this.#trials.cancel(job);
  }

  /**
   * Another picture at the size of the shown one, without edits, for slot 'second'; null gives it up.
   * @throws LabError as decodePicture does; the second picture before stays then. 'no-picture' when none is shown.
   */
  async second(job: number, source: PictureSource | null, settings: Settings): Promise<SideResult | null> {
    this.#latestSecond = Math.max(this.#latestSecond, job);
    const checkNewest = () => {
      if (job !== this.#latestSecond) throw aborted();
    };
    if (!source) {
      this.#second.forget();
      await this.dropSlot('second');
      return null;
    }
    await this.#second.choose(source, settings, this.#open.get().geometry, checkNewest);
    return this.#turns.trial(async (yieldTurn) => {
      const checkCurrent = () => {
        checkNewest();
        yieldTurn();
      };
      checkCurrent();
      const backend = this.#backends.present ?? (await this.#backends.prepare(settings));
      const { geometry } = this.#open.get();
      const { summary, info } = await this.#second.prepare({ backend, settings, geometry, job, checkCurrent });
      return { summary, picture: info };
    });
  }

  dropSlot(slot: SideSlot): Promise<void> {
    return this.#turns.run(async () => {
      if (!SIDE_SLOTS.includes(slot)) throw unknownSlot(slot, SIDE_SLOTS);
      this.#runs.drop(slot, this.#backends.present?.stages.results);
    });
  }

  async tensor(name: string, slot: Slot = 'shown'): Promise<TensorData> {
    const read = async () => readTensor(this.#finished(slot), name, slot);
    return isDerived(name) ? this.#turns.run(read) : read();
  }

  /** Measures of the shown result, and of a rectangle of it. Runs that wait go first. */
  region(rect: Rect | null): Promise<RegionNumbers> {
    return this.#turns.run(async () => {
      const { results, run } = this.#finished('shown');
      return measureRegion(results, run, rect);
    });
  }

  /** How two pictures among the results differ. Runs that wait go first. */
  change(picture: PictureRef, against: PictureRef, pixels: Rect): Promise<Footprint> {
    return this.#turns.run(async () => {
      const { results } = this.#finished(picture.slot);
      for (const { tensor, slot } of [picture, against]) expectMade(this.#finished(slot).run.summary, tensor);
      return comparePictures(results, picture, against, pixels);
    });
  }

  /** Power by spatial frequency of the shown latent and picture. Runs that wait go first. */
  spectra() {
    return this.#turns.trial((yieldTurn) => measureSpectra(this.#finished('shown'), yieldTurn));
  }

  rebuild(): Promise<RebuildStep[]> {
    const { results, run } = this.#finished('shown');
    return unlessLost(() => rebuildSteps(results, run.summary), results.lost);
  }

  /** The open picture through JPEG or WebP. Runs that wait go first. */
  codec(ask: CodecAsk, settings: Settings): Promise<CodecPoint | null> {
    return this.#turns.trial(async (yieldTurn) => {
      const open = this.#open.get();
      const picture = open.key === decodeKey(settings) ? open : await decode(open.source, settings);
      return this.#codecs.measure(picture, ask, yieldTurn);
    });
  }

  async view(request: ViewRequest): Promise<RenderedView> {
    this.#loss.pass('view');
    const { slot = 'shown' } = request;
    if (request.kind === 'codec') {
      const summary = this.#runs.find('shown')?.summary;
      return this.#codecs.view(this.#open.get(), request, summary?.compression.bitsPerPixel ?? 0, summary?.job ?? 0);
    }
    // The open picture can be seen before its first run, and while one goes on.
    const open = this.#open.find();
    if (slot === 'shown' && request.kind === 'picture' && request.tensor === 'input' && open) {
      return inputView(withPixels(open), this.#runs.find('shown')?.summary.job ?? 0);
    }
    const scale = hasOwnScale(request)
      ? await this.#turns.run(() => ownScale(this.#finished(slot), slot, request))
      : {};
    return drawView(request, slot, this.#finished(slot), scale);
  }

  #ready(): Backend {
    const { present } = this.#backends;
    if (!present) throw new LabError('no-backend', 'Nothing runs yet. Wait for the model to load.');
    return present;
  }

  resources(): Resources {
    return (
      this.#backends.present?.resources ?? { gpuBytes: 0, gpuBuffers: 0, gpuTextures: 0, sessions: 0, heapBytes: 0 }
    );
  }

  destroyDevice(at?: LossPoint): void {
    this.#loss.arrange(at);
  }

  /** The small picture of the parity receipt through the present backend, between runs. */
  async parity(): Promise<ParityRun> {
    const { model } = this.#ready();
    const stored = await loadParity(model, this.#modelsUrl, this.#store);
    return this.#turns.trial((yieldTurn) => runParity(this.#ready(), stored, yieldTurn));
  }

  #finished(slot: Slot) {
    if (!SLOTS.includes(slot)) throw unknownSlot(slot, SLOTS);
    const run = this.#runs.get(slot);
    // Results live as long as the backend that made them.
    return { run, results: (this.#backends.present as Backend).stages.results };
  }

  #dropSides(): void {
    this.#runs.dropSides(this.#backends.present?.stages.results);
  }
}
