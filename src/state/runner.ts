import { LabError, toErrorInfo, type ErrorInfo } from '../core/errors';
import type { RunSummary } from '../core/protocol';
import type { LabContext } from './context';
import { workSettings } from './gpu-fate';
import type { SessionActions } from './session';
import type { LabState, Work } from './state-types';
import { STORED, isStored, versionOf } from './versions';
import type { ViewCache } from './view-cache';

export const IDLE: Work = { status: 'idle', stage: null, cold: false, since: 0, error: null };

const aborted = (): ErrorInfo => ({ code: 'aborted', message: 'Stopped: a newer run took its place.' });

/** Runs the pipeline for the present picture and settings. The newest wins; old results stay until it ends. */
export class Runner {
  readonly #context: LabContext;
  readonly #session: SessionActions;
  readonly #views: ViewCache;
  #newest = 0;
  #inFlight: Promise<RunSummary> | null = null;

  constructor(context: LabContext, session: SessionActions, views: ViewCache) {
    this.#context = context;
    this.#session = session;
    this.#views = views;
  }

  /** Starts a run and supersedes the one in flight. Rejects with ErrorInfo; the state says the same. */
  start(): Promise<RunSummary> {
    const token = ++this.#newest;
    const run = this.#run(token).catch((thrown: unknown) => {
      const thrownInfo = toErrorInfo(thrown);
      // A loss has started the next run already; this one still says what ended it.
      const error = token === this.#newest || thrownInfo.code === 'device-lost' ? thrownInfo : aborted();
      if (token === this.#newest) this.#fail(error);
      throw error;
    });
    this.#inFlight = run;
    const done = (): void => {
      if (this.#inFlight === run) this.#inFlight = null;
    };
    run.then(done, done);
    return run;
  }

  /** The run in flight, or a new one. */
  join(): Promise<RunSummary> {
    return this.#inFlight ?? this.start();
  }

  /** Stops what runs or opens; what was shown stays. */
  cancel(): void {
    this.#newest += 1;
    this.#inFlight = null;
    this.#context.client.cancel();
    this.#context.store.setState({ work: IDLE });
  }

  async #run(token: number): Promise<RunSummary> {
    const { store, client, environment } = this.#context;
    if (!store.getState().picture) {
      throw new LabError('no-picture', 'No picture is open. Open one first.');
    }
    store.setState({ work: { ...IDLE, status: 'running', since: environment.now() } });
    await Promise.all([this.#context.starting ?? this.#session.start(), this.#context.openStored?.()]);
    if (token !== this.#newest) throw aborted();
    const { starting } = this.#context;
    const { settings, picture: asked } = store.getState();
    const { summary: made, info, picture } = await client.run(workSettings(store.getState()));
    const summary = { ...made, settings };
    const { decodedWith } = this.#context;
    // Another limit or matte means that the file was decoded again, so that its view is another one.
    const isAnew = decodedWith?.maxSide !== settings.maxSide || decodedWith.matte !== settings.matte;
    const shown = (state: LabState) => {
      const version = (state.picture?.version ?? 0) + (isAnew ? 1 : 0);
      return { picture: { info: picture, version }, result: { summary, picture: version, stored: null } };
    };
    // Another picture may have come meanwhile, whose own run has yet to start.
    const isNewest = (): boolean => token === this.#newest && store.getState().picture?.version === asked?.version;
    if (isNewest() && isStored(store.getState())) await this.#draw(shown(store.getState()));
    if (!isNewest()) throw aborted();
    // A start that came meanwhile knows better what is up.
    if (this.#context.starting === starting) this.#session.setInfo(info);
    this.#context.decodedWith = settings;
    store.setState((state) => ({ ...shown(state), work: IDLE, timed: timedWith(state.timed, summary) }));
    return summary;
  }

  /** Draws what stored views show out of a result first, so that all of them change at once. */
  async #draw(next: Pick<LabState, 'picture' | 'result'>): Promise<void> {
    await Promise.all(this.#views.used(STORED).map(async (request) => {
      const version = versionOf(next, request);
      if (!version) return;
      await this.#views.acquire(version, request).catch(() => undefined);
      this.#views.release(version, request);
    }));
  }

  #fail(error: ErrorInfo): void {
    const { store } = this.#context;
    // Opening another picture stopped it, and goes on.
    const ended = error.code === 'aborted' || error.code === 'device-lost';
    if (ended && store.getState().work.status === 'opening') return;
    // A start that failed is said by the session; the same sentence once more would only be noise.
    const said = error.code === 'aborted' || store.getState().session.status === 'failed';
    store.setState({ work: { ...IDLE, error: said ? null : error } });
  }
}

const MOST_TIMED = 100;

/** A cold run, or another size, backend or model, begins a new row of times. */
function timedWith(runs: readonly RunSummary[], next: RunSummary): readonly RunSummary[] {
  const before = runs[0];
  const goesOn = before && !next.cold && ['backend', 'model', 'width', 'height'].every((key) => before[key as keyof RunSummary] === next[key as keyof RunSummary]);
  // The first one stays, for its cold times.
  return goesOn ? [before, ...runs.slice(1).slice(1 - MOST_TIMED), next] : [next];
}
