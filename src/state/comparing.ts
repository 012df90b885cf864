import type { ErrorInfo } from '../core/errors';
import { toErrorInfo } from '../core/errors';
import type { RunSummary } from '../core/protocol';
import type { Settings } from '../core/settings';
import type { Lab } from './lab';
import type { LabState } from './state-types';
import { isStored } from './versions';

/** Another model or other settings on the shown picture, kept in slot 'compared'. Loaded with its first use. */

type Host = Pick<Lab, 'store' | 'actions'>;

interface Keeper {
  readonly stop: () => void;
  /** Makes the result again after it could not be had. */
  readonly retry: () => void;
}

const keepers = new WeakMap<Host['store'], Keeper>();

/** Compares with these settings from now on, also for pictures that are opened later; null ends it. */
export function compareWith(lab: Host, settings: Settings | null, onError: (error: ErrorInfo) => void = () => undefined): void {
  keepers.get(lab.store)?.stop();
  keepers.delete(lab.store);
  lab.store.setState({ compared: settings });
  if (settings) keepers.set(lab.store, keep(lab, settings, onError));
  else lab.actions.dropSlot('compared').catch(() => undefined);
}

/** The compared result where it is the one of the chosen settings, else null. */
export function comparedOf({ slots, compared }: Pick<LabState, 'slots' | 'compared'>): RunSummary | null {
  const kept = slots.compared?.summary;
  return kept && compared && keyOf(kept.settings) === keyOf(compared) ? kept : null;
}

/** How a picture is decoded and where it runs are the shown result's, whatever the compared settings say. */
function keyOf(settings: Settings): string {
  return JSON.stringify({ ...settings, backend: 'auto', precision: 'auto', maxSide: 0, matte: 'checker' });
}

function keep({ store, actions }: Host, settings: Settings, onError: (error: ErrorInfo) => void): Keeper {
  let asked: object | null = null;
  const stop = new AbortController();
  const look = (state: LabState): void => {
    const { result, picture, work, gpu } = state;
    const isLive = result?.picture === picture?.version && !isStored(state) && !gpu.restoring && work.status === 'idle';
    if (!result || !isLive || result === asked || comparedOf(state)) return;
    asked = result;
    actions.trial({ settings, keep: 'compared' }, stop.signal).catch((thrown: unknown) => {
      const error = toErrorInfo(thrown);
      if (error.code !== 'aborted') onError(error);
    });
  };
  const unsubscribe = store.subscribe(look);
  look(store.getState());
  return {
    stop: () => {
      unsubscribe();
      stop.abort();
    },
    retry: () => {
      asked = null;
      look(store.getState());
    },
  };
}

export function retryCompared({ store }: Pick<Lab, 'store'>): void {
  keepers.get(store)?.retry();
}
