import { useEffect } from 'react';
import type { Lab } from '../state/lab';
import { STAGE_IDS } from '../state/stages';
import { useSaveView } from './bar/export-menu';
import { useDialogs } from './bar/use-open';
import { useLabObject } from './lab-context';
import { ZOOM_STEP } from './viewer/zoom-control';

/** What the help sheet lists. */
export const KEY_HELP: readonly (readonly [string, string])[] = [
  ['O', 'Open a file'], ['Ctrl V', 'Paste a picture'], ['Shift 1 – Shift 5', 'Stage'], ['[ ]', 'Previous, next stage'],
  ['L', 'Layout'], ['X', 'Swap A and B'], ['1 2 3', 'Slider left, middle, right'], ['+ − 0', 'Zoom in, out, fit'],
  ['Arrows', 'Move the crosshair (Shift: by 8)'], ['K', 'Link views'], ['C', 'Link colours'], ['V', 'Values 0 to 255, or −1 to 1'],
  ['E', 'Bands before edits, while held'], ['G', 'Next gain'], ['Ctrl Z', 'Undo'], ['Ctrl Shift Z', 'Redo'],
  ['Ctrl S', 'Save the shown view'], ['Esc', 'Stop a run, clear the crosshair'], ['?', 'This help'],
];

const FIELDS = 'input:not([type=range]), textarea, select, [contenteditable], [role=textbox]';

/** Keys typed into fields, menus and dialogs belong to them. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as Element | null;
  return Boolean(target?.closest?.(`${FIELDS}, [role=menu], [role=listbox], [role=dialog], [role=alertdialog]`));
}

type Handler = (lab: Lab) => void;

const zoomBy = (factor: number): Handler => ({ store, actions }) => {
  const [, camera] = store.getState().viewer.cameras;
  actions.setCamera(1, { ...camera, zoom: camera.zoom * factor });
};

const nextGain: Handler = ({ store, actions }) => {
  const { viewer } = store.getState();
  const next = (gain: number): number => (gain >= 16 ? 1 : gain * 2);
  if (viewer.stage === 'latent') actions.setLatent({ gain: next(viewer.latent.gain) });
  else if (viewer.stage === 'bands') actions.setBands({ gain: next(viewer.bands.gain) });
  else actions.setErrorLook({ gain: next(viewer.error.gain) });
};

const SINGLE: Readonly<Record<string, Handler>> = {
  '[': ({ actions }) => actions.stepStage(-1),
  ']': ({ actions }) => actions.stepStage(1),
  1: ({ actions }) => actions.setSplit(100),
  2: ({ actions }) => actions.setSplit(50),
  3: ({ actions }) => actions.setSplit(0),
  x: ({ actions }) => actions.swap(),
  l: ({ actions }) => actions.nextLayout(),
  k: ({ store, actions }) => actions.setLinked(!store.getState().viewer.linked),
  c: ({ store, actions }) => actions.setLinkedColours(!store.getState().viewer.linkedColours),
  '+': zoomBy(ZOOM_STEP),
  '=': zoomBy(ZOOM_STEP),
  '-': zoomBy(1 / ZOOM_STEP),
  0: ({ actions }) => actions.fit(),
  v: ({ store, actions }) => actions.setValues(store.getState().viewer.values === 'bytes' ? 'unit' : 'bytes'),
  g: nextGain,
};

/** Keys of the whole page. Single keys can be turned off (WCAG 2.1.4), and never act while a field has the focus. */
export function useKeys(): void {
  const lab = useLabObject();
  const { pickFile, show } = useDialogs();
  const saveView = useSaveView();

  useEffect(() => {
    const { store, actions } = lab;

    const withModifier = (event: KeyboardEvent): boolean => {
      const key = event.key.toLowerCase();
      if (key === 'z' && !isTyping(event)) (event.shiftKey ? actions.redo : actions.undo)();
      else if (key === 'y' && !isTyping(event)) actions.redo();
      else if (key === 's') saveView();
      else return false;
      return true;
    };

    const escape = (event: KeyboardEvent): void => {
      if (isTyping(event)) return;
      if (store.getState().work.status !== 'idle') actions.cancel();
      else actions.clearCrosshair();
    };

    const single = (event: KeyboardEvent): boolean => {
      if (!store.getState().singleKeys || isTyping(event)) return false;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      // By key code, so that Shift 1 is the same key on every layout.
      const stage = event.shiftKey ? STAGE_IDS[Number(/^Digit([1-5])$/.exec(event.code)?.[1] ?? 0) - 1] : undefined;
      if (stage) actions.selectStage(stage);
      else if (key === 'o') pickFile();
      else if (key === '?') show('help');
      else if (key === 'e') {
        if (!event.repeat) actions.setBands({ raw: true });
      } else if (SINGLE[key]) SINGLE[key](lab);
      else return false;
      return true;
    };

    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      if (event.key === 'Escape') escape(event);
      else if (event.ctrlKey || event.metaKey ? withModifier(event) : !event.altKey && single(event)) event.preventDefault();
    };
    const onKeyUp = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() === 'e' && !isTyping(event) && store.getState().singleKeys) actions.setBands({ raw: false });
    };
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('keyup', onKeyUp);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('keyup', onKeyUp);
    };
  }, [lab, pickFile, show, saveView]);
}
