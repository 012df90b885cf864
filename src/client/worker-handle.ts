import * as Comlink from 'comlink';
import { LabError, toErrorInfo } from '../core/errors';
import type { BackendInfo, LabEvent, LabWorker } from '../core/protocol';
import type { HalfVerdicts } from '../core/model/precision';
import type { Settings } from '../core/settings/settings';
import { orNewVersion } from './parts';

const ABSENT = 'The part of the page that computes could not be loaded. Check the connection, then try again.';

type Remote = Comlink.Remote<LabWorker>;

/** What a start asked for; another one of these means another start. */
function startKey({ backend, model, precision }: Settings): string {
  return [backend, model, precision].join(' ');
}

/**
 * One worker with its calls in flight. It ends once, by end() or by a lost device, and then every call rejects: comlink
 * itself would leave them waiting for ever.
 */
export class WorkerHandle {
  readonly #worker: Worker;
  readonly #remote: Remote;
  readonly #onEvent: (event: LabEvent) => void;
  readonly #pending = new Set<(error: LabError) => void>();
  #gone: LabError | null = null;
  #ready = false;
  #ended = false;
  /** What the newest start asked for; null before the first. */
  #asked: Settings | null = null;
  #info: BackendInfo | null = null;
  #starting: Promise<BackendInfo> | null = null;

  constructor(onEvent: (event: LabEvent) => void) {
    this.#onEvent = onEvent;
    this.#worker = new Worker(new URL('../worker/lab-worker.ts', import.meta.url), { type: 'module', name: 'lab' });
    this.#remote = Comlink.wrap<LabWorker>(this.#worker);
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault();
      const broke = new LabError(
        'internal',
        `The part of the page that computes broke: ${event.message}. Reload the page.`,
      );
      // An event without a message means that the script did not come, and it will never answer.
      if (!event.message) this.#gone = new LabError('fetch-failed', ABSENT);
      this.#failPending(this.#gone ?? broke);
    });
  }

  /** True from a start that worked until the device is lost or the worker ends. */
  get ready(): boolean {
    return this.#ready && !this.#gone;
  }

  /** Whether a call waits for its answer. */
  get busy(): boolean {
    return this.#pending.size > 0;
  }

  get backend(): Settings['backend'] | null {
    return this.#asked?.backend ?? null;
  }

  get precision(): Settings['precision'] | null {
    return this.#asked?.precision ?? null;
  }

  isAskedFor(settings: Settings): boolean {
    return this.#asked !== null && startKey(this.#asked) === startKey(settings);
  }

  /** What the newest start asked for, where the CPU computes; else null. */
  get onCpu(): Settings | null {
    return this.#info?.backend === 'wasm' ? this.#asked : null;
  }

  /** True from the end or the loss on. */
  get gone(): boolean {
    return this.#gone !== null;
  }

  /** The start in flight or the last one; null before the first. */
  get starting(): Promise<BackendInfo> | null {
    return this.#starting;
  }

  start(settings: Settings, verdicts: HalfVerdicts = {}): Promise<BackendInfo> {
    this.#asked = settings;
    const modelsUrl = new URL('models/', document.baseURI).href;
    const onEvent = (event: LabEvent): void => {
      if (event.type === 'lost') this.#lose(event);
      // Events have a port of their own: progress may come after the answer that it led to, and nothing would end it.
      else if (event.type !== 'download' || this.busy) this.#onEvent(event);
    };
    const starting = this.call((remote) => remote.start(settings, modelsUrl, verdicts, Comlink.proxy(onEvent))).then(
      (info) => {
        this.#ready = true;
        this.#info = info;
        return info;
      },
    );
    this.#starting = starting;
    return starting;
  }

  /** Rejects with ErrorInfo: what the worker says, or why it is gone. */
  async call<T>(ask: (remote: Remote) => Promise<T>): Promise<T> {
    if (this.#gone) throw toErrorInfo(this.#gone);
    let giveUp = (_error: LabError): void => undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        giveUp = reject;
        this.#pending.add(giveUp);
        ask(this.#remote).then(resolve, reject);
      });
    } catch (thrown) {
      const error = await orNewVersion(toErrorInfo(thrown));
      // An answer may be here before the event that says the same.
      if (error.code === 'device-lost') this.#lose({ type: 'lost', error });
      throw error;
    } finally {
      this.#pending.delete(giveUp);
    }
  }

  /** Whether it answers within so many ms: one that runs a network on the CPU does not. */
  answers(within: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), within);
      const done = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      this.call((remote) => remote.resources()).then(done, done);
    });
  }

  /** Sends what needs no answer. */
  tell(ask: (remote: Remote) => Promise<unknown>): void {
    if (!this.#gone) void ask(this.#remote).catch(() => undefined);
  }

  /** Calls in flight reject with this, or with the loss that came before. */
  end(why: LabError): void {
    // Whoever stops a call ends the worker, and so does the caller when that call has rejected.
    if (this.#ended) return;
    this.#ended = true;
    this.#gone ??= why;
    this.#failPending(this.#gone);
    this.#remote[Comlink.releaseProxy]();
    this.#worker.terminate();
  }

  /** Said once a worker, whoever notices first. Its calls may never be answered, so they end here. */
  #lose(event: Extract<LabEvent, { type: 'lost' }>): void {
    if (this.#gone) return;
    this.#gone = new LabError(event.error.code, event.error.message);
    this.#onEvent(event);
    this.#failPending(this.#gone);
  }

  #failPending(error: LabError): void {
    for (const reject of this.#pending) reject(error);
    this.#pending.clear();
  }
}
