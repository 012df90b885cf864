import { aborted } from '../../core/errors';
import type { BackendInfo } from '../../core/backend-info';
import type { LabEvent, LabWorker, LossPoint, SideResult, TrialRequest, TrialResult } from '../../core/protocol';
import type { PictureInfo, PictureSource } from '../../core/picture/picture';
import type { Resources } from '../../core/resources';
import { ALTERED } from '../../core/picture/pixel-facts';
import type { HalfVerdicts } from '../../core/model/precision';
import type { Settings } from '../../core/settings/settings';
import { SIDE_SLOTS, type SideSlot } from '../../core/slots';
import { Waits } from '../../core/waits';
import { ModelStore } from '../../inference/model-store';
import { ArrangedLoss } from '../results/arranged-loss';
import type { CallsOf, LabCall } from './lab-calls';
import { Backends } from './backends';
import { Models } from './models';
import { loadParity } from './parity';
import { paddedFor, type Picture } from '../picture/pictures';
import { OpenPicture } from '../picture/open-picture';
import { FinishedRuns, unknownSlot } from '../results/finished-runs';
import { runStages } from './run';
import { SecondPicture } from '../picture/second-picture';
import { Trials } from './trials';
import { Turns } from './turns';
import { Perceptual } from './perceptual';
import { Readings } from './readings';

/** The worker's whole state: one backend with one model, one picture, the shown result and those beside it. */
export class Lab implements CallsOf<LabCall> {
  /** What reads, measures and draws. */
  readonly readings: Readings;
  readonly #emit: (event: LabEvent) => void;
  readonly #runs: FinishedRuns;
  readonly #second: SecondPicture;
  /** Runs and backend changes one after another, trials between them. */
  readonly #turns = new Turns();
  readonly #backends: Backends;
  readonly #open = new OpenPicture();
  #latestRun = 0;
  #latestSecond = 0;
  readonly #trials: Trials;
  readonly #loss = new ArrangedLoss(() => this.#backends.newest?.destroyDevice());

  /** @param modelsUrl absolute address of the folder with manifest.json, ending in '/' */
  constructor(modelsUrl: string, emit: (event: LabEvent) => void) {
    this.#emit = emit;
    this.#runs = new FinishedRuns(emit);
    this.#second = new SecondPicture(this.#runs);
    const waits = new Waits((what) => emit({ type: 'waiting', what }));
    const store = new ModelStore(
      ({ label, ...progress }) => emit({ type: 'download', file: label, ...progress }),
      (text) => emit({ type: 'notice', text }),
      waits,
    );
    const models = new Models(modelsUrl, store);
    this.#backends = new Backends({
      models,
      modelsUrl,
      store,
      runs: this.#runs,
      emit,
      waits,
    });
    const perceptual = new Perceptual(store, new URL('..', modelsUrl).href);
    this.#trials = new Trials({
      turns: this.#turns,
      runs: this.#runs,
      second: this.#second,
      models,
      perceptual,
      backend: () => this.#backends.present,
      picture: () => this.#open.find(),
      prepareBackend: (settings) => this.#backends.prepare(settings),
    });
    this.readings = new Readings({
      turns: this.#turns,
      runs: this.#runs,
      open: this.#open,
      loss: this.#loss,
      backend: () => this.#backends.present,
      models,
      perceptual,
      loadParity: (model) => loadParity(model, modelsUrl, store),
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

  resources(): Resources {
    return (
      this.#backends.present?.resources ?? { gpuBytes: 0, gpuBuffers: 0, gpuTextures: 0, sessions: 0, heapBytes: 0 }
    );
  }

  destroyDevice(at?: LossPoint): void {
    this.#loss.arrange(at);
  }

  #dropSides(): void {
    this.#runs.dropSides(this.#backends.present?.stages.results);
  }
}
