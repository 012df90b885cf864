import { LabError } from '../../../core/errors';
import { LATENTS } from '../../../core/files/latent-keys';
import { writeNpy } from '../../../core/files/npy';
import { writeSafetensors } from '../../../core/files/safetensors';
import type { ModelEntry } from '../../../core/model/manifest';
import type { TensorData } from '../../../core/tensor';
import { aboutLatent, fileOf } from '../../export/state/latent-export';

export type BatchFormat = 'npy' | 'safetensors';

/** The latent of one picture, [1,C,h,w] as it is shown. */
export interface NamedLatent {
  readonly name: string;
  readonly latent: TensorData;
}

/**
 * Latents as one tensor [B,C,h,w], in the order in which they are given; .safetensors says which picture is which.
 * @throws LabError 'bad-setting' where there is none, or where their shapes differ
 */
export function batchLatents(given: readonly NamedLatent[], format: BatchFormat, model: ModelEntry | undefined): Blob {
  const [first] = given;
  if (!first) throw new LabError('bad-setting', 'There is no latent to save: no picture of the batch is done.');
  const odd = given.find(({ latent }) => latent.dims.join() !== first.latent.dims.join());
  if (odd) {
    const shape = ({ name, latent }: NamedLatent): string => `${name} has ${latent.dims.slice(1).join(' × ')}`;
    throw new LabError(
      'bad-setting',
      `One tensor holds latents of one shape, and ${shape(first)}, ${shape(odd)}. Give a batch of pictures of one size.`,
    );
  }
  const size = first.latent.data.length;
  const tensor = { dims: [given.length, ...first.latent.dims.slice(1)], data: new Float32Array(given.length * size) };
  given.forEach(({ latent }, at) => tensor.data.set(latent.data, at * size));
  if (format === 'npy') return fileOf(writeNpy(tensor));
  const pictures = JSON.stringify(given.map(({ name }) => name));
  return fileOf(writeSafetensors({ [LATENTS]: tensor }, { ...(model && aboutLatent(model)), pictures }));
}
