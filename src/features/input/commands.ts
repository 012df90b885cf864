import { choiceCommands, type Command, type CommandTools } from '../../ui/kit/command';

/** How a file becomes pixels. */
export function inputCommands({ lab: { store, actions } }: CommandTools): Command[] {
  const { settings } = store.getState();
  return [
    ...choiceCommands({
      id: 'side',
      section: 'What runs',
      name: 'Longest side',
      options: [256, 512, 768, 1024, 2048].map((id) => ({ id: String(id), text: `${id} px` })),
      value: String(settings.maxSide),
      choose: (id: string) => actions.set({ maxSide: Number(id) }),
    }),
    ...choiceCommands({
      id: 'scaling',
      section: 'What runs',
      name: 'Scaled by',
      options: [
        { id: 'area', text: 'Area average' },
        { id: 'browser', text: 'This browser’s filter' },
      ],
      value: settings.scaling,
      choose: (scaling: typeof settings.scaling) => actions.set({ scaling }),
    }),
    ...choiceCommands({
      id: 'matte',
      section: 'What runs',
      name: 'Behind transparency',
      options: [
        { id: 'checker', text: 'Checker' },
        { id: '#000000', text: 'Black' },
        { id: '#808080', text: 'Grey' },
        { id: '#ffffff', text: 'White' },
      ],
      value: settings.matte,
      choose: (matte: typeof settings.matte) => actions.set({ matte }),
    }),
  ];
}
