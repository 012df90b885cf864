import * as Comlink from 'comlink';
import { aborted, toErrorInfo, type ErrorInfo } from '../core/errors';
import type { ParityRun } from '../core/model/parity';
import type {
  Answer,
  BackendInfo,
  LabEvent,
  LabWorker,
  PictureInfo,
  Resources,
  RunSummary,
  SideResult,
  TrialRequest,
  TrialResult,
} from '../core/protocol';
import type { Settings } from '../core/settings/settings';
import type { Trial } from './side-runs';
import { add, arrived, asked, type Ask } from './test-asks';

export const NO_PICTURE: ErrorInfo = { code: 'no-picture', message: 'There is no result yet.' };

export type Run = Answer<'run'>;

/** What the worker says where a test has said nothing else. */
export interface Facts {
  readonly info: BackendInfo;
  readonly picture: (name: string) => PictureInfo;
  readonly summary: (job: number, settings: Settings, psnr: number) => RunSummary;
}

/** What was asked of the client, where the worker finds its answers. Calls that are not named here are methods of it. */
export interface Answers {
  readonly starts: Ask<BackendInfo>[];
  readonly opens: Ask<PictureInfo>[];
  readonly runs: Ask<Run>[];
  readonly trials: (Trial & Ask<TrialResult>)[];
  readonly seconds: Ask<SideResult | null>[];
  readonly info: BackendInfo;
  readonly holdsStarts: boolean;
  readonly parityRuns: readonly ParityRun[] | ErrorInfo;
  readonly halfRun: ParityRun | null;
  resources(): Promise<Resources>;
}

/** What LabWorker says of the numbers of jobs: a newer one makes the older one reject 'aborted'. */
class Newest {
  #job = 0;
  #stop = (): void => undefined;

  take<T>(job: number, answer: Promise<T>): Promise<T> {
    if (job > this.#job) this.stop();
    this.#job = Math.max(job, this.#job);
    return new Promise((resolve, reject) => {
      this.#stop = () => reject(toErrorInfo(aborted()));
      answer.then(resolve, reject);
    });
  }

  stop(): void {
    this.#stop();
  }
}

/** Messages that arrive at once and uncopied, so that a test can tell objects apart and wait for nothing. */
class Wire {
  other: Wire | null = null;
  readonly #listeners = new Set<(event: MessageEvent) => void>();

  addEventListener(type: string, listener: EventListenerOrEventListenerObject): void {
    if (type === 'message') this.#listeners.add(listener as (event: MessageEvent) => void);
  }

  removeEventListener(_type: string, listener: EventListenerOrEventListenerObject): void {
    this.#listeners.delete(listener as (event: MessageEvent) => void);
  }

  postMessage(data: unknown): void {
    for (const listener of this.other ? [...this.other.#listeners] : []) {
      listener({ data, origin: '' } as MessageEvent);
    }
  }
}

/** A callback goes over the wire as it is, too. */
export const DIRECT: Comlink.TransferHandler<object, object> = {
  canHandle: (value): value is object => typeof value === 'function' && Comlink.proxyMarker in value,
  serialize: (value) => [value, []],
  deserialize: (value) => value,
};

/** The worker's end: what the client asks for gets the answer of the ask that it comes from, or what is plain. */
export class AnsweringWorker extends Wire {
  ended = false;
  /** Hears nothing, as while it runs a network on the CPU. */
  isDeaf = false;
  emit: ((event: LabEvent) => void) | null = null;
  readonly #runs = new Newest();
  readonly #opens = new Newest();
  readonly #seconds = new Newest();
  readonly #trials = new Map<number, () => void>();
  #started: Settings | null = null;
  #hasPicture = false;

  constructor(client: Answers, facts: Facts) {
    super();
    this.other = new Wire();
    this.other.other = this;
    const api: Partial<LabWorker> = {
      start: (settings, _url, _verdicts, onEvent) => {
        this.emit = onEvent;
        this.#started = settings;
        let ask = client.starts.findLast((each) => !each.here && each.settings === settings);
        if (!ask && client.holdsStarts) ask = add(client.starts, asked(settings, {}));
        return ask ? arrived(ask) : Promise.resolve(client.info);
      },
      open: (job, { name }, settings) => {
        const ask = client.opens.findLast((each) => !each.here && each.settings === settings);
        // The client brings a fresh worker what is open.
        const picture = ask ? arrived(ask) : Promise.resolve(facts.picture(name));
        return this.#opens.take(
          job,
          picture.then((info) => {
            this.#hasPicture = true;
            return info;
          }),
        );
      },
      run: (job, settings) => {
        const ask = client.runs.findLast((each) => each.settings === settings);
        if (!ask || !this.#hasPicture) return Promise.reject(NO_PICTURE);
        return this.#runs.take(job, arrived(ask));
      },
      cancel: () => {
        if (!this.isDeaf) this.#runs.stop();
      },
      resources: () => (this.isDeaf ? new Promise(() => undefined) : client.resources()),
      trial: (job, request) => this.#trial(job, request, client),
      cancelTrials: (job) => {
        for (const [each, stop] of this.#trials) if (job === undefined || job === each) stop();
      },
      second: (job, source, settings) => {
        const ask = client.seconds.findLast((each) => !each.here && each.settings === settings);
        return this.#seconds.take(job, ask && source ? arrived(ask) : Promise.resolve(null));
      },
      dropSlot: (slot) => {
        this.emit?.({ type: 'slot', slot, kept: null });
        return Promise.resolve();
      },
      parity: () => {
        const { parityRuns, halfRun } = client;
        if ('code' in parityRuns) return Promise.reject(parityRuns);
        // The worker beside what runs has no picture.
        const run = this.#hasPicture ? parityRuns[0] : this.#started?.precision === 'fp16' ? halfRun : parityRuns[1];
        return run ? Promise.resolve(run) : Promise.reject(new Error('not set'));
      },
      destroyDevice: () => Promise.resolve(),
    };
    const answers = new Proxy(api, {
      get: (calls, name) =>
        Reflect.get(calls, name) ??
        (client as unknown as Record<PropertyKey, (() => unknown) | undefined>)[name]?.bind(client) ??
        (() => Promise.reject(new Error(`The tests of the store have no ${String(name)}.`))),
    });
    Comlink.expose(answers, this.other as unknown as Comlink.Endpoint);
  }

  #trial(job: number, request: TrialRequest, client: Answers): Promise<TrialResult> {
    const ask = client.trials.find((each) => !each.here && each.settings === request.settings);
    if (!ask) return Promise.reject(new Error('Nobody asked for this trial.'));
    const answer = arrived(ask);
    return new Promise((resolve, reject) => {
      this.#trials.set(job, () => reject(toErrorInfo(aborted())));
      answer.then(resolve, reject);
    });
  }

  terminate(): void {
    this.ended = true;
  }
}
