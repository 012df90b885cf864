import * as Comlink from 'comlink';
import { aborted, toErrorInfo, type ErrorInfo } from '../core/errors';
import type { Answer, BackendInfo, LabWorker, LossPoint, PictureInfo, SideResult, TrialResult } from '../core/protocol';
import type { ParityRun } from '../core/model/parity';
import type { HalfVerdicts } from '../core/model/precision';
import type { Settings } from '../core/settings/settings';
import { loadPart } from './parts';
import { isFrame, openPicture, sourceOf, type Openable, type Opened } from './picture-source';
import type { SideRuns, Trial } from './side-runs';
import type { WorkerHandle } from './worker-handle';
import { WorkerPair, type ClientEvent } from './worker-pair';

/** Calls of the worker for which the client does nothing but hand them on; the others have methods of their own. */
export type PlainCall = Exclude<
  keyof LabWorker,
  'start' | 'open' | 'run' | 'cancel' | 'trial' | 'cancelTrials' | 'second' | 'inspectModel' | 'destroyDevice'
>;

/**
 * The page's handle on the worker. Numbers the jobs, keeps the opened source, and can start a fresh worker after a
 * lost device or a crash (wasm memory is freed only with its worker). Every promise rejects with an ErrorInfo.
 */
export class LabClient {
  readonly #workers: WorkerPair;
  #openJob = 0;
  #runJob = 0;
  /** Counts what people open; one that is not the newest ends 'aborted'. */
  #wish = 0;
  #download: AbortController | undefined;
  /** The picture that the page shows, and the one that the worker has; a run brings the two together. */
  #opened: Opened | undefined;
  readonly #held = new WeakMap<WorkerHandle, Opened>();
  /** Loaded when first asked for: null before, or after it could not be had. */
  #sides: Promise<SideRuns> | null = null;

