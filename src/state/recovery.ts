import type { LabContext } from './context';
import type { MessageActions } from './messages';
import type { Runner } from './runner';
import type { SessionActions } from './session';
import type { LabState } from './state-types';

/** So many losses within a minute, or without a result between them, and the page gives up on the GPU for this visit. */
const MOST_LOSSES = 3;
const WINDOW_MS = 60_000;
export const THREE_LOSSES = 'The GPU was reset three times, so this page now runs on the CPU.';
const NO_ANSWER = 'The GPU did not answer, so this page now runs on the CPU.';

/**
 * Brings everything back after a loss without a click: a fresh worker, the same picture, settings and edits, a run. What
 * was on screen stays there meanwhile.
 */
export function recoveryActions(
  context: LabContext,
  messages: MessageActions,
  session: SessionActions,
  runner: Runner,
) {
  const { store, environment } = context;
  let losses: number[] = [];
  /** What was on screen at the last loss: the worker that made it is gone. */
  let lost: LabState['result'] = null;

  const setFallback = (fallback: string | null): void => store.setState({ gpu: { restoring: false, fallback } });

  const startAnew = (): void => {
    const { picture, work } = store.getState();
    session.restart().catch(() => undefined);
    // An open under way goes on in the fresh worker, and ends with a run of its own.
    if (picture && work.status !== 'opening') runner.start().catch(() => undefined);
  };

  // Whoever ends it: the run, the start where there is no picture, or what goes wrong with either.
  store.subscribe(({ gpu, session: { status }, work, picture, result }) => {
    if (!gpu.restoring) return;
    const failed = status === 'failed' || work.error !== null;
    const hasResult = !picture || (result !== lost && result?.picture === picture.version);
    if (!failed && !(status === 'ready' && work.status === 'idle' && hasResult)) return;
    store.setState({ gpu: { ...gpu, restoring: false } });
    if (!failed && !gpu.fallback) messages.inform('Restored.');
  });

  return {
    /** Called once for each worker whose device went. */
    onLost: (): void => {
      const now = environment.now();
      const { picture, result } = store.getState();
      // A silent GPU is found slowly, so that losses with no result between them count however far apart they are.
      const wasInVain = picture !== null && result === lost;
      losses = [...losses.filter((time) => wasInVain || now - time < WINDOW_MS), now];
      lost = result;
      if (losses.length >= MOST_LOSSES) {
        losses = [];
        setFallback(THREE_LOSSES);
      }
      startAnew();
      store.setState(({ gpu }) => ({ gpu: { ...gpu, restoring: true } }));
    },
    /** A fresh worker that knows what is kept by now; then the same run. */
    startAnew,
    /** Gives up on the GPU for this visit, and says why. */
    fallBack: (why: string): void => {
      setFallback(why);
      startAnew();
    },
    /** Waits no longer for the GPU, for this visit. */
    runOnCpu: (): void => {
      setFallback(NO_ANSWER);
      startAnew();
    },
    tryGpu: (): void => {
      setFallback(null);
      startAnew();
    },
  };
}

export type RecoveryActions = ReturnType<typeof recoveryActions>;
