import type { Command, CommandTools } from '../../ui/kit/command';
import { KEYS } from '../../ui/kit/key-names';

/** The region of the picture that is measured apart. */
export function mapCommands({ lab: { actions } }: CommandTools): Command[] {
  return [
    { id: 'region', section: 'Viewer', name: 'Mark a region', keys: KEYS.region[0], run: actions.toggleMarking },
    {
      id: 'no-region',
      section: 'Viewer',
      name: 'Clear the region',
      keys: KEYS.stop[0],
      run: () => actions.setRegion(null),
    },
  ];
}
