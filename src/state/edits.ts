import {
  BAND_KEYS,
  COLOURS,
  NO_EDIT,
  ORIENTATIONS,
  bandKey,
  type BandEdit,
  type BandKey,
  type Level,
  type Orientation,
} from '../core/math/bands';
import { applyPatch, type Settings, type SettingsPatch } from '../core/settings/settings';
import type { ColourChoice } from '../core/view/view';
import { edit, redo, undo, type History } from './history';
import type { LabContext } from './context';
import type { Reopening } from './opening';
import { undoOpening, WITH_PICTURE, type Moment } from './openings';
import type { Runner } from './runner';
import type { SessionActions } from './session';

/** Keys whose change means another device or other networks. */
const SESSION_KEYS = ['backend', 'model', 'precision'] as const;

/** Every change of the settings goes through here: it can be undone, and it starts a run. Undo goes back over opened pictures, too. */
export function editActions(
  context: LabContext,
  session: SessionActions,
  runner: Runner,
  { reopen, stopGiven }: Reopening,
) {
  const { store, environment } = context;

  /** Runs what changed, unless another picture comes with it; failures are said by the state. */
  const refresh = (before: Settings, runs = true): void => {
    const {
      settings,
      picture,
      session: { status },
    } = store.getState();
    const sessionChanged = SESSION_KEYS.some((key) => before[key] !== settings[key]);
    // Who chooses a backend means it.
    if (before.backend !== settings.backend) store.setState(({ gpu }) => ({ gpu: { ...gpu, fallback: null } }));
    // A start that hangs, or waits for a large model, is given up for the newer one.
    if (sessionChanged && (status === 'failed' || status === 'loading')) void session.restart().catch(() => undefined);
    else if (sessionChanged && status !== 'idle' && !picture) void session.start().catch(() => undefined);
    // What was not started waits for a tap.
    if (runs && picture && status !== 'idle') runner.start().catch(() => undefined);
  };

  const commit = (settings: Settings, tag: string): void => {
    const { history, settings: before } = store.getState();
    if (JSON.stringify(settings) === JSON.stringify(before)) return;
    store.setState({ settings, history: edit(history, { ...history.present, settings }, tag, environment.now()) });
    refresh(before);
  };

  const travel = (step: (history: History<Moment>) => History<Moment>): void => {
    const { history, settings: before } = store.getState();
    const next = step(history);
    if (next === history) return;
    const { settings, opened } = next.present;
    const another = opened !== null && opened !== history.present.opened;
    store.setState(({ toasts }) => ({
      history: next,
      settings,
      toasts: toasts.filter(({ action }) => action !== 'undo-opening'),
    }));
    refresh(before, !another);
    if (!another) return;
    reopen(opened, (shown) =>
      store.setState((state) => {
        // Another step has come since, which opens its own.
        if (state.history.present.opened !== opened) return {};
        const back = state.history === next ? history : state.history;
        return { history: { ...back, present: { ...back.present, opened: shown } }, settings: back.present.settings };
      }),
    );
  };

  return {
    /** @throws LabError 'bad-setting', with nothing changed. Edits with one tag in quick succession undo as one. */
    set: (patch: SettingsPatch, tag = ''): void => commit(applyPatch(store.getState().settings, patch), tag),
    /** Changes one band, for one colour or for all three. */
    editBand: (level: Level, orientation: Orientation, colour: ColourChoice, change: Partial<BandEdit>): void => {
      const { settings } = store.getState();
      const bands: Partial<Record<BandKey, BandEdit>> = { ...settings.bands };
      for (const key of bandKeys(level, orientation, colour)) bands[key] = { ...(bands[key] ?? NO_EDIT), ...change };
      commit(applyPatch(settings, { bands }), `band ${level}${orientation}${colour} ${Object.keys(change).join()}`);
    },
    /** Mutes or unmutes many bands at once: a row, a column, or all but one. */
    muteBands: (keys: readonly BandKey[], mute: boolean): void => {
      const { settings } = store.getState();
      const bands: Partial<Record<BandKey, BandEdit>> = { ...settings.bands };
      for (const key of keys) bands[key] = { ...(bands[key] ?? NO_EDIT), mute };
      commit(applyPatch(settings, { bands }), '');
    },
    resetBands: (): void => commit({ ...store.getState().settings, bands: {} }, ''),
    /** A picture that is still on its way is not opened then. */
    undo: (): void => {
      const { lastTag } = store.getState().history;
      if (!stopGiven() || lastTag === WITH_PICTURE) travel(undo);
    },
    /** Back to the picture before the newest opening, over what was edited since. */
    undoOpening: (): void => travel(undoOpening),
    redo: (): void => travel(redo),
  };
}

export type EditActions = ReturnType<typeof editActions>;

/** Keys of a band for one colour or all three. */
export function bandKeys(level: Level, orientation: Orientation, colour: ColourChoice): BandKey[] {
  return (colour === 'RGB' ? COLOURS : [colour]).map((each) => bandKey(level, orientation, each));
}

/** The details of a level: its average is what the levels above are made of. */
export function detailKeys(level: Level, colour: ColourChoice): BandKey[] {
  return ORIENTATIONS.filter((orientation) => orientation !== 'A').flatMap((orientation) =>
    bandKeys(level, orientation, colour),
  );
}

/** All keys but those of one band: what solo mutes. */
export function otherKeys(level: Level, orientation: Orientation): BandKey[] {
  const own = bandKeys(level, orientation, 'RGB');
  return BAND_KEYS.filter((key) => !own.includes(key));
}
