import { liveSummary } from '../../state/selectors';
import { KEYS } from '../../ui/kit/key-names';
import type { Command, CommandTools } from '../../ui/kit/command';

/** Files of what is shown. */
export function exportCommands({ lab, dialogs, saveView }: CommandTools): Command[] {
  const state = lab.store.getState();
  const none = state.picture ? {} : { blocked: 'no picture yet' };
  const noResult = liveSummary(state) ? {} : { blocked: 'no result yet' };
  return [
    {
      id: 'png',
      section: 'Save and share',
      name: 'Save the shown view as PNG',
      keys: KEYS.save[0],
      ...none,
      run: () => saveView('shown'),
    },
    {
      id: 'png-labels',
      section: 'Save and share',
      name: 'Save the shown view as PNG with labels',
      ...none,
      run: () => saveView('labelled'),
    },
    { id: 'png-b', section: 'Save and share', name: 'Save side B alone as PNG', ...none, run: () => saveView('b') },
    {
      id: 'npy',
      section: 'Save and share',
      name: 'Save a tensor as .npy…',
      ...noResult,
      run: () => dialogs.show('export'),
    },
  ];
}
