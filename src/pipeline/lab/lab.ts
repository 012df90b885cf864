import type { CodecAsk, CodecPoint } from '../../core/metrics/codec';
import { aborted, LabError } from '../../core/errors';
import {
  type BackendInfo,
  type LabEvent,
  type LossPoint,
  type PictureInfo,
  type PictureSource,
  type RebuildStep,
  type RegionNumbers,
  type RenderedView,
  type Resources,
  type RunSummary,
  type SideResult,
  type TensorData,
  type TrialRequest,
  type TrialResult,
} from '../../core/protocol';
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
import type { Backend } from './backend';
import { Backends } from './backends';
import { Codecs } from '../results/codecs';
import { isDerived } from '../results/derived-tensors';
import { drawView } from '../results/draw-view';
import { Models } from './models';
import { loadParity, runParity } from './parity';
import { closeSource, decode, decodeKey, inputView, noPicture, paddedFor, type Picture } from '../picture/pictures';
import { rebuildSteps } from '../results/rebuild-steps';
import { comparePictures } from '../results/compare-pictures';
import { measureRegion } from '../results/measure-region';
import { hasOwnScale, ownScale, readTensor } from '../results/read-tensor';
import { Results, unknownSlot } from '../results/results';
import { runStages } from './run';
import { SecondPicture } from '../picture/second-picture';
import { Trials } from './trials';
import { Turns } from './turns';
import { unlessLost } from './unless-lost';

/** The worker's whole state: one backend with one model, one picture, the shown result and those beside it. */
export class Lab {
  readonly #emit: (event: LabEvent) => void;
  readonly #modelsUrl: string;
  readonly #store: ModelStore;
  readonly #models: Models;
  readonly #results: Results;
  readonly #second: SecondPicture;
  /** Runs and backend changes one after another, trials between them. */
  readonly #turns = new Turns();
  readonly #backends: Backends;
  #picture: Picture | undefined;
  #latestOpen = 0;
  #latestRun = 0;
  #latestSecond = 0;
  readonly #trials: Trials;
  readonly #codecs = new Codecs();
  readonly #loss = new ArrangedLoss(() => this.#backends.newest?.destroyDevice());

