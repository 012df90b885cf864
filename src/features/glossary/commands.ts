import type { Command, CommandTools } from '../../ui/kit/command';

/** The words of the page. */
export function glossaryCommands({ dialogs }: CommandTools): Command[] {
  return [
    {
      id: 'glossary',
      section: 'Save and share',
      name: 'Glossary: what the words mean',
      run: () => dialogs.show('glossary'),
    },
  ];
}
