import { useCallback } from 'react';
import { toErrorInfo } from '../../core/errors';
import { loadPart } from '../../state/parts';
import type { Lab } from '../../state/lab';
import type { LabState } from '../../state/state-types';
import { isStored, versionOf } from '../../state/versions';
import type { SavedView } from '../../ui/kit/command';
import { pngOf } from '../../ui/kit/canvas-png';
import { saveBlob } from '../../ui/kit/save';
import { useLabObject } from '../../ui/lab-context';
import { requestOf } from '../../ui/viewer/requests';
import { fileName, viewName } from '../../ui/kit/file-name';
import { runOf } from './run-of';
import type { Side } from './sides';

const STORED_TEXT = 'This is the stored result. It can be exported when the live one is there.';

/** Saves the viewer as PNG, both sides where it shows two: every value as it was computed, or labelled. The whole picture, whatever the zoom. */
export function useSaveView(): (what?: SavedView) => void {
  const lab = useLabObject();
  return useCallback(
    (what = 'shown') => {
      const state = lab.store.getState();
      const { layout, a, b } = state.viewer.views[state.viewer.stage];
      const asked = (layout === 'one' || what === 'b' ? [b] : [a, b]).map((source) => {
        const request = requestOf(source, state.viewer);
        return { source, request, version: versionOf(state, request) };
      });
      const there = asked.filter((each): each is typeof each & { version: string } => each.version !== null);
      // Stored views are compressed for the first paint: not what a file of values should hold.
      if (there.at(-1)?.source !== b || isStored(state)) {
        lab.actions.inform(isStored(state) ? STORED_TEXT : 'There is nothing to export yet.');
        return;
      }
      const by = b === 'codec' ? '' : runOf(b, state)?.model;
      const names = there.map(({ source }) => viewName(source, state)).join('-');
      const name = fileName(state, `${names}${what === 'labelled' ? '-labelled' : ''}`, 'png', by);
      Promise.all(
        there.map(async ({ source, request, version }): Promise<Side> => ({
          letter: source === b ? 'B' : 'A',
          source,
          view: await lab.views.acquire(version, request),
        })),
      )
        .then(async (sides) =>
          saveBlob(
            await pngOf(lab.actions, await (what === 'labelled' ? drawLabelled(sides, state) : draw(sides, state))),
            name,
          ),
        )
        .catch((thrown: unknown) => {
          const { code, message } = toErrorInfo(thrown);
          lab.actions.inform(
            code === 'fetch-failed' ? message : 'This view could not be exported. Run again, then try once more.',
          );
        })
        .finally(() => there.forEach(({ version, request }) => lab.views.release(version, request)));
    },
    [lab],
  );
}

async function draw(sides: readonly Side[], state: LabState): Promise<HTMLCanvasElement> {
  const { enlarged, joined, scaleOf, themeColour } = await loadPart(() => import('./sides'));
  const { viewer, picture } = state;
  // Alone, each value is one pixel.
  const pictures = sides.map((side) =>
    enlarged(side.view, sides.length > 1 && picture ? scaleOf(side, 1, state, picture.info) : 1),
  );
  return joined(pictures, viewer.views[viewer.stage].layout, viewer.split, themeColour('--surround'));
}

async function drawLabelled(sides: readonly Side[], state: LabState): Promise<HTMLCanvasElement> {
  const { labelled } = await loadPart(() => import('./labelled'));
  return labelled(sides, state);
}

/** Saves settings and results of the present result. */
export function useSaveCard(): () => void {
  const lab = useLabObject();
  return useCallback(() => saveCard(lab), [lab]);
}

export function saveCard({ store, actions }: Lab): void {
  actions.makeCard().then(
    (card) => {
      const name = fileName(store.getState(), 'card', 'json');
      saveBlob(new Blob([`${JSON.stringify(card, null, 1)}\n`], { type: 'application/json' }), name);
      actions.inform(
        `Saved ${name}: the settings, the numbers and what made them, but not the picture. Drop it on this page to restore the settings and to compare the numbers.`,
      );
    },
    (thrown: unknown) => actions.complain(toErrorInfo(thrown)),
  );
}
