import type { Command, CommandTools } from '../../ui/kit/command';

/** Latents of files. */
export function latentFileCommands({ dialogs }: CommandTools): Command[] {
  return [{ id: 'open-latent', section: 'Open', name: 'Open a latent file…', run: () => dialogs.pickFile() }];
}
