import * as Comlink from 'comlink';
import { aborted, LabError, toErrorInfo } from '../core/errors';
import type { SideResult, TrialRequest, TrialResult } from '../core/protocol';
import type { Settings } from '../core/settings/settings';
import { readsSecond } from '../core/slots';
import { openPicture, sourceOf, type Opened } from './picture-source';
import type { WorkerHandle } from './worker-handle';

/** A run beside the shown one: of the shown picture, or of a file or an address. */
export type Trial = Omit<TrialRequest, 'source'> & { readonly source?: Blob | string };

interface Host {
  /** The worker that answers. */
  readonly worker: () => WorkerHandle;
  /** Whether it has the picture that the page shows. */
  readonly hasPicture: () => boolean;
}

/** Trials and the second picture, which is kept here for a fresh worker. Every promise rejects with an ErrorInfo. */
export class SideRuns {
  readonly #host: Host;
  #job = 0;
  #second: Opened | null = null;
  readonly #held = new WeakMap<WorkerHandle, Opened>();
  /** Aborts the second picture that is on its way. */
  #newerSecond = new AbortController();

  constructor(host: Host) {
    this.#host = host;
  }

  /** Rejects 'aborted' as soon as `stop` says so. */
  trial({ source, ...request }: Trial, stop: AbortSignal): Promise<TrialResult> {
    const job = ++this.#job;
    const work = async (): Promise<TrialResult> => {
      const opened = source === undefined ? null : await openPicture(source, request.settings, stop);
      if (!opened && !this.#host.hasPicture()) {
        throw new LabError('no-picture', 'The picture is not ready yet. Run it first.');
      }
      await this.bringSecond(request.settings);
      const { source: picture, bitmaps } = opened ? await sourceOf(opened) : { source: null, bitmaps: [] };
      if (stop.aborted) {
        for (const bitmap of bitmaps) bitmap.close();
        throw aborted();
      }
      const worker = this.#host.worker();
      const cancel = (): void => worker.tell((remote) => remote.cancelTrials(job));
      stop.addEventListener('abort', cancel);
      try {
        return await worker.call((remote) =>
          remote.trial(job, Comlink.transfer({ ...request, ...(picture && { source: picture }) }, bitmaps)),
        );
      } finally {
        stop.removeEventListener('abort', cancel);
      }
    };
    return unlessAborted(work, stop);
  }

  /** A newer call makes it reject 'aborted'. Null drops the second picture, undefined is the one chosen before. */
  async second(source: Blob | string | null | undefined, settings: Settings): Promise<SideResult | null> {
    this.#newerSecond.abort();
    this.#newerSecond = new AbortController();
    const { signal } = this.#newerSecond;
    const work = async (): Promise<SideResult | null> => {
      const opened =
        source === undefined ? this.#second : source === null ? null : await openPicture(source, settings, signal);
      return this.#send(opened, settings, signal);
    };
    return unlessAborted(work, signal);
  }

  /** Hands the second picture to a worker that lacks it, if these settings read it. */
  async bringSecond(settings: Settings, worker = this.#host.worker()): Promise<void> {
    const second = this.#second;
    if (!second || !readsSecond(settings) || this.#held.get(worker) === second) return;
    await this.#send(second, settings, this.#newerSecond.signal, worker);
  }

  async #send(
    second: Opened | null,
    settings: Settings,
    signal: AbortSignal,
    worker?: WorkerHandle,
  ): Promise<SideResult | null> {
    const { source, bitmaps } = second ? await sourceOf(second) : { source: null, bitmaps: [] };
    if (signal.aborted) {
      for (const bitmap of bitmaps) bitmap.close();
      throw aborted();
    }
    const job = ++this.#job;
    worker ??= this.#host.worker();
    const result = await worker.call((remote) =>
      remote.second(job, source && Comlink.transfer(source, bitmaps), settings),
    );
    this.#second = second;
    if (second) this.#held.set(worker, second);
    return result;
  }
}

/** Rejects with ErrorInfo: 'aborted' as soon as the signal says so, else what the work rejects with. */
function unlessAborted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(toErrorInfo(aborted()));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    const done = (): void => signal.removeEventListener('abort', stop);
    work()
      .finally(done)
      .then(resolve, (thrown: unknown) => reject(toErrorInfo(thrown)));
  });
}