  /** @param verdicts what is known of fp16 when a worker starts */
  constructor(onEvent: (event: ClientEvent) => void, verdicts: () => HalfVerdicts = () => ({})) {
    this.#workers = new WorkerPair((event) => {
      // A run that was stopped goes on to its next step, also in a worker beside the one of the newest run.
      if (event.type !== 'stage' || event.job === this.#runJob) onEvent(event);
    }, verdicts);
  }

  /** Chooses a backend and loads the model; a rejected start may be tried again, and a newer one takes over. */
  start(settings: Settings): Promise<BackendInfo> {
    return this.#workers.start(settings);
  }

  /**
   * Decodes a picture from a file, an address, a camera or a video, or takes a latent for runs to begin at. What was open stays until this one is decoded.
   * @throws ErrorInfo as decodePicture and fetchPicture do; 'aborted' when a newer open came, or cancel()
   */
  async open(source: Openable, settings: Settings): Promise<PictureInfo> {
    const isNewest = this.#newWish();
    this.#download = new AbortController();
    try {
      const opened = await openPicture(source, settings, this.#download.signal);
      const picture = await this.#sendAnyhow(opened, settings, isNewest);
      this.#opened?.frame?.data.close();
      this.#opened = opened;
      return picture;
    } catch (error) {
      if (isFrame(source)) source.data.close();
      throw isNewest() ? toErrorInfo(error) : toErrorInfo(aborted());
    }
  }

  /**
   * One pass through the pipeline; a newer one makes it reject 'aborted'. Another backend gets a fresh worker: the
   * runtime fixes its number of threads once, and gives memory back only with its worker. Until this run has ended, the
   * one before answers for its result. So does a run that needs little after a large one on the CPU.
   * @param peak forecast bytes of the run, where they are known
   */
  async run(settings: Settings, peak?: number): ReturnType<LabWorker['run']> {
    const job = ++this.#runJob;
    const isNewest = (): boolean => job === this.#runJob;
    for (;;) {
      let worker: WorkerHandle | undefined;
      try {
        worker = await this.#workers.forRun(settings, peak);
        // What the others do is not wanted any more.
        for (const other of this.#workers.all) if (other !== worker) other.tell((remote) => remote.cancel());
        if (isNewest()) await this.#bring(worker, settings, isNewest);
        if (isNewest()) await (await this.#sides?.catch(() => null))?.bringSecond(settings, worker);
        if (!isNewest()) throw aborted();
        this.#workers.mayHaveGrown(worker, peak);
        const result = await worker.call((remote) => remote.run(job, settings));
        this.#workers.ran(worker);
        return result;
      } catch (error) {
        const { code, message } = toErrorInfo(error);
        // One that was still busy with what was stopped before this run, and was given up for it.
        if (!(code === 'aborted' && isNewest() && worker?.gone)) throw { code, message };
      }
    }
  }

  /** Makes an open under way, and a run in flight at its next step, reject 'aborted'; frees a worker that does not hear of it. */
  cancel(): void {
    this.#newWish();
    // A run that still waits to be sent is no longer the newest, either.
    this.#runJob += 1;
    for (const worker of this.#workers.all) worker.tell((remote) => remote.cancel());
    void this.#workers.free();
  }

  /** The file of the picture that is open, or that a latent is compared with: the same object until another one is; null before the first, and for a frame. */
  opened(): File | null {
    return this.#opened?.file ?? null;
  }

  /**
   * A run whose result is not shown; runs go first. 'aborted' when the signal says so, and when another picture was
   * opened. @throws ErrorInfo 'no-picture' before the first run
   */
  async trial(trial: Trial, signal: AbortSignal): Promise<TrialResult> {
    const sides = await this.#loadSides();
    const { current } = this.#workers;
    // Those of the shown picture take about as much as its own runs do.
    if (trial.source !== undefined) this.#workers.mayHaveGrown(current);
    return sides.trial(trial, signal);
  }

  /** Another picture at the size of the shown one, into slot 'second'; null drops it, undefined is the one chosen before. */
  async second(source: Blob | string | null | undefined, settings: Settings): Promise<SideResult | null> {
    return (await this.#loadSides()).second(source, settings);
  }

  /** Any call that needs no more than the worker that answers. @throws ErrorInfo what the worker says, or why it is gone */
  ask<Name extends PlainCall>(name: Name, ...args: Parameters<LabWorker[Name]>): Promise<Answer<Name>> {
    type Calls = Record<Name, (...asked: unknown[]) => Promise<Answer<Name>>>;
    return this.#workers.current.call((remote) => (remote as unknown as Calls)[name](...args));
  }

  /** The small picture of the parity receipt through what runs, then, where that is the GPU, through wasm. */
  async parity(settings: Settings): Promise<readonly [ParityRun, ...ParityRun[]]> {
    const running = await this.ask('parity');
    if (running.backend === 'wasm') return [running];
    const { parityBeside } = await loadPart(() => import('./parity-beside'));
    return [running, await parityBeside({ ...settings, backend: 'wasm', precision: 'auto' })];
  }

  async halfParity(settings: Settings): Promise<ParityRun> {
    return (await loadPart(() => import('./parity-beside'))).parityBeside({
      ...settings,
      backend: 'webgpu',
      precision: 'fp16',
    });
  }

  /** Resolves when the device is gone, or when the worker knows where to lose it. */
  destroyDevice(at?: LossPoint): Promise<void> {
    return this.#workers.current
      .call((remote) => remote.destroyDevice(at))
      .catch((error: ErrorInfo) => {
        // The loss may come back before the answer does.
        if (error.code !== 'device-lost') throw error;
      });
  }

  /**
   * A fresh worker with a fresh device; the next run brings the picture. A worker that still answers does so until the
   * fresh one has started and, where it has a result, until the first run of the fresh one has ended. Calls in flight on the old one then reject 'aborted', or 'device-lost' after a loss.
   */
  restart(settings: Settings): Promise<BackendInfo> {
    return this.#workers.replace(settings);
  }

  dispose(): void {
    this.#newWish();
    this.#runJob += 1;
    this.#workers.dispose();
  }

  /** Gives up the open under way; says later whether the new one was not given up, either. */
  #newWish(): () => boolean {
    const wish = ++this.#wish;
    this.#download?.abort();
    return () => wish === this.#wish;
  }

  /** Sends what the page shows if the worker has another picture, none, or an SVG drawn for another size. */
  async #bring(worker: WorkerHandle, settings: Settings, isNewest: () => boolean): Promise<void> {
    const opened = this.#opened;
    if (!opened) return;
    const drawn = opened.drawnFor ? { ...opened, drawnFor: settings.maxSide } : opened;
    if (this.#held.get(worker) === opened && drawn.drawnFor === opened.drawnFor) return;
    await this.#send(worker, drawn, settings, () => isNewest() && this.#opened === opened);
    if (this.#opened === opened) this.#opened = drawn;
  }

  /** Once more when a loss, a restart, or a run that brought back the picture before, came between. */
  async #sendAnyhow(opened: Opened, settings: Settings, isNewest: () => boolean): Promise<PictureInfo> {
    for (;;) {
      const worker = this.#workers.current;
      try {
        const picture = await this.#send(worker, opened, settings, isNewest);
        if (isNewest()) return picture;
        throw aborted();
      } catch (error) {
        const { code } = toErrorInfo(error);
        const again = code === 'aborted' || (code === 'device-lost' && worker !== this.#workers.current);
        if (!isNewest() || !again) throw error;
      }
    }
  }

  /** Hands a picture to the worker; an SVG is drawn first, since only a page can. */
  async #send(worker: WorkerHandle, opened: Opened, settings: Settings, isNewest: () => boolean): Promise<PictureInfo> {
    const { source, bitmaps } = await sourceOf(opened);
    if (!isNewest()) {
      for (const bitmap of bitmaps) bitmap.close();
      throw aborted();
    }
    const job = ++this.#openJob;
    const picture = await worker.call((remote) => remote.open(job, Comlink.transfer(source, bitmaps), settings));
    this.#held.set(worker, opened);
    return picture;
  }

  async #loadSides(): Promise<SideRuns> {
    const host = {
      worker: () => this.#workers.current,
      hasPicture: () => this.#opened !== undefined && this.#held.get(this.#workers.current) === this.#opened,
    };
    const loading = (this.#sides ??= loadPart(() => import('./side-runs')).then(
      ({ SideRuns: Sides }) => new Sides(host),
    ));
    return loading.catch((thrown: unknown) => {
      if (this.#sides === loading) this.#sides = null;
      throw toErrorInfo(thrown);
    });
  }
}
