import { saveCard } from '../export/use-save';
import type { Command, CommandTools } from '../../ui/kit/command';

/** What is needed to get the present numbers again. */
export function cardCommands({ lab }: CommandTools): Command[] {
  const { picture } = lab.store.getState();
  const none = picture ? {} : { blocked: 'no picture yet' };
  return [
    {
      id: 'card',
      section: 'Save and share',
      name: 'Save settings and results (JSON)',
      ...none,
      run: () => saveCard(lab),
    },
  ];
}
