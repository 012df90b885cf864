import { aborted, LabError } from '../core/errors';
import type { BackendInfo, LabEvent } from '../core/protocol';
import type { HalfVerdicts } from '../core/model/precision';
import type { Settings } from '../core/settings/settings';
import { SIDE_SLOTS } from '../core/slots';
import { WorkerHandle } from './worker-handle';

/** What the worker tells, and that a fresh one starts in place of one that could not be stopped. */
export type ClientEvent = LabEvent | { readonly type: 'fresh'; readonly starting: Promise<BackendInfo> };

type OnEvent = (event: ClientEvent) => void;

/** A worker that was told to stop and does not answer for so long is given up. */
export const STUCK_MS = 1000;
/** Memory of the runtime that nobody minds, in bytes, and how many times what a run needs a worker may keep. */
export const MOST_HEAP = 1e9;
const MOST_TIMES = 4;

/**
 * The worker that answers, and at most one that takes its place: with its first result, so that a run which is stopped or
 * fails leaves the one before whole, or as soon as it has started where there is no result to lose.
 */
export class WorkerPair {
  readonly #onEvent: OnEvent;
  readonly #verdicts: () => HalfVerdicts;
  /** Null until something is asked of it: a page that only looks downloads no worker. */
  #current: WorkerHandle | null = null;
  #next: WorkerHandle | null = null;
  /** Slots that the next one filled; the page hears of them when it answers. */
  #nextSlots: LabEvent[] = [];
  readonly #withResult = new WeakSet<WorkerHandle>();
  /** Bytes that the runtime of a worker keeps, where it may be more than MOST_HEAP; null until that is asked. */
  readonly #heaps = new WeakMap<WorkerHandle, number | null>();

  constructor(onEvent: OnEvent, verdicts: () => HalfVerdicts) {
    this.#onEvent = onEvent;
    this.#verdicts = verdicts;
  }

  get current(): WorkerHandle {
    return (this.#current ??= this.#spawn());
  }

  /** Those that were made so far. */
  get all(): readonly WorkerHandle[] {
    return [this.#current, this.#next].filter((worker) => worker !== null);
  }

  async start(settings: Settings): Promise<BackendInfo> {
    const { current } = this;
    const isFresh = current.backend === null || current.isAskedFor(settings);
    if (isFresh || (current.ready && current.backend === settings.backend))
      return current.start(settings, this.#verdicts());
    return this.replace(settings);
  }

  /** @throws ErrorInfo why the fresh worker did not start; the one before stays then, if it still answers */
  async replace(settings: Settings, atOnce = false): Promise<BackendInfo> {
    this.#dropNext();
    const fresh = this.#spawn();
    if (this.#current?.ready && !atOnce) this.#next = fresh;
    else this.#putInPlace(fresh);
    try {
      const info = await fresh.start(settings, this.#verdicts());
      if (this.#next === fresh && !(this.#current && this.#withResult.has(this.#current))) this.#putInPlace(fresh);
      return info;
    } catch (error) {
      if (this.#next === fresh) this.#dropNext();
      throw error;
    }
  }

  /**
   * The worker for a run with these settings, started. Memory of WebAssembly goes only with its worker, so one that keeps many times
   * what this run needs makes way for a fresh one.
   * @param peak forecast bytes of the run; undefined where nobody knows
   */
  async forRun(settings: Settings, peak?: number): Promise<WorkerHandle> {
    const { backend, precision } = settings;
    if (this.#next?.isAskedFor(settings)) {
      const next = this.#next;
      await next.starting;
      return next;
    }
    if (this.current.backend !== backend) {
      await this.replace(settings);
      return this.#next ?? this.current;
    }
    this.#dropNext();
    // A precision is chosen by what is known of fp16 by now.
    if (this.current.precision !== precision) await this.current.start(settings, this.#verdicts());
    // Without a fresh one the run is made where the others were.
    if (await this.#keepsTooMuch(this.current, peak)) await this.replace(settings).catch(() => undefined);
    return this.#next ?? this.current;
  }

  /** A run has ended well: its worker answers from now on. */
  ran(worker: WorkerHandle): void {
    this.#withResult.add(worker);
    if (worker === this.#next) this.#putInPlace(worker);
  }

  /** Something of this forecast peak goes through the worker; undefined where nobody knows. */
  mayHaveGrown(worker: WorkerHandle, peak?: number): void {
    if (worker.onCpu && !(peak !== undefined && peak <= MOST_HEAP)) this.#heaps.set(worker, null);
  }

  /**
   * Gives up workers that do not hear of a Stop: a network on the CPU cannot be stopped, and keeps its worker until it ends. What a
   * worker had goes with it. One that answers stays, and so does one whose GPU computes.
   */
  async free(): Promise<void> {
    await Promise.all(
      this.all.map(async (worker) => {
        const settings = worker.onCpu;
        if (!settings || (await worker.answers(STUCK_MS))) return;
        if (worker === this.#next) this.#dropNext();
        else if (worker === this.#current) this.#onEvent({ type: 'fresh', starting: this.replace(settings, true) });
      }),
    );
  }

  dispose(): void {
    for (const worker of this.all) worker.end(new LabError('aborted', 'The page was closed.'));
    this.#current = this.#next = null;
  }

  /** Asks only where something large may have run since: live frames would wait for each answer. What a worker still does is not cut off. */
  async #keepsTooMuch(worker: WorkerHandle, peak?: number): Promise<boolean> {
    let heap = this.#heaps.get(worker);
    if (peak === undefined || heap === undefined || !worker.ready || worker.busy) return false;
    if (heap === null) {
      heap = await worker
        .call((remote) => remote.resources())
        .then(
          ({ heapBytes }) => heapBytes,
          () => 0,
        );
      if (heap > MOST_HEAP) this.#heaps.set(worker, heap);
      else this.#heaps.delete(worker);
    }
    return worker === this.#current && !worker.busy && heap > Math.max(MOST_HEAP, MOST_TIMES * peak);
  }

  #putInPlace(fresh: WorkerHandle): void {
    this.#current?.end(new LabError('aborted', 'Stopped: another worker took its place.'));
    this.#current = fresh;
    const filled = this.#nextSlots;
    this.#forgetNext();
    for (const slot of SIDE_SLOTS) this.#onEvent({ type: 'slot', slot, kept: null });
    filled.forEach(this.#onEvent);
  }

  #dropNext(): void {
    const next = this.#next;
    if (!next) return;
    this.#forgetNext();
    next.end(aborted());
    // What it waited for it will not tell any more.
    this.#onEvent({ type: 'waiting', what: null });
  }

  #forgetNext(): void {
    this.#next = null;
    this.#nextSlots = [];
  }

  #spawn(): WorkerHandle {
    const worker: WorkerHandle = new WorkerHandle((event) => {
      if (worker === this.#next && event.type === 'slot') this.#nextSlots.push(event);
      // One that was given up may still have something to say.
      else if (worker === this.#current || worker === this.#next) this.#onEvent(event);
    });
    return worker;
  }
}
