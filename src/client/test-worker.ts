import * as Comlink from 'comlink';
import { LabError, toErrorInfo } from '../core/errors';
import type { BackendInfo, LabEvent, LabWorker, PictureInfo, PictureSource } from '../core/protocol';
import type { HalfVerdicts } from '../core/model/precision';
import type { Settings } from '../core/settings/settings';

const LOST: LabEvent = { type: 'lost', error: { code: 'device-lost', message: 'The GPU was reset.' } };

/** A worker that answers an open when the test says so; a newer open makes the older one reject, as in Lab. */
export class FakeWorker {
  static all: FakeWorker[] = [];
  static brokenStart = false;
  /** Starts of workers made while this is set are answered by release(). */
  static slowStart = false;
  readonly #slow = FakeWorker.slowStart;
  release: (() => void) | null = null;
  /** What runs. */
  static backend: BackendInfo['backend'] = 'wasm';
  /** What it answers; a test of the store needs more of it. */
  static infoOf = (): unknown => ({ backend: FakeWorker.backend });
  static pictureOf = (name: string): unknown => ({ name });
  static resultOf = (picture: string, _settings: Settings): unknown => ({ picture });
  /** Runs are answered by endRun(), or by a cancel. */
  static slowRun = false;
  endRun: (() => void) | null = null;
  stop: () => void = () => undefined;
  /** What its runtime keeps, and how often that was asked. */
  heapBytes = 0;
  resourcesAsked = 0;
  /** Hears nothing, as while it runs a network on the CPU. */
  isDeaf = false;
  terminated = false;
  emit: (event: LabEvent) => void = () => undefined;
  readonly #port: MessagePort;
  /** Its picture, as Lab keeps it, and the pictures that were run. */
  picture: string | null = null;
  readonly ran: (string | null)[] = [];
  /** What its newest start asked for. */
  started: { backend: string; precision: string; verdicts: string[] } | null = null;
  readonly opens: { readonly name: string; readonly decode: (fails?: boolean) => void }[] = [];

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const api = {
      start: (settings: Settings, _url: string, verdicts: HalfVerdicts, onEvent: (event: LabEvent) => void) => {
        this.emit = onEvent;
        this.started = { backend: settings.backend, precision: settings.precision, verdicts: Object.keys(verdicts) };
        if (FakeWorker.brokenStart) return refuse('fetch-failed');
        const info = FakeWorker.infoOf();
        return this.#slow ? new Promise((resolve) => (this.release = () => resolve(info))) : Promise.resolve(info);
      },
      tensor: (name: string) => Promise.resolve({ dims: [FakeWorker.all.indexOf(this)], name }),
      destroyDevice: () => {
        this.emit(LOST);
        return new Promise(() => undefined);
      },
      open: (job: number, { data }: PictureSource) => this.#open(job, (data as Blob).type),
      run: (_job: number, settings: Settings) => {
        if (!this.picture) return refuse('no-picture');
        // A newer run makes the older one reject, as in Lab.
        this.stop();
        this.ran.push(this.picture);
        const result = FakeWorker.resultOf(this.picture, settings);
        return FakeWorker.slowRun
          ? new Promise((resolve, reject) => {
              this.endRun = () => resolve(result);
              this.stop = () => reject(toErrorInfo(new LabError('aborted', 'Stopped.')));
            })
          : Promise.resolve(result);
      },
      parity: () => Promise.resolve({ backend: this.started?.backend === 'wasm' ? 'wasm' : 'webgpu' }),
      cancel: () => {
        if (!this.isDeaf) this.stop();
      },
      resources: () => {
        this.resourcesAsked += 1;
        const { heapBytes } = this;
        return this.isDeaf ? new Promise(() => undefined) : Promise.resolve({ heapBytes });
      },
    };
    Comlink.expose(api as unknown as LabWorker, port2);
    for (const name of ['addEventListener', 'removeEventListener', 'postMessage', 'start'] as const) {
      Object.assign(this, { [name]: port1[name].bind(port1) });
    }
    FakeWorker.all.push(this);
  }

  #latest = 0;
  #open(job: number, name: string): Promise<PictureInfo> {
    this.#latest = job;
    return new Promise((resolve, reject) => {
      const decode = (fails = false) => {
        if (fails) return reject(toErrorInfo(new LabError('broken-image', 'Broken.')));
        if (job !== this.#latest) return reject(toErrorInfo(new LabError('aborted', 'Newer.')));
        this.picture = name;
        resolve(FakeWorker.pictureOf(name) as PictureInfo);
      };
      this.opens.push({ name, decode });
    });
  }

  terminate(): void {
    this.terminated = true;
    this.#port.close();
  }
}

const refuse = (code: 'no-picture' | 'fetch-failed') => Promise.reject(toErrorInfo(new LabError(code, 'No.')));
