import { modelOf } from '../../state/model-of';
import type { Command, CommandTools } from '../../ui/kit/command';
import { showBeside } from './beside';

/** The chosen model beside each other one. */
export function compareCommands({ lab }: CommandTools): Command[] {
  const state = lab.store.getState();
  const chosen = modelOf(state)?.id;
  return state.models
    .filter(({ id }) => id !== chosen)
    .map(({ id, title }) => ({
      id: `beside:${id}`,
      section: 'Viewer',
      name: `Beside ${title}`,
      run: () => showBeside(lab, id),
    }));
}
