import type { Command, CommandTools } from '../../ui/kit/command';

/** Models that people add themselves. */
export function ownModelCommands({ lab }: CommandTools): Command[] {
  return [{ id: 'add-model', section: 'Open', name: 'Add your own model…', run: () => lab.actions.offerModel([]) }];
}
