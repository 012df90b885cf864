import * as Comlink from 'comlink';
import { aborted, LabError, toErrorInfo } from '../core/errors';
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
  /** Counts what people open; one that is not the newest ends 'aborted'. */
  #wish = 0;
  #download: AbortController | undefined;
  /** The picture that the page shows, and the one that the worker has; a run brings the two together. */
  #opened: Opened | undefined;
  #held: Opened | undefined;

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
   * @throws ErrorInfo as decodePicture and fetchPicture do; 'aborted' when a newer open came, or cancel()
   */
  async open(source: Blob | string, settings: Settings): Promise<PictureInfo> {
    const isNewest = this.#newWish();
    this.#download = new AbortController();
    try {
      const { blob, name } = await materialise(source, this.#download.signal);
      const drawnFor = (await isSvg(blob)) ? settings.maxSide : undefined;
      const opened: Opened = { blob, name, ...(drawnFor && { drawnFor }) };
      const picture = await this.#sendAnyhow(opened, settings, isNewest);
      this.#opened = opened;
      return picture;
    } catch (error) {
      throw isNewest() ? toErrorInfo(error) : toErrorInfo(aborted());
    }
  }

  /**
   * One pass through the pipeline; a newer one makes it reject 'aborted'. Another backend gets a fresh worker: the
   * runtime fixes its number of threads once, and gives memory back only with its worker.
   */
  async run(settings: Settings): ReturnType<LabWorker['run']> {
    const job = ++this.#runJob;
    const isNewest = (): boolean => job === this.#runJob;
    try {
      if (settings.backend !== this.#backend) await this.restart(settings);
      if (isNewest()) await this.#bring(settings, isNewest);
      if (!isNewest()) throw aborted();
    } catch (error) {
      throw toErrorInfo(error);
    }
    return this.#call((remote) => remote.run(job, settings));
  }

  /** Makes an open under way, and a run in flight at its next step, reject 'aborted'. */
  cancel(): void {
    this.#newWish();
    // A run that still waits to be sent is no longer the newest, either.
    this.#runJob += 1;
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

  /** A fresh worker with a fresh device; the next run brings the picture. Calls in flight reject 'aborted'. */
  restart(settings: Settings): Promise<BackendInfo> {
    this.#end('The GPU is being restarted.');
    return this.start(settings);
  }

  dispose(): void {
    this.#newWish();
    this.#end('The page was closed.');
  }

  /** Gives up the open under way; says later whether the new one was not given up, either. */
  #newWish(): () => boolean {
    const wish = ++this.#wish;
    this.#download?.abort();
    return () => wish === this.#wish;
  }

  /** Sends what the page shows if the worker has another picture, none, or an SVG drawn for another size. */
  async #bring(settings: Settings, isNewest: () => boolean): Promise<void> {
    const opened = this.#opened;
    if (!opened) return;
    const drawn = opened.drawnFor ? { ...opened, drawnFor: settings.maxSide } : opened;
    if (this.#held === opened && drawn.drawnFor === opened.drawnFor) return;
    await this.#send(drawn, settings, () => isNewest() && this.#opened === opened);
    if (this.#opened === opened) this.#opened = drawn;
  }

  /** Once more when a restart, or a run that brought back the picture before, came between. */
  async #sendAnyhow(opened: Opened, settings: Settings, isNewest: () => boolean): Promise<PictureInfo> {
    for (;;) {
      try {
        const picture = await this.#send(opened, settings, isNewest);
        if (isNewest()) return picture;
        throw aborted();
      } catch (error) {
        if (!isNewest() || toErrorInfo(error).code !== 'aborted') throw error;
      }
    }
  }

  /** Hands a picture to the worker; an SVG is drawn first, since only a page can. */
  async #send(opened: Opened, settings: Settings, isNewest: () => boolean): Promise<PictureInfo> {
    const { blob, name, drawnFor } = opened;
    const bitmap = drawnFor ? await rasteriseSvg(blob, drawnFor, name) : null;
    if (!isNewest()) {
      bitmap?.close();
      throw aborted();
    }
    const job = ++this.#openJob;
    const source: PictureSource = bitmap
      ? Comlink.transfer({ data: bitmap, name, madeFrom: { format: 'SVG', bytes: blob.size } }, [bitmap])
      : { data: blob, name };
    const picture = await this.#call((remote) => remote.open(job, source, settings));
    this.#held = opened;
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
    this.#held = undefined;
  }

  #failPending(error: LabError): void {
    for (const reject of this.#pending) reject(error);
    this.#pending.clear();
  }

  async #call<T>(ask: (remote: Comlink.Remote<LabWorker>) => Promise<T>): Promise<T> {
    this.#running ??= this.#spawn();
    const { remote, absent } = this.#running;
    if (absent) throw toErrorInfo(absent);
    let giveUp = (_error: LabError): void => undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        giveUp = reject;
        this.#pending.add(giveUp);
        ask(remote).then(resolve, reject);
      });
    } catch (error) {
      throw toErrorInfo(error);
    } finally {
      this.#pending.delete(giveUp);
    }
  }
}

async function materialise(source: Blob | string, signal: AbortSignal): Promise<{ blob: Blob; name: string }> {
  if (typeof source === 'string') return { blob: await fetchPicture(source, signal), name: nameOfAddress(source) };
  return { blob: source, name: source instanceof File ? source.name : 'picture' };
}
