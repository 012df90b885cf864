import { LabError } from '../../../core/errors';
import { writeNpy } from '../../../core/files/npy';
import { COMFY, LATENTS } from '../../../core/files/latent-keys';
import { writeSafetensors } from '../../../core/files/safetensors';
import { makes } from '../../../core/missing';
import { inRawUnits } from '../../../core/model/latent-units';
import type { ModelEntry } from '../../../core/model/manifest';
import type { RunSummary } from '../../../core/protocol';
import { hasLatentEdits } from '../../../core/settings/latent-settings';
import type { Lab } from '../../../state/lab';
import { liveSummary } from '../../../state/selectors';

/** Kinds of files that a latent is saved as. */
const LATENT_FORMATS = ['safetensors', 'latent', 'npy'] as const;
export type LatentFormat = (typeof LATENT_FORMATS)[number];

/** What exports need of the lab. */
export type ExportLab = Pick<Lab, 'store' | 'actions'>;

/**
 * The shown latent as a file: .safetensors and .npy hold it as it is shown, .latent of ComfyUI holds z.
 * @throws LabError 'no-picture' without a result, 'bad-setting' for an unknown format
 */
export async function latentFile(lab: ExportLab, format: LatentFormat): Promise<Blob> {
  const { summary, model } = shownRun(lab);
  const { actions } = lab;
  switch (format) {
    case 'npy':
      return fileOf(writeNpy(await actions.tensor('latent')));
    case 'safetensors':
      return fileOf(writeSafetensors({ [LATENTS]: await actions.tensor('latent') }, aboutLatent(model)));
    case 'latent':
      return fileOf(
        writeSafetensors({
          [COMFY.tensor]: isMean(summary)
            ? await actions.tensor('mean')
            : inRawUnits(await actions.tensor('latent'), model),
          [COMFY.marker]: { dims: [0], data: new Float32Array() },
        }),
      );
    default:
      throw new LabError(
        'bad-setting',
        `A latent is saved as ${LATENT_FORMATS.map((each) => `"${each}"`).join(', ')}, not as "${String(format)}".`,
      );
  }
}

/** The live result and its model. @throws LabError 'no-picture' */
export function shownRun({ store }: ExportLab): { readonly summary: RunSummary; readonly model: ModelEntry } {
  const state = store.getState();
  const summary = liveSummary(state);
  const model = state.models.find(({ id }) => id === summary?.model);
  if (!summary || !model) throw new LabError('no-picture', 'There is no result to save yet. Run a picture first.');
  return { summary, model };
}

/** Whether the latent is the mean that the encoder gave, but for scale and shift: that is z to the bit. */
function isMean(summary: RunSummary): boolean {
  const { settings } = summary;
  const isSampled = settings.posterior === 'sample' && makes(summary, 'logvar');
  return makes(summary, 'mean') && !isSampled && !hasLatentEdits(settings.latent);
}

/** Metadata of a file with a latent as it is shown, in the words of a configuration of diffusers. */
export function aboutLatent({ id, latent: { scale, shift } }: ModelEntry): Record<string, string> {
  return {
    format: 'pt',
    model: id,
    scaling_factor: JSON.stringify(scale),
    shift_factor: JSON.stringify(shift),
    units: 'scaled',
  };
}

export function fileOf(bytes: Uint8Array<ArrayBuffer>): Blob {
  return new Blob([bytes], { type: 'application/octet-stream' });
}
