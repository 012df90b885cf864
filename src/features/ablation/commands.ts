import { toErrorInfo } from '../../core/errors';
import { bandKeys } from '../../state/edits';
import { isPictureRead } from '../../state/model-of';
import { loadPart } from '../../state/parts';
import { choiceCommands, type Command, type CommandTools } from '../../ui/kit/command';
import { goToDrawer } from '../../ui/kit/go-to-drawer';
import { MODE_OPTIONS } from './modes';

/** Chooses where edits of bands are made, and what they are compared with. */
export function ablationCommands({ lab }: CommandTools): Command[] {
  const { actions, store } = lab;
  const {
    picture,
    second,
    settings,
    models,
    defaultModel,
    viewer: {
      bands: { level, orientation },
    },
  } = store.getState();
  const section = 'Bands';
  const none = picture ? {} : { blocked: 'no picture yet' };
  const swapped = bandKeys(level, orientation, 'RGB').every((key) => settings.bands[key]?.swap);
  return [
    {
      id: 'leave-one-out',
      section,
      name: 'Leave one out: run',
      ...none,
      run: () => {
        goToDrawer(actions, 'bands', 'leave-one-out');
        void loadPart(() => import('./state/leave-one-out')).then(
          ({ leaveOneOut }) => leaveOneOut(lab).start(),
          (thrown: unknown) => actions.complain(toErrorInfo(thrown)),
        );
      },
    },
    {
      id: 'swap-band',
      section,
      name: `Swap band ${orientation}${level} with the second picture`,
      value: swapped ? 'on' : 'off',
      ...(second ? {} : { blocked: 'no second picture yet' }),
      run: () => actions.editBand(level, orientation, 'RGB', { swap: !swapped }),
    },
    ...(isPictureRead({ settings, models, defaultModel })
      ? []
      : choiceCommands({
          id: 'bands-mode',
          section: 'What runs',
          name: 'Edits of bands',
          options: MODE_OPTIONS,
          value: settings.bandsMode,
          choose: (bandsMode: typeof settings.bandsMode) => actions.set({ bandsMode }),
        })),
  ];
}
