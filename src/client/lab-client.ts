import * as Comlink from 'comlink';
import { LabError, toErrorInfo } from '../core/errors';
import type { BackendInfo, LabEvent, LabWorker, PictureInfo, PictureSource, RenderedView, TensorData } from '../core/protocol';
import type { Settings } from '../core/settings';
import type { ViewRequest } from '../core/view';
import { fetchPicture, nameOfAddress } from './fetch-picture';
import { isSvg, rasteriseSvg } from './rasterise-svg';

/** What is open, kept for a fresh worker, and for an SVG to be drawn again at another size. */
interface Opened {
  readonly blob: Blob;
  readonly name: string;
  /** The largest side that an SVG was drawn for; a file that the worker decodes has none. */
  readonly drawnFor?: number;
}

interface Running {
  readonly worker: Worker;
  readonly remote: Comlink.Remote<LabWorker>;
  /** Why it will never answer; null as far as is known. */
  absent: LabError | null;
}

const ABSENT = 'The part of the page that computes could not be loaded. Check the connection, then try again.';

/**
 * The page's handle on the worker. Numbers the jobs, keeps the opened source, and can start a fresh worker after a
 * lost device or a crash (wasm memory is freed only with its worker). Every promise rejects with an ErrorInfo.
 */
export class LabClient {
  readonly #onEvent: (event: LabEvent) => void;
  /** Null until something is asked of it: a page that only looks downloads no worker. */
  #running: Running | null = null;
  /** Calls in flight, rejected when the worker goes: comlink itself would leave them waiting for ever. */
  readonly #pending = new Set<(error: LabError) => void>();
  /** As the settings of the last start() asked for. */
  #backend: Settings['backend'] = 'auto';
  #openJob = 0;
  #runJob = 0;
  #opened: Opened | undefined;

  constructor(onEvent: (event: LabEvent) => void) {
    this.#onEvent = onEvent;
  }

  /** Chooses a backend and loads the model; a rejected start may be tried again. */
  start(settings: Settings): Promise<BackendInfo> {
    this.#backend = settings.backend;
    const modelsUrl = new URL('models/', document.baseURI).href;
    return this.#call((remote) => remote.start(settings, modelsUrl, Comlink.proxy(this.#onEvent)));
  }

  /**
   * Decodes a picture from a file or an address. What was open stays until this one is decoded.
   * @throws ErrorInfo as decodePicture and fetchPicture do; 'aborted' when a newer open came
   */
  async open(source: Blob | string, settings: Settings): Promise<PictureInfo> {
    const job = ++this.#openJob;
    try {
      const { blob, name } = await materialise(source);
      const drawnFor = (await isSvg(blob)) ? settings.maxSide : undefined;
      return await this.#send(job, { blob, name, ...(drawnFor && { drawnFor }) }, settings);
    } catch (error) {
      throw toErrorInfo(error);
    }
  }

  /**
   * One pass through the pipeline; a newer one makes it reject 'aborted'. Another backend gets a fresh worker: the
   * runtime fixes its number of threads once, and gives memory back only with its worker.
   */
  async run(settings: Settings): ReturnType<LabWorker['run']> {
    const job = ++this.#runJob;
    if (settings.backend !== this.#backend) {
      await this.restart(settings);
    } else if (this.#opened?.drawnFor && this.#opened.drawnFor !== settings.maxSide) {
      await this.#send(++this.#openJob, { ...this.#opened, drawnFor: settings.maxSide }, settings);
    }
    if (job !== this.#runJob) throw toErrorInfo(new LabError('aborted', 'A newer change took over.'));
    return this.#call((remote) => remote.run(job, settings));
  }

  /** Makes a run in flight reject 'aborted' at its next step. */
  cancel(): void {
    void this.#running?.remote.cancel().catch(() => undefined);
  }

  tensor(name: string): Promise<TensorData> {
    return this.#call((remote) => remote.tensor(name));
  }

  view(request: ViewRequest): Promise<RenderedView> {
    return this.#call((remote) => remote.view(request));
  }

  destroyDevice(): Promise<void> {
    return this.#call((remote) => remote.destroyDevice());
  }

  /** A fresh worker with a fresh device, and the same picture in it. Calls in flight reject 'aborted'. */
  async restart(settings: Settings): Promise<BackendInfo> {
    this.#end('The GPU is being restarted.');
    const info = await this.start(settings);
    if (this.#opened) await this.#send(++this.#openJob, this.#opened, settings);
    return info;
  }

  dispose(): void {
    this.#end('The page was closed.');
  }

  /** Hands a picture to the worker; an SVG is drawn first, since only a page can. */
  async #send(job: number, opened: Opened, settings: Settings): Promise<PictureInfo> {
    const { blob, name, drawnFor } = opened;
    const source: PictureSource = drawnFor
      ? { data: await rasteriseSvg(blob, drawnFor, name), name, madeFrom: { format: 'SVG', bytes: blob.size } }
      : { data: blob, name };
    if (job !== this.#openJob) throw new LabError('aborted', 'Another picture was opened.');
    const picture = await this.#call((remote) => remote.open(job, source, settings));
    this.#opened = opened;
    return picture;
  }

  #spawn(): Running {
    const worker = new Worker(new URL('../worker/lab-worker.ts', import.meta.url), { type: 'module', name: 'lab' });
    const running: Running = { worker, remote: Comlink.wrap<LabWorker>(worker), absent: null };
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const broke = new LabError('internal', `The part of the page that computes broke: ${event.message}. Reload the page.`);
      // Without a message its script did not come, and it will never answer.
      if (!event.message) running.absent = new LabError('fetch-failed', ABSENT);
      this.#failPending(running.absent ?? broke);
    });
    return running;
  }

  #end(why: string): void {
    this.#failPending(new LabError('aborted', why));
    this.#running?.remote[Comlink.releaseProxy]();
    this.#running?.worker.terminate();
    this.#running = null;
  }

  #failPending(error: LabError): void {
    for (const reject of this.#pending) reject(error);
    this.#pending.clear();
  }

  async #call<T>(ask: (remote: Comlink.Remote<LabWorker>) => Promise<T>): Promise<T> {
    this.#running ??= this.#spawn();
    const { remote, absent } = this.#running;
    if (absent) throw toErrorInfo(absent);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#pending.add(reject);
    ask(remote).then(resolve, reject);
    try {
      return await promise;
    } catch (error) {
      throw toErrorInfo(error);
    } finally {
      this.#pending.delete(reject);
    }
  }
}

async function materialise(source: Blob | string): Promise<{ blob: Blob; name: string }> {
  if (typeof source === 'string') return { blob: await fetchPicture(source), name: nameOfAddress(source) };
  return { blob: source, name: source instanceof File ? source.name : 'picture' };
}
