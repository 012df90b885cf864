import { number } from '../../ui/kit/format';
import { choiceCommands, type Command, type CommandTools } from '../../ui/kit/command';

/** Whether networks run in tiles, and how much memory a run may take. */
export function tileCommands({ lab: { store, actions } }: CommandTools): Command[] {
  const { settings } = store.getState();
  return [
    ...choiceCommands({
      id: 'tiles',
      section: 'What runs',
      name: 'In tiles',
      options: [
        { id: 'auto', text: 'When needed' },
        { id: 'off', text: 'Never' },
        ...[256, 512, 1024].map((side) => ({ id: String(side), text: `Always, ${side} px` })),
      ],
      value: String(settings.tiles),
      choose: (id: string) => actions.set({ tiles: id === 'auto' || id === 'off' ? id : Number(id) }),
    }),
    ...choiceCommands({
      id: 'encoder-halo',
      section: 'What runs',
      name: 'Around an encoder’s tile',
      options: [
        { id: 'exact', text: 'Exact' },
        { id: 'measured', text: 'Measured' },
      ],
      value: settings.encoderHalo,
      choose: (encoderHalo: typeof settings.encoderHalo) => actions.set({ encoderHalo }),
    }),
    ...choiceCommands({
      id: 'memory',
      section: 'What runs',
      name: 'Memory of a run',
      options: [1000, 1500, 3000, 6000, 12_000].map((id) => ({ id: String(id), text: `${number(id)} MB` })),
      value: String(settings.memory),
      choose: (id: string) => actions.set({ memory: Number(id) }),
    }),
  ];
}
