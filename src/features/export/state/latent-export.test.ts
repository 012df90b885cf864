import { expect, it } from 'vitest';
import manifest from '../../../../e2e/fixtures/tiny-kinds/manifest.json';
import { unzip } from '../../../client/unzip';
import { readNpy } from '../../../core/files/npy';
import { readSafetensors } from '../../../core/files/safetensors';
import type { ModelEntry } from '../../../core/model/manifest';
import type { SettingsPatch } from '../../../core/settings/settings';
import { openedLab, settled } from '../../../state/test-client';
import { latentFile, type LatentFormat } from './latent-export';
import { tensorArchive } from './tensor-archive';

const model = manifest.models[0] as unknown as ModelEntry;

/** A finished run of a model with scale 0.5 and shift 0.25; every tensor but logvar has four values that say its name. */
async function ranLab(settings: SettingsPatch = {}, factors: Partial<ModelEntry['latent']> = {}) {
  const { lab, client } = await openedLab();
  client.finish();
  await settled();
  lab.store.setState(({ result }) => {
    if (!result) throw new Error('Nothing ran.');
    const { summary } = result;
    return {
      models: [{ ...model, id: summary.model, latent: { ...model.latent, ...factors } }],
      result: {
        ...result,
        summary: {
          ...summary,
          settings: { ...summary.settings, ...settings } as typeof summary.settings,
          stats: { ...summary.stats, mean: [{ min: 0, max: 1, mean: 0, std: 1 }] },
        },
      },
    };
  });
  client.tensor = (name) => {
    const count = name === 'logvar' ? 0 : 4;
    return Promise.resolve({ dims: [1, count, 1, 1], data: new Float32Array(count).fill(name.length + 0.1) });
  };
  return lab;
}

const bytesOf = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await blob.arrayBuffer());
const saved = async (format: LatentFormat, settings?: SettingsPatch) =>
  readSafetensors(await bytesOf(await latentFile(await ranLab(settings), format)));

it('.safetensors holds the latent as it is shown, and says its scale', async () => {
  const { tensors, metadata } = await saved('safetensors');
  expect(tensors['latents']).toEqual({ dims: [1, 4, 1, 1], data: new Float32Array(4).fill(6.1) });
  expect(metadata).toMatchObject({ units: 'scaled', scaling_factor: '0.5', shift_factor: '0.25' });
});

it('.latent holds z with the marker: the very mean where nothing was edited or sampled', async () => {
  const { tensors } = await saved('latent');
  expect(Object.keys(tensors)).toEqual(['latent_format_version_0', 'latent_tensor']);
  expect(tensors['latent_tensor']?.data).toEqual(new Float32Array(4).fill(4.1));
  const edited = await saved('latent', { latent: { bits: 4 } });
  expect(edited.tensors['latent_tensor']?.data[0]).toBeCloseTo(6.1 / 0.5 + 0.25, 5);
});

it('.npy holds the latent as it is shown; another format is refused', async () => {
  const lab = await ranLab();
  expect(readNpy(await bytesOf(await latentFile(lab, 'npy'))).data[3]).toBe(Math.fround(6.1));
  await expect(latentFile(lab, 'gif' as LatentFormat)).rejects.toMatchObject({ code: 'bad-setting' });
});

it('the archive has a file for each tensor that is there, and says how to load it', async () => {
  const zip = new File([await tensorArchive(await ranLab())], 'a.zip');
  const { files } = await unzip(zip);
  expect(files.map(({ path }) => path)).toEqual(
    [
      ...['input', 'bands1', 'bands2', 'bands3', 'bands1.raw', 'bands2.raw', 'bands3.raw', 'mean', 'latent.raw'],
      ...['latent', 'coefficients', 'reconstruction'],
    ]
      .map((name) => `${name}.npy`)
      .concat('README.txt'),
  );
  const array = files.find(({ path }) => path === 'bands2.raw.npy');
  expect(readNpy(await bytesOf(array?.file as File)).data[0]).toBe(Math.fround(10.1));
  const text = await files.at(-1)?.file.text();
  expect(text).toMatch(/latent\.npy +\[1, 4, 1, 1\]/);
  expect(text).toMatch(/Not made by this run: logvar\./);
  expect(text).toMatch(/z = latent \/ 0\.5 \+ 0\.25/);
});

it('the archive says that the latent is z where every channel has scale 1 and shift 0', async () => {
  const lab = await ranLab({}, { scale: [1, 1, 1, 1], shift: [0, 0, 0, 0] });
  const { files } = await unzip(new File([await tensorArchive(lab)], 'a.zip'));
  expect(await files.at(-1)?.file.text()).toMatch(/z = latent$/m);
});

it('says that there is nothing yet before a run', async () => {
  const { lab } = await openedLab();
  await expect(latentFile(lab, 'npy')).rejects.toMatchObject({ code: 'no-picture' });
});
