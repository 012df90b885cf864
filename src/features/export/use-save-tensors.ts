import { useCallback, useState } from 'react';
import { toErrorInfo } from '../../core/errors';
import { writeNpy } from '../../core/files/npy';
import type { TensorName } from '../../core/protocol';
import type { Lab } from '../../state/lab';
import { loadPart } from '../../state/parts';
import { fileName } from '../../ui/kit/file-name';
import { saveBlob } from '../../ui/kit/save';
import { useLabObject } from '../../ui/lab-context';
import type { LatentFormat } from './state/latent-export';

/** Saves a tensor of the newest run as .npy, the values as they are. */
export function useSaveTensor(): (name: TensorName) => void {
  const { store, actions } = useLabObject();
  return (name) => {
    const file = fileName(store.getState(), name, 'npy');
    actions.tensor(name).then(
      (tensor) => saveBlob(new Blob([writeNpy(tensor)], { type: 'application/octet-stream' }), file),
      () => actions.inform(`The tensor ${name} could not be read. Run again, then try once more.`),
    );
  };
}

/** Saves the latent of the newest run for another program. */
export function useSaveLatent(): (format: LatentFormat) => void {
  const lab = useLabObject();
  return useCallback((format) => saveLatent(lab, format), [lab]);
}

export function saveLatent(lab: Lab, format: LatentFormat): void {
  const name = fileName(lab.store.getState(), format === 'latent' ? 'z' : 'latent', format);
  loadPart(() => import('./state/latent-export'))
    .then(({ latentFile }) => latentFile(lab, format))
    .then(
      (blob) => {
        saveBlob(blob, name);
        lab.actions.inform(`Saved ${name}: ${LATENT_SAID[format]}`);
      },
      (thrown: unknown) => lab.actions.complain(toErrorInfo(thrown)),
    );
}

const LATENT_SAID: Readonly<Record<LatentFormat, string>> = {
  safetensors: 'the latent as it is shown, under the key "latents", with scale and shift in its metadata.',
  latent: 'z as the autoencoder knows it. Put it into the folder "input" of ComfyUI and choose it in Load Latent.',
  npy: 'the latent as it is shown.',
};

/** Saves all tensors of the newest run as one archive. */
export function useSaveArchive(): { readonly isPacking: boolean; readonly saveArchive: () => void } {
  const lab = useLabObject();
  const [isPacking, setPacking] = useState(false);
  const save = (): void => {
    setPacking(true);
    void saveArchive(lab).finally(() => setPacking(false));
  };
  return { isPacking, saveArchive: save };
}

export async function saveArchive(lab: Lab): Promise<void> {
  const name = fileName(lab.store.getState(), 'tensors', 'zip');
  try {
    const { tensorArchive } = await loadPart(() => import('./state/tensor-archive'));
    saveBlob(await tensorArchive(lab), name);
  } catch (thrown) {
    lab.actions.complain(toErrorInfo(thrown));
  }
}
