import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf } from './support/lab';
import { addModel, openPicture } from './support/own-model';
import { expect, test } from './support/test';

const FOLDER = join(import.meta.dirname, 'fixtures/tiny-shapes');
const file = (name: string): Buffer => readFileSync(join(FOLDER, name));
const WIDE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/53x37.png'));
const CHANNELS = 128;
const SIDE = 32;

test('a model of 128 channels at a 32nd of the picture runs, in the units of each channel', async ({ lab, page }) => {
  await openPicture(lab);
  const files = { encoder: file('encoder.onnx'), decoder: file('decoder.onnx'), manifest: file('manifest.json') };
  const { id } = await addModel(page, files);
  await lab.set({ model: id ?? '' });
  // A picture that is not square is padded for the model: 53 x 37 to 64 x 64.
  await lab.openFile(WIDE);
  const summary = await lab.run();
  expect(summary).toMatchObject({ model: id, latentDims: [1, CHANNELS, 2, 2], downscale: SIDE, width: 53, height: 37 });
  // The networks keep the means of 8 x 8 pixels.
  expect(summary.psnr).toBeGreaterThan(10);

  const [mean, latent] = [await lab.tensor('mean'), await lab.tensor('latent')];
  for (const channel of [0, 40, 127]) {
    const [scale, shift] = [2 + channel / 64, channel / 1000 - 0.064];
    const z = mean.data[4 * channel] as number;
    expect(latent.data[4 * channel]).toBeCloseTo((z - shift) * scale, 3);
  }

  await page.getByRole('tab', { name: 'Latent' }).click();
  await expect(page.locator('.inspector')).toContainText('32 × 32 block');

  // A row for each channel scrolls below the heads, also by keys.
  const rows = page.getByRole('group', { name: /128 rows$/ });
  expect((await rows.boundingBox())?.height).toBeLessThan(500);
  await rows.press('End');
  await expect(rows.getByRole('row', { name: /^127 / })).toBeInViewport();
  await expect(rows.getByRole('columnheader', { name: 'Channel' })).toBeInViewport();
});
