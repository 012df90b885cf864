import { LabError, toErrorInfo, type ErrorInfo } from '../core/errors';
import type { RunSummary } from '../core/protocol';
import type { Settings } from '../core/settings';
import type { LabContext } from './context';
import type { SessionActions } from './session';
import type { LabState, Work } from './state-types';

export const IDLE: Work = { status: 'idle', stage: null, cold: false, since: 0, error: null };

const aborted = (): ErrorInfo => ({ code: 'aborted', message: 'Stopped: a newer run took its place.' });

/** Runs the pipeline for the present picture and settings. The newest wins; old results stay until it ends. */
export class Runner {
  readonly #context: LabContext;
  readonly #session: SessionActions;
  #newest = 0;
  #inFlight: Promise<RunSummary> | null = null;

  constructor(context: LabContext, session: SessionActions) {
    this.#context = context;
    this.#session = session;
  }

  /** Starts a run and supersedes the one in flight. Rejects with ErrorInfo; the state says the same. */
  start(): Promise<RunSummary> {
    const token = ++this.#newest;
    const run = this.#run(token).catch((thrown: unknown) => {
      const error = token === this.#newest ? toErrorInfo(thrown) : aborted();
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
    await this.#context.starting;
    if (token !== this.#newest) throw aborted();
    const { settings, picture: asked } = store.getState();
    const { summary, info, picture } = await client.run(settings);
    // Another picture may have come meanwhile, whose own run has yet to start.
    const same = store.getState().picture?.version === asked?.version;
    if (token !== this.#newest || !same) throw aborted();
    this.#session.setInfo(info);
    store.setState((state) => {
      const version = (state.picture?.version ?? 0) + (decodesAnew(state, settings, asked?.info !== picture) ? 1 : 0);
      return {
        work: IDLE, picture: { info: picture, version }, result: { summary, picture: version },
        baseline: Object.keys(settings.bands).length > 0 ? state.baseline : {
          key: baselineKey(version, settings), psnr: summary.psnr, ssim: summary.ssim,
        },
      };
    });
    return summary;
  }

  #fail(error: ErrorInfo): void {
    const { store } = this.#context;
    if (error.code === 'device-lost') {
      this.#session.lost(error);
      return;
    }
    // A start that failed is said by the session; the same sentence once more would only be noise.
    const said = error.code === 'aborted' || store.getState().session.status === 'failed';
    store.setState({ work: { ...IDLE, error: said ? null : error } });
  }
}

/** Another limit or matte means that the file was decoded again, so that its view is another one. */
function decodesAnew(state: LabState, settings: Settings, changed: boolean): boolean {
  const before = state.result?.summary.settings;
  if (!before || state.result?.picture !== state.picture?.version) return false;
  return changed && (before.maxSide !== settings.maxSide || before.matte !== settings.matte);
}

/** Two results with the same key differ by their band edits only. */
export function baselineKey(picture: number, settings: Settings): string {
  return JSON.stringify([picture, { ...settings, bands: {} }]);
}
