import type { Trial } from '../client/side-runs';
import { aborted, toErrorInfo } from '../core/errors';
import type { PictureInfo, TrialResult } from '../core/protocol';
import { applyPatch, type SettingsPatch } from '../core/settings/settings';
import { readsSecond } from '../core/slots';
import type { LabContext } from './context';
import { workSettings } from './gpu-fate';
import type { Runner } from './runner';
import type { SessionActions } from './session';
import { isSettled } from './selectors';
import { isStored } from './versions';

/** Runs beside the shown one. Loaded with the first of them. */

/** A trial as people ask for it: a change of the present settings, or all of them. */
export type TrialAsk = Omit<Trial, 'settings'> & { readonly settings?: SettingsPatch };

export interface TrialParts {
  readonly context: LabContext;
  readonly session: SessionActions;
  readonly runner: Runner;
}

/** @throws ErrorInfo, or LabError 'bad-setting' and 'no-picture' */
export async function trial(
  { context, session, runner }: TrialParts,
  { settings: patch = {}, ...ask }: TrialAsk,
  signal: AbortSignal,
): Promise<TrialResult> {
  const { client, store } = context;
  const settings = applyPatch(workSettings(store.getState()), patch);
  if (ask.source !== undefined) await (context.starting ?? session.start());
  // The worker has the shown picture when the first run of it has ended.
  else if (!isSettled(context.store.getState())) await runner.join();
  if (signal.aborted) throw aborted();
  try {
    return await client.trial({ ...ask, settings }, signal);
  } finally {
    // Another model may have been downloaded for it.
    session.endDownloads();
  }
}

/**
 * Trials one after another; `onResult` gets each as soon as it is there. Resolves after the last one.
 * @throws ErrorInfo 'aborted' when the signal says so, and what a trial rejects with; later ones are not started then
 */
export async function runTrials(
  actions: { trial(ask: TrialAsk, signal?: AbortSignal): Promise<TrialResult> },
  list: readonly TrialAsk[],
  onResult: (result: TrialResult, index: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (const [index, ask] of list.entries()) {
    const result = await actions.trial(ask, signal);
    if (signal?.aborted) throw aborted();
    onResult(result, index);
  }
}

const keepers = new WeakMap<LabContext, () => void>();

/** Chooses the second picture, or gives it up. A change that takes its result away brings it back after the next run. */
export async function second(parts: TrialParts, source: Blob | string | null): Promise<PictureInfo | null> {
  const { context, runner } = parts;
  const { client, store } = context;
  // A run that only waits for this picture ends without a result, and the worker has the shown one nevertheless.
  if (source !== null && !isSettled(context.store.getState())) await runner.join().catch(unlessNeeded);
  // It would take the place of this call.
  keepers.get(context)?.();
  let picture: PictureInfo | null;
  try {
    picture = (await client.second(source, workSettings(store.getState())))?.picture ?? null;
    store.setState({ second: picture });
  } finally {
    // The one before stays chosen after a failure.
    keepers.get(context)?.();
    keepers.set(context, store.getState().second ? bringBack(context) : () => undefined);
  }
  // Edits that read it mean something else now.
  if (picture && readsSecond(store.getState().settings)) runner.start().catch(() => undefined);
  return picture;
}

function unlessNeeded(thrown: unknown): void {
  if (toErrorInfo(thrown).code !== 'no-picture') throw thrown;
}

/** Asks for the second picture again whenever a new result is there without it, once a result. */
function bringBack({ client, store }: LabContext): () => void {
  let tried = store.getState().result;
  return store.subscribe((state) => {
    const { result, slots, work } = state;
    if (result === tried || work.status !== 'idle' || !result || isStored(state)) return;
    tried = result;
    if (slots.second) return;
    client.second(undefined, workSettings(state)).then(
      (kept) => kept && store.setState({ second: kept.picture }),
      // It stays chosen: the next run that reads it says what is wrong.
      () => undefined,
    );
  });
}

/** Whether the result on screen was computed here, from the picture that is open. */
