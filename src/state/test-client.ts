import type { CodecAsk, CodecPoint } from '../core/metrics/codec';
import type { ErrorInfo } from '../core/errors';
import type { PlainCall } from '../client/lab-client';
import { isFrame, type Openable } from '../client/picture-source';
import { isLatent } from '../core/picture/given-latent';
import type { Trial } from '../client/side-runs';
import type { ClientEvent } from '../client/worker-pair';
import type {
  Answer,
  BackendInfo,
  LabWorker,
  PictureInfo,
  Resources,
  RunSummary,
  SideResult,
  TrialResult,
} from '../core/protocol';
import type { Footprint } from '../core/metrics/footprint';
import type { ParityRun } from '../core/model/parity';
import { STATS_TENSORS } from '../core/tensor';
import { defaultSettings, type Settings } from '../core/settings/settings';
import type { SideSlot } from '../core/slots';
import type { LabClientApi } from './client-api';
import type { LabEnvironment } from './context';
import { createLab, type Lab } from './lab';
import type { Store } from './prefs';

interface Waiting<T> {
  readonly settings: Settings;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** A client whose answers the test gives, one by one. A newer call makes the older one reject, as the real one does. */
export class TestClient implements LabClientApi {
  readonly calls: string[] = [];
  readonly starts: Waiting<BackendInfo>[] = [];
  readonly opens: (Waiting<PictureInfo> & { readonly source: Openable })[] = [];
  readonly runs: Waiting<Awaited<ReturnType<LabClientApi['run']>>>[] = [];
  readonly trials: (Trial & Waiting<TrialResult>)[] = [];
  readonly seconds: Waiting<SideResult | null>[] = [];
  /** What runs, as finish() tells it. */
  info: BackendInfo = backendInfo();
  emit: (event: ClientEvent) => void = () => undefined;
  /** What a start would be told of fp16. */
  verdicts: Parameters<LabEnvironment['makeClient']>[1] = () => ({});
  #job = 0;
  #opened: File | null = null;

  start(settings: Settings): Promise<BackendInfo> {
    this.calls.push('start');
    return new Promise((resolve, reject) => this.starts.push({ settings, resolve, reject }));
  }

  restart(settings: Settings): Promise<BackendInfo> {
    this.calls.push('restart');
    return new Promise((resolve, reject) => this.starts.push({ settings, resolve, reject }));
  }

  open(source: Openable, settings: Settings): Promise<PictureInfo> {
    this.opens.at(-1)?.reject({ code: 'aborted', message: 'newer' });
    this.#opened = isLatent(source)
      ? source.picture
      : isFrame(source)
        ? null
        : source instanceof File
          ? source
          : new File([source], typeof source === 'string' ? source : 'picture');
    return new Promise((resolve, reject) => this.opens.push({ source, settings, resolve, reject }));
  }

  run(settings: Settings): ReturnType<LabClientApi['run']> {
    this.calls.push('run');
    this.runs.at(-1)?.reject({ code: 'aborted', message: 'newer' });
    return new Promise((resolve, reject) => this.runs.push({ settings, resolve, reject }));
  }

  /** What the newest open asked for, as if it were a file of that name. */
  opened(): File | null {
    return this.#opened;
  }

  cancel(): void {
    this.calls.push('cancel');
    this.runs.at(-1)?.reject({ code: 'aborted', message: 'cancelled' });
  }

