import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { BrowserContext } from '@playwright/test';
import { scientific } from '../src/ui/kit/format';
import { expectAccessible } from './support/axe';
import { fileOf } from './support/lab';
import { overwriteWeights } from './support/onnx-weights';
import { expect, test } from './support/test';
import { tinyFile } from './support/tiny-model';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));
const HALVED = 'halved';

/** Lists a second model: the tiny one's encoder, and a decoder of halved weights. */
async function serveHalved(context: BrowserContext, more: { study?: string } = {}): Promise<void> {
  const decoder = overwriteWeights(tinyFile('decoder.onnx'), 'half');
  const manifest = JSON.parse(tinyFile('manifest.json').toString()) as { models: { decoder: object }[] };
  const [tiny] = manifest.models;
  const sha256 = createHash('sha256').update(decoder).digest('hex');
  const entry = {
    ...tiny,
    id: HALVED,
    title: 'Halved weights',
    decoder: { ...tiny?.decoder, file: 'halved.onnx', sha256 },
    ...more,
  };
  manifest.models.push(entry as never);
  await context.route('**/models/manifest.json', (route) => route.fulfill({ json: manifest }));
  await context.route('**/models/halved.onnx', (route) => route.fulfill({ body: decoder }));
}

test('two models or two settings on one picture, with the metrics of both', async ({ lab, page, context }) => {
  await lab.open({ backend: 'wasm', wait: false });
  await serveHalved(context);
  await page.reload();
  await lab.ready();
  await lab.choose(PICTURE);
  await lab.runsAt(64);
  const plain = await lab.run();

  await page.getByRole('button', { name: 'Compare settings or models' }).click();
  const drawer = page.locator('[data-drawer=compare]');
  await drawer.getByRole('button', { name: 'Compare with model' }).click();
  await page.getByRole('option', { name: 'Halved weights' }).click();
  await expect(drawer.getByRole('table')).toContainText('Tiny test model (shown) and Halved weights (compared)');

  // Settings: what was kept stays as it was, the shown result changes.
  await drawer.getByRole('button', { name: 'Take over the present settings' }).click();
  const kept = await lab.trial({ model: HALVED });
  await lab.set({ bands: { '1.A.R': { mute: true }, '2.A.R': { mute: true }, '3.A.R': { mute: true } } });
  const edited = await lab.run();
  expect(edited.mse).not.toBeCloseTo(plain.mse, 1);
  const row = drawer.getByRole('row', { name: /MSE/ });
  await expect(row.getByRole('cell').nth(0)).toHaveText(scientific(edited.mse));
  await expect(row.getByRole('cell').nth(1)).toHaveText(scientific(kept.mse));

  // Its tensors are its own, and it can be looked at.
  const [shown, compared] = [await lab.tensor('reconstruction'), await lab.tensor('reconstruction', 'compared')];
  expect(shown.data).not.toEqual(compared.data);
  await drawer.getByRole('button', { name: 'In the slider' }).click();
  await expect(page.getByRole('slider', { name: /Compare compared result and reconstruction/i })).toBeVisible();
  const tag = page.locator('.tag', { hasText: 'Compared result' });
  await expect(tag).toContainText(`${kept.psnr?.toFixed(2)}`);
  await expect(tag).toContainText('Halved weights, no edits');
  await drawer.getByRole('button', { name: 'Their difference' }).click();
  await expect(page.getByRole('group', { name: /Shown minus compared/ })).toBeVisible();
  await drawer.getByRole('button', { name: 'Compare settings or models as a table' }).click();
  await expect(drawer.getByRole('row')).toHaveCount(31);
  await expectAccessible(page, '[data-drawer=compare]');

  await drawer.getByRole('button', { name: 'Compare with model' }).click();
  await page.getByRole('option', { name: 'Nothing' }).click();
  await expect(drawer.getByRole('table')).toHaveCount(0);
  await expect(lab.tensor('reconstruction', 'compared')).rejects.toThrow();
});

test('a model of a study is in a group of its own, and its decoder is downloaded once it is chosen', async ({
  lab,
  page,
  context,
  watch,
}) => {
  await lab.open({ backend: 'wasm', wait: false });
  await serveHalved(context, { study: 'norms' });
  await page.reload();
  await lab.ready();
  await lab.openFile(PICTURE);
  await lab.run();
  const before = watch.requests.length;
  const downloaded = (): string[] =>
    watch.requests.slice(before).flatMap((url) => /models\/(.*\.onnx)$/.exec(url)?.[1] ?? []);
  await page.getByRole('button', { name: 'Model: Tiny test model' }).click();
  const menu = page.getByRole('dialog', { name: 'Model' });
  await expect(menu.getByRole('radio')).toHaveCount(1);
  await menu.getByRole('button', { name: 'Studies: 1 small model' }).click();
  await expect(menu.getByRole('radio')).toHaveCount(2);
  await expect(menu.getByText(/of it is stored on this device/)).toBeVisible();
  await expectAccessible(page, '.popover');
  expect(downloaded()).toEqual([]);
  await menu.getByText('Halved weights').click();
  await expect
    .poll(() =>
      lab.run().then(
        ({ model }) => model,
        () => '',
      ),
    )
    .toBe(HALVED);
  expect(downloaded()).toEqual(['halved.onnx']);
  await expect(menu.getByText('Stored on this device.')).toHaveCount(2);
});
