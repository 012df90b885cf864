import { LEVELS, ORIENTATIONS, ORIENTATION_NAMES } from '../../core/math/bands';
import { bandKeys } from '../../state/edits';
import { toggleSolo } from '../../state/solo';
import type { Command, CommandTools } from '../../ui/kit/command';

/** Muting and solo of each band. */
export function bandCommands({ lab: { store, actions } }: CommandTools): Command[] {
  const {
    settings: { bands },
  } = store.getState();
  const section = 'Bands';
  return LEVELS.flatMap((level) =>
    ORIENTATIONS.flatMap((orientation): Command[] => {
      const name = `${orientation}${level}, ${ORIENTATION_NAMES[orientation]}`;
      const muted = bandKeys(level, orientation, 'RGB').every((key) => bands[key]?.mute);
      return [
        {
          id: `mute:${orientation}${level}`,
          section,
          name: `Mute band ${name}`,
          value: muted ? 'on' : 'off',
          run: () => actions.editBand(level, orientation, 'RGB', { mute: !muted }),
        },
        {
          id: `solo:${orientation}${level}`,
          section,
          name: `Solo band ${name}`,
          run: () => actions.set({ bands: toggleSolo(store.getState().settings.bands, level, orientation) }),
        },
      ];
    }),
  );
}