  trial(trial: Trial, signal: AbortSignal): Promise<TrialResult> {
    this.calls.push('trial');
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject({ code: 'aborted', message: 'cancelled' }));
      this.trials.push({ ...trial, resolve, reject });
    });
  }

  second(source: Blob | string | null | undefined, settings: Settings): Promise<SideResult | null> {
    this.calls.push(`second ${source === undefined ? 'again' : String(source)}`);
    if (source === null) return Promise.resolve(null);
    return new Promise((resolve, reject) => this.seconds.push({ settings, resolve, reject }));
  }

  /** Answers by the method of that name. */
  ask<Name extends PlainCall>(name: Name, ...args: Parameters<LabWorker[Name]>): Promise<Answer<Name>> {
    type Calls = Partial<Record<string, (...asked: unknown[]) => Promise<Answer<Name>>>>;
    const call = (this as unknown as Calls)[name];
    return call?.apply(this, args) ?? Promise.reject(new Error(`The tests of the store have no ${name}.`));
  }

  dropSlot(slot: SideSlot): Promise<void> {
    this.emit({ type: 'slot', slot, kept: null });
    return Promise.resolve();
  }

  /** The worker has no result, whatever the page shows. */
  forgot = false;
  tensor(name: string): ReturnType<LabWorker['tensor']> {
    this.calls.push(`tensor ${name}`);
    if (this.forgot) return Promise.reject({ code: 'no-picture', message: 'There is no result yet.' });
    return Promise.resolve({ dims: [1, 1, 1, 1], data: new Float32Array([this.#job]) });
  }

  readonly rebuild: LabWorker['rebuild'] = () => Promise.resolve([]);

  /** What change() gives. */
  footprint: Footprint = {
    psnr: 40,
    peak: 8,
    inside: 0.5,
    step: { threshold: 1, box: { x: 0, y: 0, width: 10, height: 8 }, share: 0.9 },
    percent: { threshold: 0.08, box: { x: 0, y: 0, width: 16, height: 8 }, share: 1 },
  };
  change(...asked: Parameters<LabWorker['change']>): Promise<Footprint> {
    this.calls.push(`change ${JSON.stringify(asked)}`);
    return Promise.resolve(this.footprint);
  }

  readonly codecs: (CodecAsk & Waiting<CodecPoint | null>)[] = [];
  codec(ask: CodecAsk, settings: Settings): Promise<CodecPoint | null> {
    return new Promise((resolve, reject) => this.codecs.push({ ...ask, settings, resolve, reject }));
  }

  readonly png: LabWorker['png'] = () => Promise.resolve(new Blob(['png'], { type: 'image/png' }));

  resources(): Promise<Resources> {
    return Promise.resolve({ gpuBytes: 0, gpuBuffers: 0, gpuTextures: 0, sessions: 2, heapBytes: 0 });
  }

  /** What parity() gives, or rejects with. */
  parityRuns: Awaited<ReturnType<LabClientApi['parity']>> | ErrorInfo = { code: 'internal', message: 'not set' };
  parity(): ReturnType<LabClientApi['parity']> {
    this.calls.push('parity');
    return 'code' in this.parityRuns ? Promise.reject(this.parityRuns) : Promise.resolve(this.parityRuns);
  }

  /** What halfParity() gives; rejects while it is null. */
  halfRun: ParityRun | null = null;
  halfParity(): ReturnType<LabClientApi['halfParity']> {
    this.calls.push('halfParity');
    return this.halfRun ? Promise.resolve(this.halfRun) : Promise.reject(new Error('not set'));
  }

  readonly destroyDevice = (): Promise<void> => Promise.resolve();

  dispose(): void {
    this.calls.push('dispose');
  }

  /** Answers the newest run as the worker would. */
  finish(psnr = 30, picture = pictureInfo()): void {
    const run = this.runs.at(-1);
    if (!run) throw new Error('No run was asked for.');
    run.resolve({ summary: summaryOf(++this.#job, run.settings, psnr), info: this.info, picture });
  }
}

export function backendInfo(): BackendInfo {
  return {
    backend: 'wasm',
    adapter: 'CPU',
    software: false,
    model: 'tiny',
    ort: '1',
    threads: 1,
    precision: 'fp32',
    precisionReason: 'The CPU computes in fp32.',
    half: 'none',
    pixels: { by: 'canvas', exact: true, writes: true },
  };
}

export function pictureInfo(name = 'a.png'): PictureInfo {
  return {
    name,
    format: 'PNG',
    fileBytes: 100,
    sourceWidth: 16,
    sourceHeight: 8,
    width: 16,
    height: 8,
    paddedWidth: 16,
    paddedHeight: 8,
    notes: [],
    decodeMs: 1,
    reading: { by: 'canvas', exact: true, writes: true },
  };
}

/** Only what the store reads is filled with care. */
export function summaryOf(job: number, settings: Settings, psnr: number): RunSummary {
  return {
    job,
    settings,
    psnr,
    ssim: 0.9,
    backend: 'wasm',
    model: 'tiny',
    width: 16,
    height: 8,
    identical: false,
    mse: 1,
    meanAbsolute: 1,
    maxAbsolute: 1,
    compression: { ratio: 16, latentValues: 24, bitsPerPixel: (6 * (settings.latent.bits ?? 32)) / 32 },
    latentDims: [1, 12, 1, 2],
    totalMs: 1,
    cold: false,
    errorEnergies: [],
    squaredError: 0,
    gpuBytes: 0,
    readbacks: { betweenStages: 0, total: 0 },
    timings: { planar: 0, haar: 0, edit: 0, encoder: 0, posterior: 0, latent: 0, decoder: 0, inverse: 0, metrics: 0 },
    stats: Object.fromEntries(
      STATS_TENSORS.map((name) => [name, [{ min: 0, max: 1, mean: 0.5, std: 0.25 }]]),
    ) as unknown as RunSummary['stats'],
  };
}

export class MemoryStorage implements Store {
  readonly items = new Map<string, string>();
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
}

/** A lab with a test client; `now` moves a second at each look, so that edits do not merge by accident. */
export function testLab(overrides: Partial<LabEnvironment> = {}): { lab: Lab; client: TestClient } {
  const client = new TestClient();
  let now = 0;
  const lab = createLab({
    makeClient: (onEvent, verdicts) => {
      client.emit = onEvent;
      client.verdicts = verdicts;
      return client;
    },
    storage: null,
    href: 'http://lab.test/',
    now: () => (now += 2000),
    loadJson: () => Promise.reject(new Error('none')),
    loadBitmap: () => Promise.reject(new Error('none')),
    saveData: false,
    whenIdle: null,
    pictures: () => Promise.reject(new Error('none')),
    ownModels: () => Promise.reject(new Error('none')),
    listOwnModels: () => Promise.resolve([]),
    phone: false,
    wide: false,
    ...overrides,
  });
  return { lab, client };
}

/** A lab that is up, with a picture open and its first run in flight. */
export async function openedLab(overrides: Partial<LabEnvironment> = {}): Promise<{ lab: Lab; client: TestClient }> {
  const { lab, client } = testLab(overrides);
  const up = lab.actions.boot();
  client.starts[0]?.resolve(backendInfo());
  await up;
  const opened = lab.actions.open(new Blob(['x']));
  client.opens[0]?.resolve(pictureInfo());
  await opened;
  await settled();
  return { lab, client };
}

/** Lets everything that waits on resolved promises go on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

export const DEFAULTS = defaultSettings();
