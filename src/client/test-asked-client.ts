import * as Comlink from 'comlink';
import { vi } from 'vitest';
import type { ErrorInfo } from '../core/errors';
import type { LargestPoint } from '../core/math/largest';
import type { CodecAsk, CodecPoint } from '../core/metrics/codec';
import type { Footprint } from '../core/metrics/footprint';
import type { ParityRun } from '../core/model/parity';
import type { HalfVerdicts } from '../core/model/precision';
import type {
  BackendInfo,
  LabEvent,
  LabWorker,
  PictureInfo,
  Resources,
  SideResult,
  TrialResult,
} from '../core/protocol';
import type { Settings } from '../core/settings/settings';
import { LabClient } from './lab-client';
import type { Openable } from './picture-source';
import type { Trial } from './side-runs';
import { AnsweringWorker, DIRECT, NO_PICTURE, type Answers, type Facts, type Run } from './test-answers';
import { add, asked, onItsWay, untilEnd, type Ask, type Waiting } from './test-asks';
import type { ClientEvent } from './worker-pair';

/** LabClient itself on a worker whose answers the test gives, one by one, by what was asked of the client. */
export class TestClient extends LabClient implements Answers {
  readonly calls: string[] = [];
  readonly starts: Ask<BackendInfo>[] = [];
  readonly opens: (Ask<PictureInfo> & { readonly source: Openable })[] = [];
  readonly runs: Ask<Run>[] = [];
  readonly trials: (Trial & Ask<TrialResult>)[] = [];
  readonly seconds: Ask<SideResult | null>[] = [];
  readonly codecs: (CodecAsk & Waiting<CodecPoint | null>)[] = [];
  readonly largests: ({ readonly count: number } & Omit<Waiting<LargestPoint>, 'settings'>)[] = [];
  /** What runs, as finish() tells it, and a start that only the client asked for. */
  info: BackendInfo;
  /** Starts that only the client asked for wait for the test, too. */
  holdsStarts = false;
  /** What a start is told of fp16. */
  readonly verdicts: () => HalfVerdicts;
  readonly #facts: Facts;
  #job = 0;
  readonly #onEvent: (event: ClientEvent) => void;
  readonly workers: AnsweringWorker[] = [];

  constructor(onEvent: (event: ClientEvent) => void, verdicts: () => HalfVerdicts, facts: Facts) {
    super(onEvent, verdicts);
    this.#onEvent = onEvent;
    this.verdicts = verdicts;
    this.#facts = facts;
    this.info = facts.info;
    const spawn = (): AnsweringWorker => {
      const worker = new AnsweringWorker(this, facts);
      this.workers.push(worker);
      return worker;
    };
    Comlink.transferHandlers.set('proxy', DIRECT);
    vi.stubGlobal('Worker', function () {
      return spawn();
    });
    vi.stubGlobal('document', { baseURI: 'http://lab.test/', querySelector: () => null });
    vi.stubGlobal('location', { href: 'http://lab.test/', origin: 'http://lab.test' });
    vi.stubGlobal('fetch', (url: URL) => Promise.resolve(new Response(`bytes of ${String(url)}`)));
    vi.stubGlobal('createImageBitmap', (data: unknown) => Promise.resolve(data));
  }

  override start(settings: Settings): Promise<BackendInfo> {
    this.calls.push('start');
    this.starts.push(asked(settings, {}));
    return super.start(settings);
  }

  override restart(settings: Settings): Promise<BackendInfo> {
    this.calls.push('restart');
    this.starts.push(asked(settings, {}));
    return super.restart(settings);
  }

  override open(source: Openable, settings: Settings): Promise<PictureInfo> {
    return onItsWay(add(this.opens, asked(settings, { source })), () => super.open(source, settings));
  }

  override run(settings: Settings, peak?: number): Promise<Run> {
    this.calls.push('run');
    this.runs.push(asked(settings, {}));
    return super.run(settings, peak);
  }

  override cancel(): void {
    this.calls.push('cancel');
    super.cancel();
  }

  override trial(trial: Trial, signal: AbortSignal): Promise<TrialResult> {
    this.calls.push('trial');
    return onItsWay(add(this.trials, asked(trial.settings, trial)), () => super.trial(trial, signal));
  }

  override second(source: Blob | string | null | undefined, settings: Settings): Promise<SideResult | null> {
    this.calls.push(`second ${source === undefined ? 'again' : String(source)}`);
    if (source === null) return super.second(source, settings);
    return onItsWay(add(this.seconds, asked(settings, {})), () => super.second(source, settings));
  }

  override parity(settings: Settings): ReturnType<LabClient['parity']> {
    this.calls.push('parity');
    return untilEnd(super.parity(settings));
  }

  override halfParity(settings: Settings): Promise<ParityRun> {
    this.calls.push('halfParity');
    return untilEnd(super.halfParity(settings));
  }

  override dispose(): void {
    this.calls.push('dispose');
    super.dispose();
  }

  /** The worker says it. */
  emit(event: LabEvent): void {
    const worker = this.workers.findLast(({ ended }) => !ended);
    if (worker?.emit) worker.emit(event);
    else this.#onEvent(event);
  }

  /** Answers the newest run as the worker would. */
  finish(psnr = 30, picture = this.#facts.picture('a.png')): void {
    const run = this.runs.at(-1);
    if (!run) throw new Error('No run was asked for.');
    run.resolve({ summary: this.#facts.summary(++this.#job, run.settings, psnr), info: this.info, picture });
  }

  /** Answers of the worker that a test may change. */

  /** The worker has no result, whatever the page shows. */
  forgot = false;
  tensor(name: string): ReturnType<LabWorker['tensor']> {
    this.calls.push(`tensor ${name}`);
    if (this.forgot) return Promise.reject(NO_PICTURE);
    return Promise.resolve({ dims: [1, 1, 1, 1], data: new Float32Array([this.#job]) });
  }

  readonly rebuild: LabWorker['rebuild'] = () => Promise.resolve([]);

  footprint: Footprint = {
    psnr: 40,
    peak: 8,
    inside: 0.5,
    step: { threshold: 1, box: { x: 0, y: 0, width: 10, height: 8 }, share: 0.9 },
    percent: { threshold: 0.08, box: { x: 0, y: 0, width: 16, height: 8 }, share: 1 },
  };
  change(...asks: Parameters<LabWorker['change']>): Promise<Footprint> {
    this.calls.push(`change ${JSON.stringify(asks)}`);
    return Promise.resolve(this.footprint);
  }

  codec(ask: CodecAsk, settings: Settings): Promise<CodecPoint | null> {
    const waiting = asked<CodecPoint | null, CodecAsk>(settings, ask);
    this.codecs.push(waiting);
    return waiting.answer;
  }

  largest(count: number): Promise<LargestPoint> {
    return new Promise((resolve, reject) => this.largests.push({ count, resolve, reject }));
  }

  readonly png: LabWorker['png'] = () => Promise.resolve(new Blob(['png'], { type: 'image/png' }));

  resources(): Promise<Resources> {
    return Promise.resolve({ gpuBytes: 0, gpuBuffers: 0, gpuTextures: 0, sessions: 2, heapBytes: 0 });
  }

  /** The parity run of what runs, then that of the worker beside it; or why there is none. */
  parityRuns: readonly ParityRun[] | ErrorInfo = { code: 'internal', message: 'not set' };
  /** The parity run of a worker in fp16; none while it is null. */
  halfRun: ParityRun | null = null;
}