  /** @param modelsUrl absolute address of the folder with manifest.json, ending in '/' */
  constructor(modelsUrl: string, emit: (event: LabEvent) => void) {
    this.#modelsUrl = modelsUrl;
    this.#emit = emit;
    this.#results = new Results(emit);
    this.#second = new SecondPicture(this.#results);
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
      results: this.#results,
      emit,
      waits,
    });
    this.#trials = new Trials({
      turns: this.#turns,
      results: this.#results,
      second: this.#second,
      models: this.#models,
      backend: () => this.#backends.present,
      picture: () => this.#picture,
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
    this.#latestOpen = Math.max(this.#latestOpen, job);
    this.#loss.pass('open');
    const isCurrent = () => job === this.#latestOpen;
    const picture = await decode(source, settings, { isCurrent, frames: this.#backends.present?.frames ?? null }).catch(
      (error: unknown) => {
        closeSource(source);
        throw error;
      },
    );
    if (!isCurrent()) {
      closeSource(source);
      throw aborted();
    }
    closeSource(this.#picture?.source);
    this.#picture = paddedFor(picture, this.#backends.present?.model ?? {});
    void this.#turns.run(async () => this.#results.dropSides(this.#backends.present?.stages));
    return this.#picture.info;
  }

  /** A newer run makes it reject 'aborted' at its next step. */
  async run(
    job: number,
    settings: Settings,
  ): Promise<{ summary: RunSummary; info: BackendInfo; picture: PictureInfo }> {
    this.#latestRun = Math.max(this.#latestRun, job);
    const checkCurrent = () => {
      if (job !== this.#latestRun) throw aborted();
    };
    return this.#turns.run(async () => {
      checkCurrent();
      const current = await this.#currentPicture(settings);
      const backend = await this.#backends.prepare(settings);
      checkCurrent();
      const picture = paddedFor(current, backend.model);
      // Meanwhile a newer one may have come.
      if (this.#picture === current) this.#picture = picture;
      const { networks } = backend;
      const second = await this.#second.forRun({
        backend,
        networks,
        settings,
        picture,
        shown: picture,
        job,
        checkCurrent,
      });
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
      this.#results.put('shown', { summary, geometry: picture.geometry, info: picture.info, inputs });
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
    await this.#second.choose(source, settings, this.#openPicture().geometry, checkNewest);
    return this.#turns.trial(async (yieldTurn) => {
      const checkCurrent = () => {
        checkNewest();
        yieldTurn();
      };
      checkCurrent();
      const backend = this.#backends.present ?? (await this.#backends.prepare(settings));
      const { geometry } = this.#openPicture();
      const { summary, info } = await this.#second.prepare({ backend, settings, geometry, job, checkCurrent });
      return { summary, picture: info };
    });
  }

  dropSlot(slot: SideSlot): Promise<void> {
    return this.#turns.run(async () => {
      if (!SIDE_SLOTS.includes(slot)) throw unknownSlot(slot, SIDE_SLOTS);
      this.#results.drop(slot, this.#backends.present?.stages);
    });
  }

  async tensor(name: string, slot: Slot = 'shown'): Promise<TensorData> {
    const read = async () => readTensor(this.#finished(slot).stages, name, slot);
    return isDerived(name) ? this.#turns.run(read) : read();
  }

  /** Measures of the shown result, and of a rectangle of it. Runs that wait go first. */
  region(rect: Rect | null): Promise<RegionNumbers> {
    return this.#turns.run(async () => {
      const { stages, result } = this.#finished('shown');
      return measureRegion(stages, result, rect);
    });
  }

  /** How two pictures among the results differ. Runs that wait go first. */
  change(picture: PictureRef, against: PictureRef, pixels: Rect): Promise<Footprint> {
    return this.#turns.run(async () => {
      const { stages } = this.#finished(picture.slot);
      this.#finished(against.slot);
      return comparePictures(stages, picture, against, pixels);
    });
  }

  rebuild(): Promise<RebuildStep[]> {
    const { stages, result } = this.#finished('shown');
    return unlessLost(() => rebuildSteps(stages, result.summary), stages.lost);
  }

  /** The open picture through JPEG or WebP. Runs that wait go first. */
  codec(ask: CodecAsk, settings: Settings): Promise<CodecPoint | null> {
    return this.#turns.trial(async (yieldTurn) => {
      const open = this.#openPicture();
      const picture = open.key === decodeKey(settings) ? open : await decode(open.source, settings);
      return this.#codecs.measure(picture, ask, yieldTurn);
    });
  }

  async view(request: ViewRequest): Promise<RenderedView> {
    this.#loss.pass('view');
    const { slot = 'shown' } = request;
    if (request.kind === 'codec') {
      const summary = this.#results.find('shown')?.summary;
      return this.#codecs.view(this.#openPicture(), request, summary?.compression.bitsPerPixel ?? 0, summary?.job ?? 0);
    }
    // The open picture can be seen before its first run, and while one goes on.
    if (slot === 'shown' && request.kind === 'picture' && request.tensor === 'input' && this.#picture) {
      return inputView(this.#picture, this.#results.find('shown')?.summary.job ?? 0);
    }
    const scale = hasOwnScale(request)
      ? await this.#turns.run(() => ownScale(this.#finished(slot).stages, slot, request))
      : {};
    return drawView(request, slot, this.#finished(slot), scale);
  }

  info(): BackendInfo {
    return this.#ready().info;
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
    const result = this.#results.get(slot);
    // Results live as long as the backend that made them.
    return { result, stages: (this.#backends.present as Backend).stages };
  }

  #openPicture(): Picture {
    if (!this.#picture) throw noPicture();
    return this.#picture;
  }

  async #currentPicture(settings: Settings): Promise<Picture> {
    const before = this.#openPicture();
    if (before.key !== decodeKey(settings)) {
      const again = await decode(before.source, settings);
      // A newer picture may have come while this one was decoded again.
      if (this.#picture === before) this.#picture = again;
      this.#results.dropSides(this.#backends.present?.stages);
    }
    return this.#openPicture();
  }
}
