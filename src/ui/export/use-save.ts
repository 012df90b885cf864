import { useCallback } from 'react';
import type { RenderedView, TensorName } from '../../core/protocol';
import { toErrorInfo } from '../../core/errors';
import { writeNpy } from '../../core/npy';
import type { Lab } from '../../state/lab';
import type { LabState } from '../../state/state-types';
import type { SourceId } from '../../state/stages';
import { isStored, versionOf } from '../../state/versions';
import { saveBlob } from '../bar/save';
import { useLabObject } from '../lab-context';
import { requestOf } from '../requests';
import { fileName, viewName } from './file-name';
import { runOf } from './run-of';

const STORED_TEXT = 'This is the stored result. It can be exported when the live one is there.';

/**
 * Saves the shown view (side B) as PNG: pixel by pixel as it was computed, or labelled, with names, ranges and
 * colour scale as on the screen.
 */
export function useSaveView(): (labelled?: boolean) => void {
  const lab = useLabObject();
  return useCallback((labelled = false) => {
    const state = lab.store.getState();
    const { b } = state.viewer.views[state.viewer.stage];
    const request = requestOf(b, state.viewer);
    const version = versionOf(state, request);
    // Stored views are compressed for the first paint: not what a file of values should hold.
    if (!version || isStored(state)) {
      lab.actions.inform(isStored(state) ? STORED_TEXT : 'There is nothing to export yet.');
      return;
    }
    const by = b === 'codec' ? '' : runOf(b, state)?.model;
    const name = fileName(state, `${viewName(b, state)}${labelled ? '-labelled' : ''}`, 'png', by);
    lab.views.acquire(version, request)
      .then(async (view) => saveBlob(await (labelled ? drawLabelled(view, b, state) : draw(view)), name))
      .catch(() => lab.actions.inform('This view could not be exported. Run again, then try once more.'))
      .finally(() => lab.views.release(version, request));
  }, [lab]);
}

function draw({ bitmap }: RenderedView): Promise<Blob> {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}

async function drawLabelled(view: RenderedView, source: SourceId, state: LabState): Promise<Blob> {
  const { labelledPng } = await import('./labelled');
  return labelledPng(view, source, state);
}

/** Saves a tensor of the newest run as .npy, the values as they are. */
export function useSaveTensor(): (name: TensorName) => void {
  const { store, actions } = useLabObject();
  return (name) => {
    const file = fileName(store.getState(), name, 'npy');
    actions.tensor(name).then(
      (tensor) => saveBlob(new Blob([writeNpy(tensor)], { type: 'application/octet-stream' }), file),
      () => actions.inform(`The tensor ${name} could not be read. Run again, then try once more.`),
    );
  };
}

/** Saves the repro card of the present result. */
export function useSaveCard(): () => void {
  const lab = useLabObject();
  return useCallback(() => saveCard(lab), [lab]);
}

export function saveCard({ store, actions }: Lab): void {
  actions.makeCard().then(
    (card) => saveBlob(new Blob([`${JSON.stringify(card, null, 1)}\n`], { type: 'application/json' }), fileName(store.getState(), 'card', 'json')),
    (thrown: unknown) => actions.complain(toErrorInfo(thrown)),
  );
}
