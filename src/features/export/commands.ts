import { liveSummary } from '../../state/selectors';
import { KEYS } from '../../ui/kit/key-names';
import type { Command, CommandTools } from '../../ui/kit/command';
import { saveArchive, saveLatent } from './use-save-tensors';

/** Files of what is shown. */
export function exportCommands({ lab, dialogs, saveView }: CommandTools): Command[] {
  const state = lab.store.getState();
  const none = state.picture ? {} : { blocked: 'no picture yet' };
  const noResult = liveSummary(state) ? {} : { blocked: 'no result yet' };
  return [
    {
      id: 'png',
      section: 'Save and share',
      name: 'Save the shown view as PNG',
      keys: KEYS.save[0],
      ...none,
      run: () => saveView('shown'),
    },
    {
      id: 'png-labels',
      section: 'Save and share',
      name: 'Save the shown view as PNG with labels',
      ...none,
      run: () => saveView('labelled'),
    },
    { id: 'png-b', section: 'Save and share', name: 'Save side B alone as PNG', ...none, run: () => saveView('b') },
    {
      id: 'npy',
      section: 'Save and share',
      name: 'Save a tensor as .npy…',
      ...noResult,
      run: () => dialogs.show('export'),
    },
    {
      id: 'latent-safetensors',
      section: 'Save and share',
      name: 'Save the latent as .safetensors, for diffusers',
      ...noResult,
      run: () => saveLatent(lab, 'safetensors'),
    },
    {
      id: 'latent-comfy',
      section: 'Save and share',
      name: 'Save the latent as .latent, for ComfyUI',
      ...noResult,
      run: () => saveLatent(lab, 'latent'),
    },
    {
      id: 'tensors-zip',
      section: 'Save and share',
      name: 'Save all tensors as one ZIP',
      ...noResult,
      run: () => void saveArchive(lab),
    },
  ];
}
