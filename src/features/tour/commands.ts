import type { Command, CommandTools } from '../../ui/kit/command';
import { STEPS } from './steps';

/** The tour from its first step, and each step by its name. */
export function tourCommands({ lab: { store, actions }, dialogs }: CommandTools): Command[] {
  const { tour } = store.getState();
  return [
    { id: 'about', section: 'Go to', name: 'About this page', run: () => dialogs.show('about') },
    { id: 'tour', section: 'Go to', name: 'Take the tour', run: () => actions.setTour(1) },
    ...(tour
      ? [{ id: 'tour-end', section: 'Go to', name: 'Leave the tour', run: () => actions.setTour(null) } as const]
      : []),
    ...STEPS.map(({ title }, index): Command => ({
      id: `tour:${index + 1}`,
      section: 'Go to',
      name: `Tour: ${title}`,
      value: `step ${index + 1}`,
      run: () => actions.setTour(index + 1),
    })),
  ];
}
