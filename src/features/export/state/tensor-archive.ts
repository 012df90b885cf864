import { loadPart } from '../../../client/parts';
import { writeNpy } from '../../../core/files/npy';
import { isEverywhere } from '../../../core/math/affine';
import type { ModelEntry } from '../../../core/model/manifest';
import { TENSOR_NAMES, type RunSummary, type TensorData, type TensorName } from '../../../core/protocol';
import { fileOf, shownRun, type ExportLab } from './latent-export';
import { TENSOR_WORDS } from './tensor-words';

interface Entry {
  readonly name: string;
  readonly input: Blob | string;
  readonly lastModified: Date;
}

/**
 * All tensors of the shown run as one ZIP: a .npy file for each, and README.txt. One after another is read, so that the archive
 * alone is in memory. @throws LabError 'no-picture'
 */
export async function tensorArchive(lab: ExportLab): Promise<Blob> {
  const run = shownRun(lab);
  const { picture } = lab.store.getState();
  const written: { name: TensorName; dims: readonly number[] }[] = [];
  async function* entries(): AsyncGenerator<Entry> {
    const lastModified = new Date();
    for (const name of TENSOR_NAMES) {
      const tensor: TensorData = await lab.actions.tensor(name);
      if (tensor.data.length === 0) continue;
      written.push({ name, dims: tensor.dims });
      yield { name: `${name}.npy`, input: fileOf(writeNpy(tensor)), lastModified };
    }
    yield { name: 'README.txt', input: readme(picture?.info.name ?? '', run, written), lastModified };
  }
  const { downloadZip } = await loadPart(() => import('client-zip'));
  return downloadZip(entries()).blob();
}

function readme(
  picture: string,
  { summary, model }: { readonly summary: RunSummary; readonly model: ModelEntry },
  written: readonly { readonly name: TensorName; readonly dims: readonly number[] }[],
): string {
  const { scale, shift } = model.latent;
  const widths = [Math.max(...written.map(({ name }) => name.length)) + 4, 24] as const;
  const rows = written.map(
    ({ name, dims }) =>
      `${`${name}.npy`.padEnd(widths[0])}  ${`[${dims.join(', ')}]`.padEnd(widths[1])}  ${TENSOR_WORDS[name]}`,
  );
  const lacking = TENSOR_NAMES.filter((name) => !written.some((each) => each.name === name));
  return `Tensors of one run of litevae-lab
Picture:  ${picture}, run at ${summary.width} x ${summary.height} pixels
Model:    ${model.title} (${model.id}), on ${summary.backend}

Float32, little endian, C order, [batch, channels, height, width].

${rows.join('\n')}
${lacking.length > 0 ? `\nNot made by this run: ${lacking.join(', ')}.\n` : ''}
Scales
  input, reconstruction     red, green, blue from -1 to 1; a byte is (value + 1) * 127.5
  bands1, bands2, bands3    Haar bands of levels 1 to 3: approximation, horizontal, vertical, diagonal, each in red, green, blue
  mean, logvar              z as the networks know it: the posterior is N(mean, exp(logvar))
  latent, latent.raw        (z - shift) * scale with scale ${JSON.stringify(scale)} and shift ${JSON.stringify(shift)}

NumPy
  import numpy as np
  latent = np.load("latent.npy")

PyTorch
  import numpy as np, torch
  latent = torch.from_numpy(np.load("latent.npy"))
${scaleLines(model)}
Settings of the run, as JSON
${JSON.stringify(summary.settings)}
`;
}

/** How to get z; nothing where the latent is z. */
function scaleLines({ latent: { scale, shift } }: ModelEntry): string {
  if (isEverywhere(scale, 1) && isEverywhere(shift, 0)) return '  z = latent\n';
  const column = (value: unknown): string =>
    Array.isArray(value) ? `torch.tensor(${JSON.stringify(value)}).view(1, -1, 1, 1)` : String(value);
  return `  z = latent / ${column(scale)} + ${column(shift)}\n`;
}
