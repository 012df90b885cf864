import { LabError, toErrorInfo, type ErrorInfo } from '../core/errors';
import type { RunSummary } from '../core/protocol';
import { DECODING, type Settings } from '../core/settings/settings';
import type { ViewRequest } from '../core/view/view';
import type { LabContext } from './context';
import { withReason, workSettings } from './gpu-fate';
import type { SessionActions } from './session';
import type { LabState, Work } from './state-types';
import { liveSummary } from './selectors';
import { isStored, versionOf } from './versions';
import type { ViewCache } from './view-cache';

export const IDLE: Work = { status: 'idle', stage: null, cold: false, since: 0, error: null };

/** What is on screen stays, and nothing can be asked of it. */
const NOT_RESTORED: ErrorInfo = {
  code: 'device-lost',
  message: 'The GPU was reset, and its result went with it. Bringing it back was stopped. Run it again to go on.',
};

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

  /**
   * Starts a run and supersedes the one in flight. Rejects with ErrorInfo; the state says the same. A quiet one does not
   * say that it runs: frames would make the page flicker.
   * @param settings instead of the present ones
   */
  start(quiet = false, settings?: Settings): Promise<RunSummary> {
    const token = ++this.#newest;
    const run = this.#run(token, quiet, settings).catch((thrown: unknown) => {
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

  /** When the run in flight has ended; at once where there is none. */
  settled(): Promise<unknown> {
    return this.#inFlight ?? Promise.resolve();
  }

  /**
   * Asks something of the shown result. Where a run that was stopped took its tensors with it, it is made again first, with its own
   * settings.
   */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (thrown) {
      const summary = liveSummary(this.#context.store.getState());
      if (!summary || toErrorInfo(thrown).code !== 'no-picture') throw thrown;
      await (this.#inFlight ?? this.start(false, summary.settings));
      return question();
    }
  }

  /** Stops what runs or opens; what was shown stays. */
  cancel(): void {
    this.#newest += 1;
    this.#inFlight = null;
    const { client, store } = this.#context;
    client.cancel();
    this.#context.interrupted = null;
    const { gpu, picture } = store.getState();
    store.setState({ work: { ...IDLE, error: gpu.restoring && picture ? NOT_RESTORED : null } });
  }

  async #run(token: number, quiet: boolean, given?: Settings): Promise<RunSummary> {
    const { store, client, environment } = this.#context;
    if (!store.getState().picture) {
      throw new LabError('no-picture', 'No picture is open. Open one first.');
    }
    if (!quiet) this.#say({ ...IDLE, status: 'running', since: environment.now() });
    await Promise.all([this.#context.starting ?? this.#session.start(), this.#context.openStored?.()]);
    if (token !== this.#newest) throw aborted();
    const { starting } = this.#context;
    const { settings: present, picture: asked, gpu, outlook } = store.getState();
    const settings = given ?? present;
    // A frame that comes later is not what this run shows.
    const { unshown } = this.#context;
    // It is that of the present settings.
    const peak = given ? undefined : outlook?.peak;
    const { summary: made, info, picture } = await client.run(workSettings({ settings, gpu }), peak);
    const summary = { ...made, settings };
    const { decodedWith } = this.#context;
    // Then the file was decoded again, so that its view is another one.
    const isAnew = unshown || DECODING.some((key) => decodedWith?.[key] !== settings[key]);
    const shown = (state: LabState) => {
      const version = (state.picture?.version ?? 0) + (isAnew ? 1 : 0);
      return {
        picture: { ...state.picture, info: picture, version },
        result: { summary, picture: version, stored: null, info: withReason(info, state) },
      };
    };
    // Another picture may have come meanwhile, whose own run has yet to start.
    const isNewest = (): boolean => token === this.#newest && store.getState().picture?.version === asked?.version;
    const before = store.getState();
    const release =
      isNewest() && (unshown || isStored(before)) ? await this.#draw(before, shown(before)) : () => undefined;
    if (!isNewest()) {
      release();
      throw aborted();
    }
    // A start that came meanwhile knows better what is up.
    if (this.#context.starting === starting) this.#session.setInfo(info);
    this.#context.decodedWith = settings;
    if (unshown) this.#context.unshown = false;
    store.setState((state) => ({
      ...shown(state),
      ...withChannel(state, summary),
      ...this.#said(IDLE),
      timed: timedWith(state.timed, summary),
    }));
    // Only after the page has taken them.
    setTimeout(release);
    return summary;
  }

  /** Draws what is on screen out of the next result first, so that all of it changes at once. */
  async #draw(before: LabState, next: Pick<LabState, 'picture' | 'result'>): Promise<() => void> {
    const wanted = this.#views
      .usedIn((request) => versionOf(before, request))
      .map((request) => ({ request, version: versionOf(next, request) }))
      .filter((each): each is { request: ViewRequest; version: string } => each.version !== null);
    const drawn = await Promise.all(
      wanted.map(async ({ version, request }) => {
        const failed = await this.#views.acquire(version, request).then(
          () => false,
          () => true,
        );
        return failed ? () => undefined : () => this.#views.release(version, request);
      }),
    );
    return () => drawn.forEach((release) => release());
  }

  #fail(error: ErrorInfo): void {
    // A start that failed is said by the session; the same sentence once more would only be noise.
    const said = error.code === 'aborted' || this.#context.store.getState().session.status === 'failed';
    // Opening another picture ended it, and says what becomes of that.
    const ended = this.#context.interrupted !== null && error.code === 'device-lost';
    this.#say({ ...IDLE, error: said || ended ? null : error });
  }

  #say(work: Work): void {
    this.#context.store.setState(this.#said(work));
  }

  /** A picture that is being opened can be stopped until it is here, so the page goes on to say that. */
  #said(work: Work): { work?: Work } {
    if (this.#context.interrupted === null) return { work };
    this.#context.interrupted = work;
    return {};
  }
}

/** Another model may have fewer latent channels than the one that is looked at. */
function withChannel({ viewer }: LabState, { latentDims }: RunSummary): Partial<LabState> {
  const last = Math.max(0, (latentDims[1] ?? 1) - 1);
  return viewer.latent.channel > last ? { viewer: { ...viewer, latent: { ...viewer.latent, channel: last } } } : {};
}

const MOST_TIMED = 100;

/** A cold run, or another size, backend or model, begins a new row of times. */
function timedWith(runs: readonly RunSummary[], next: RunSummary): readonly RunSummary[] {
  const before = runs[0];
  const goesOn =
    before &&
    !next.cold &&
    ['backend', 'model', 'width', 'height'].every(
      (key) => before[key as keyof RunSummary] === next[key as keyof RunSummary],
    );
  // The first one stays, for its cold times.
  return goesOn ? [before, ...runs.slice(1).slice(1 - MOST_TIMED), next] : [next];
}
