import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { zip } from '../src/state/test-zip';
import { expectAccessible } from './support/axe';
import { dropped, openPicture } from './support/own-model';
import { expect, test } from './support/test';

const FIELD = join(import.meta.dirname, 'fixtures/field/optimum-1.23');
const field = (name: string): Buffer => readFileSync(join(FIELD, name));
const AUTOENCODER = ['vae_encoder/model.onnx', 'vae_encoder/config.json', 'vae_decoder/model.onnx'];

test('a folder with weights in shards beside its graphs is dropped as it is; a shard that is missing is named', async ({
  lab,
  page,
}) => {
  await openPicture(lab);
  const folder = test.info().outputPath('sharded');
  cpSync(join(import.meta.dirname, 'fixtures/field/external-shards'), folder, { recursive: true });
  const shard = join(folder, 'vae_encoder/model.onnx_data_1');
  const content = readFileSync(shard);
  rmSync(shard);
  await lab.dropPaths(folder);
  const dialog = page.getByRole('dialog', { name: 'Add your own model' });
  await expect(dialog.getByRole('table', { name: 'What does not fit' })).toContainText(
    'some in model.onnx_data_1, which is not here',
  );
  await page.keyboard.press('Escape');

  writeFileSync(shard, content);
  await lab.dropPaths(folder);
  await expect(dialog.getByRole('status')).toContainText('This model fits.');
  await expect(dialog).toContainText('Weights of sharded/vae_encoder/model.onnx.');
  await dialog.getByRole('button', { name: 'Add model' }).click();
  await expect(page.getByRole('button', { name: 'Model: sharded' })).toBeVisible();
  expect((await lab.run()).latentDims?.[1]).toBe(4);
});

test('the folder of a pipeline and archives in an archive are models; known ones fill in their numbers', async ({
  lab,
  page,
}) => {
  const before = await openPicture(lab);
  const pipeline = test.info().outputPath('stable-diffusion');
  const files = {
    ...Object.fromEntries(AUTOENCODER.map((name) => [name, field(name)])),
    'model_index.json': '{"_class_name": "StableDiffusionPipeline"}',
    'unet/model.onnx': 'not read',
    'unet/model.onnx_data': 'not read',
    'scheduler/scheduler_config.json': '{"_class_name": "PNDMScheduler"}',
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(pipeline, name)), { recursive: true });
    writeFileSync(join(pipeline, name), content);
  }
  await page.getByRole('button', { name: /^Model:/ }).click();
  await page.getByRole('button', { name: 'Add your own model…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add your own model' });
  await dialog.getByLabel('Folder of a model').setInputFiles(pipeline);
  const status = dialog.getByRole('status');
  await expect(status).toContainText('This model fits.');
  await expect(dialog.getByRole('button', { name: /^Not needed: scheduler, unet \(3 files/ })).toBeVisible();
  const known = dialog.getByRole('button', { name: /Known model/ });
  await expect(known).toContainText('Stable Diffusion 1 and 2');
  await expect(dialog).toContainText('Scale and shift are those of config.json. 4 channels at 1/8, scale 0.18215');
  await expect(dialog.getByLabel('Latent scale')).toHaveValue('0.18215');
  await expect(dialog.getByLabel('Name')).toHaveValue('stable-diffusion');

  // The other way round neither fits, and says why; back again it does.
  const swap = dialog.getByRole('button', { name: 'Swap encoder and decoder' });
  await swap.click();
  await expect(status).toContainText('This model does not fit');
  await expect(dialog.getByRole('table', { name: 'What does not fit' })).toContainText('Encoder: Input channels');
  await swap.click();
  await expect(status).toContainText('This model fits.');
  await expectAccessible(page, '[role=dialog]');
  await known.click();
  await page.getByRole('option', { name: 'Stable Diffusion XL', exact: true }).click();
  await expect(dialog.getByLabel('Latent scale')).toHaveValue('0.13025');
  await expect(dialog.getByLabel('Licence of the weights')).toHaveValue('MIT');
  expect((await lab.run()).psnr, 'what is on screen stays').toBe(before);
  await dialog.getByRole('button', { name: 'Add model' }).click();
  await expect(page.getByRole('button', { name: 'Model: stable-diffusion' })).toBeVisible();
  const { psnr, latentDims } = await lab.run();
  expect([psnr === before, latentDims?.[1]]).toEqual([false, 4]);

  const inner = zip(AUTOENCODER.map((name) => ({ name: `vae/${name}`, text: field(name) })));
  await lab.drop(dropped('models.zip', Buffer.from(zip([{ name: 'sd/inner.zip', text: inner }]))));
  await expect(status).toContainText('This model fits.');
  // Networks come before what lies beside them.
  await expect(dialog.getByRole('listitem')).toHaveText([
    /vae_encoder\/model\.onnx/,
    /vae_decoder\/model\.onnx/,
    /vae_encoder\/config\.json.*AutoencoderKL/,
  ]);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});
