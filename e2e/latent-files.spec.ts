import { join } from 'node:path';
import type { RunSummary } from '../src/core/protocol';
import { expectAccessible } from './support/axe';
import { fileOf, type Lab, type TestFile } from './support/lab';
import { expect, test } from './support/test';
import { serveTinyKinds } from './support/tiny-kinds';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const PICTURE = fileOf(join(FIXTURES, 'goldens/tiny-f8c12/64x64.png'));
const latent = (name: string): TestFile => fileOf(join(FIXTURES, 'latents', name));

/** The newest run; null while one takes another's place. */
const ran = (lab: Lab): Promise<RunSummary | null> => lab.run().catch(() => null);

test.beforeEach(async ({ lab, context }) => {
  await serveTinyKinds(context);
  await lab.open({ model: 'real', backend: 'wasm' });
});

test('files of latents are shown and decoded, each kind of them', async ({ lab, page }) => {
  const dialog = page.getByRole('dialog', { name: 'Open a latent' });
  for (const [name, says] of [
    ['half.npy', '4 × 2 × 3, float16'],
    ['arrays.npz', '1 × 4 × 2 × 3, float32'],
    ['several.safetensors', '1 × 4 × 1 × 2 × 3, float64'],
    ['batch.latent', '2 × 4 × 2 × 3, float32'],
    ['strided.pt', '1 × 4 × 2 × 3, float32'],
  ] as const) {
    await lab.choose(latent(name));
    await expect(dialog).toContainText(says);
    await expect(dialog).toContainText('24 × 16 px');
    await dialog.getByRole('button', { name: 'Show it' }).click();
    await expect(dialog).toBeHidden();
    await expect.poll(() => ran(lab).then((run) => run?.latentDims)).toEqual([1, 4, 2, 3]);
    expect((await lab.tensor('reconstruction')).dims).toEqual([1, 3, 16, 24]);
  }
});

test('a latent that the page saved comes back bit for bit, beside the picture that it is of', async ({ lab, page }) => {
  await lab.choose(PICTURE);
  await lab.runsAt(64);
  const shown = await lab.tensor('latent');
  for (const format of ['safetensors', 'latent'] as const) {
    const bytes = await page.evaluate(
      (kind) => window.litevae.latentFile(kind).then(async (blob) => [...new Uint8Array(await blob.arrayBuffer())]),
      format,
    );
    await lab.choose({ name: `saved.${format}`, type: '', bytes: Uint8Array.from(bytes) });
    const dialog = page.getByRole('dialog', { name: 'Open a latent' });
    await expect(dialog.getByRole('radio', { name: format === 'latent' ? 'Raw z' : 'Scaled' })).toBeChecked();
    await expect(dialog.getByRole('status')).toContainText('they differ by 0 (root mean square)');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Show it' }).click();
    await expect.poll(() => ran(lab).then((run) => run?.began)).toBe('latent');
    expect((await lab.tensor('latent')).data).toEqual(shown.data);
    await expect(page.getByRole('button', { name: /^Latent file/ })).toContainText(`saved.${format}`);
    await expect(page.getByText('PSNR between reconstructions')).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect.poll(() => ran(lab).then((run) => run && (run.began ?? 'picture'))).toBe('picture');
  }
});

test('what cannot be shown says why, and changes nothing', async ({ lab, page }) => {
  const dialog = page.getByRole('dialog', { name: 'Open a latent' });
  await lab.choose(PICTURE);
  await lab.runsAt(64);
  const { job } = await lab.run();
  await lab.choose(latent('integers.npy'));
  await expect(dialog.getByRole('alert')).toContainText('whole numbers');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await lab.choose({ ...latent('integers.npy'), name: 'text.npy', bytes: new TextEncoder().encode('not an array') });
  await expect(dialog.getByRole('alert')).toContainText('no .npy');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await lab.choose(latent('half.npy'));
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect((await page.evaluate(() => window.litevae.region(null))).job).toBe(job);
});
