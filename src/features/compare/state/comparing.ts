import { toErrorInfo } from '../../../core/errors';
import type { Settings } from '../../../core/settings/settings';
import { comparedOf, like } from './compared';
import { isSettled } from '../../../state/selectors';
import type { Lab } from '../../../state/lab';
import type { LabState } from '../../../state/state-types';

/** Another model or other settings on the shown picture, kept in slot 'compared'. Loaded with its first use. */

type Host = Pick<Lab, 'store' | 'actions'>;

interface Keeper {
  readonly stop: () => void;
  /** Makes the result again after it could not be had. */
  readonly retry: () => void;
}

const keepers = new WeakMap<Host['store'], Keeper>();

/** Compares with these settings from now on, also for pictures that are opened later; null ends it. */
export function compareWith(lab: Host, settings: Settings | null): void {
  keepers.get(lab.store)?.stop();
  keepers.delete(lab.store);
  lab.store.setState({ compared: settings, comparedTrouble: '' });
  if (settings) keepers.set(lab.store, keep(lab, settings));
  else lab.actions.dropSlot('compared').catch(() => undefined);
}

function keep({ store, actions }: Host, settings: Settings): Keeper {
  let asked: object | null = null;
  const stop = new AbortController();
  const look = (state: LabState): void => {
    // Its model may have been removed.
    if (state.compared !== settings) return;
    const { result, work } = state;
    const isLive = isSettled(state) && work.status === 'idle';
    if (!result || !isLive || result === asked || comparedOf(state)) return;
    asked = result;
    store.setState({ comparedTrouble: '' });
    actions
      .trial({ settings: like(settings, state.settings), keep: 'compared' }, stop.signal)
      .catch((thrown: unknown) => {
        const { code, message } = toErrorInfo(thrown);
        if (code !== 'aborted' && store.getState().compared === settings) store.setState({ comparedTrouble: message });
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
