import { hasEdits } from '../core/settings/edits';
import { hasLatentEdits } from '../core/settings/latent-settings';
import type { RunSummary } from '../core/protocol';
import type { Settings } from '../core/settings/settings';
import { unedited } from '../core/slots';
import type { Lab } from './lab';
import { isSettled } from './selectors';
import type { LabState } from './state-types';

/** The shown picture without edits, in slot 'reference': kept while somebody wants to compare with it. */

type Host = Pick<Lab, 'store' | 'actions'>;

interface Keeper {
  users: number;
  readonly stop: () => void;
}

const keepers = new WeakMap<Host['store'], Keeper>();

/** Keeps the slot filled until every caller has let go. Returns what lets go. */
export function holdReference(lab: Host): () => void {
  const keeper = keepers.get(lab.store) ?? { users: 0, stop: keep(lab) };
  keepers.set(lab.store, keeper);
  keeper.users += 1;
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    keeper.users -= 1;
    if (keeper.users > 0) return;
    keepers.delete(lab.store);
    keeper.stop();
  };
}

/** The reference where it is the one of these settings, else null. */
export function referenceOf({ slots, settings }: Pick<LabState, 'slots' | 'settings'>): RunSummary | null {
  const kept = slots.reference?.summary;
  return kept && plainKey(kept.settings) === plainKey(settings) ? kept : null;
}

export function isEdited({ bands, latent }: Settings): boolean {
  return hasEdits(bands) || hasLatentEdits(latent);
}

/** What a run without edits depends on; a change of the backend empties the slots anyway. */
function plainKey(settings: Settings): string {
  return JSON.stringify({ ...unedited(settings), backend: 'auto' });
}

function keep({ store, actions }: Host): () => void {
  /** The result that the reference was asked for: each asks once, so a failed one is tried again with the next. */
  let asked: object | null = null;
  let trial = new AbortController();
  const look = (state: LabState): void => {
    const { result, work } = state;
    const isLive = isSettled(state) && work.status === 'idle';
    if (!result || !isLive || result === asked || referenceOf(state)) return;
    asked = result;
    trial.abort();
    trial = new AbortController();
    actions
      .trial({ settings: { bands: {}, bandsMode: 'network', latent: {} }, keep: 'reference' }, trial.signal)
      .catch(() => undefined);
  };
  look(store.getState());
  const unsubscribe = store.subscribe(look);
  return () => {
    unsubscribe();
    trial.abort();
    actions.dropSlot('reference').catch(() => undefined);
  };
}
