import { isMeanAlone } from '../../state/model-of';
import { number } from '../../ui/kit/format';
import { choiceCommands, type Command, type CommandTools } from '../../ui/kit/command';

/** Which point of the posterior is decoded. */
export function posteriorCommands({ lab: { store, actions } }: CommandTools): Command[] {
  const { settings, models, defaultModel } = store.getState();
  return [
    ...(isMeanAlone({ settings, models, defaultModel })
      ? []
      : choiceCommands({
          id: 'posterior',
          section: 'What runs',
          name: 'Posterior',
          options: [
            { id: 'mean', text: 'Mean' },
            { id: 'sample', text: 'Sample' },
          ],
          value: settings.posterior,
          choose: (posterior: typeof settings.posterior) => actions.set({ posterior }),
        })),
    ...choiceCommands({
      id: 'temperature',
      section: 'What runs',
      name: 'Temperature',
      options: [0, 0.5, 1, 2, 4].map((id) => ({ id: String(id), text: number(id, 1) })),
      value: String(settings.temperature),
      choose: (id: string) => actions.set({ temperature: Number(id) }),
    }),
    {
      id: 'seed',
      section: 'What runs',
      name: 'New seed',
      value: `now ${settings.seed}`,
      run: () => actions.set({ seed: Math.floor(Math.random() * 10_000) }),
    },
  ];
}
