import { useEffect } from 'react';
import type { Lab } from '../../state/lab';
import { bandKeys } from '../../state/edits';
import { toggleSolo } from '../../state/solo';
import { STAGE_KEYS } from '../../state/stages';
import { useDialogs } from '../use-open';
import { preloadPalette } from './dialogs';
import { useSaveView } from '../../features/export/use-save';
import { closeSheet, toggleInspector } from '../kit/inspector-panel';
import { useLabObject } from '../lab-context';
import { whenLeft } from '../kit/when-left';

const FIELDS = 'input:not([type=range]), textarea, select, [contenteditable], [role=textbox], .batch';

/** Keys typed into fields, menus and dialogs belong to them. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as Element | null;
  return (
    Boolean(target?.closest?.(`${FIELDS}, [role=menu], [role=listbox], [role=dialog], [role=alertdialog]`)) ||
    document.querySelector('.dialog-loading') !== null
  );
}

type Handler = (lab: Lab) => void;

const nextGain: Handler = ({ store, actions }) => {
  const { viewer } = store.getState();
  const next = (gain: number): number => (gain >= 16 ? 1 : gain * 2);
  if (viewer.stage === 'latent') actions.setLatent({ gain: next(viewer.latent.gain) });
  else if (viewer.stage === 'bands') actions.setBands({ gain: next(viewer.bands.gain) });
  else actions.setErrorLook({ gain: next(viewer.error.gain) });
};

export const SINGLE: Readonly<Record<string, Handler>> = {
  '[': ({ actions }) => actions.stepStage(-1),
  ']': ({ actions }) => actions.stepStage(1),
  1: ({ actions }) => actions.setSplit(100),
  2: ({ actions }) => actions.setSplit(50),
  3: ({ actions }) => actions.setSplit(0),
  x: ({ actions }) => actions.swap(),
  l: ({ actions }) => actions.nextLayout(),
  k: ({ store, actions }) => actions.setLinked(!store.getState().viewer.linked),
  c: ({ store, actions }) => actions.setLinkedColours(!store.getState().viewer.linkedColours),
  '+': ({ actions }) => actions.stepZoom(1),
  '=': ({ actions }) => actions.stepZoom(1),
  '-': ({ actions }) => actions.stepZoom(-1),
  z: ({ actions }) => actions.oneToOne(),
  r: ({ actions }) => actions.toggleMarking(),
  p: ({ actions }) => actions.nextLoupe(),
  w: ({ store, actions }) => actions.setClip(!store.getState().viewer.clip),
  0: ({ actions }) => actions.fit(),
  m: ({ store, actions }) => {
    const {
      settings,
      viewer: { stage, bands },
    } = store.getState();
    if (stage !== 'bands') return;
    const muted = bandKeys(bands.level, bands.orientation, 'RGB').every((key) => settings.bands[key]?.mute);
    actions.editBand(bands.level, bands.orientation, 'RGB', { mute: !muted });
  },
  v: ({ store, actions }) => actions.setValues(store.getState().viewer.values === 'bytes' ? 'unit' : 'bytes'),
  g: nextGain,
  i: toggleInspector,
};

/** Keys of the whole page. Single keys can be turned off (WCAG 2.1.4), and never act while a field has the focus. */
export function useKeys(): void {
  const lab = useLabObject();
  const { pickFile, show } = useDialogs();
  const saveView = useSaveView();

  useEffect(() => {
    const { store, actions } = lab;
    /** Whether E shows what was before edits. */
    let held = false;
    const release = (): void => {
      if (held) actions.setBands({ raw: false });
      held = false;
    };

    const withModifier = (event: KeyboardEvent): boolean => {
      const key = event.key.toLowerCase();
      if (key === 'z' && !isTyping(event)) (event.shiftKey ? actions.redo : actions.undo)();
      else if (key === 'y' && !isTyping(event)) actions.redo();
      else if (key === 's') saveView();
      // Not over another dialog, which would be left without an answer.
      else if (key === 'k' && !document.querySelector('.modal')) show('palette');
      else return false;
      return true;
    };

    const escape = (event: KeyboardEvent): void => {
      if (isTyping(event)) return;
      if (store.getState().work.status !== 'idle') actions.cancel();
      else if (closeSheet(lab)) return;
      else if (store.getState().tour) actions.setTour(null);
      else if (store.getState().viewer.region || store.getState().viewer.marking) actions.setRegion(null);
      else actions.clearCrosshair();
    };

    const single = (event: KeyboardEvent): boolean => {
      if (!store.getState().singleKeys || isTyping(event)) return false;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      // The key code is read, so that Shift 1 is the same key on every layout.
      const stage = event.shiftKey ? STAGE_KEYS[Number(/^Digit([1-7])$/.exec(event.code)?.[1] ?? 0) - 1] : undefined;
      if (stage) actions.selectStage(stage);
      else if (key === 'o') pickFile();
      else if (key === '?') show('help');
      // What the viewer shows is covered by the sheet of a batch.
      else if (store.getState().batch === 'open' && !'[]'.includes(key)) return false;
      else if (key === 'e') {
        if (event.repeat) return true;
        held = true;
        actions.setBands({ raw: true });
      } else if (SINGLE[key]) SINGLE[key](lab);
      else return false;
      return true;
    };

    /** Reads the key code: some keyboards write another letter with Alt. */
    const solo = (event: KeyboardEvent): boolean => {
      const {
        singleKeys,
        viewer: { stage, bands },
        settings,
      } = store.getState();
      if (event.code !== 'KeyM' || stage !== 'bands' || !singleKeys || isTyping(event)) return false;
      actions.set({ bands: toggleSolo(settings.bands, bands.level, bands.orientation) });
      return true;
    };

    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      if (event.key === 'Control' || event.key === 'Meta') preloadPalette();
      if (event.key === 'Escape') escape(event);
      else if (event.ctrlKey || event.metaKey ? withModifier(event) : event.altKey ? solo(event) : single(event))
        event.preventDefault();
    };
    const onKeyUp = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() === 'e') release();
    };
    const stopWatching = whenLeft(release);
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('keyup', onKeyUp);
    return () => {
      stopWatching();
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('keyup', onKeyUp);
    };
  }, [lab, pickFile, show, saveView]);
}
