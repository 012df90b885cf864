import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expectAccessible } from './support/axe';
import { fileOf } from './support/lab';
import { expect, GPU, test } from './support/test';
import { serveTinyModel, tinyFile } from './support/tiny-model';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));

interface ManifestFile {
  models: { parity?: { sha256: string } }[];
}

test('WebGPU, wasm and PyTorch agree stage by stage; one click and one call say so', GPU, async ({ lab, page }) => {
  await lab.open({ backend: 'webgpu' });
  await lab.openFile(PICTURE);
  const { psnr } = await lab.run();
  const receipt = await lab.parity();
  expect(receipt).toMatchObject({
    ok: true,
    of: 'webgpu',
    with: 'pytorch',
    width: 64,
    height: 64,
    model: 'tiny-f8c12',
  });
  expect(receipt.comparisons.map((each) => `${each.of} ${each.with} ${each.ok}`)).toEqual([
    'webgpu pytorch true',
    'wasm pytorch true',
    'webgpu wasm true',
  ]);
  expect(receipt.stages.map(({ name }) => name)).toEqual([
    'input',
    'bands1',
    'bands2',
    'bands3',
    'mean',
    'logvar',
    'latent',
    'coefficients',
    'reconstruction',
  ]);
  // Other devices sum in another order: all equal would mean that one thing was compared with itself.
  expect(Math.max(...receipt.stages.map(({ max }) => max))).toBeGreaterThan(0);
  // What is shown is still the picture of before.
  expect((await lab.tensor('input')).dims).toEqual([1, 3, 64, 64]);
  expect((await lab.run()).psnr).toBe(psnr);

  const drawer = page.locator('[data-drawer="parity"]');
  await drawer
    .getByRole('button', { name: /Matches PyTorch/ })
    .first()
    .click();
  await expect(drawer.getByText(/9 of 9 stages agree with PyTorch within/).first()).toBeVisible();
  await drawer.getByRole('button', { name: 'Matches PyTorch as a table' }).click();
  await expect(drawer.getByRole('row', { name: /Decoder: WebGPU and PyTorch/ })).toContainText('agrees');
  await expectAccessible(page, '[data-drawer="parity"]');
});

test(
  'stored values that differ: the page says so, and the CPU runs without a click',
  GPU,
  async ({ lab, page, context }) => {
    const spoilt = Buffer.from(tinyFile('parity.safetensors'));
    const header = JSON.parse(spoilt.subarray(8, 8 + Number(spoilt.readBigUInt64LE(0))).toString()) as Record<
      string,
      { data_offsets: number[] }
    >;
    const mean = 8 + Number(spoilt.readBigUInt64LE(0)) + (header['mean']?.data_offsets[0] ?? NaN);
    spoilt.writeFloatLE(spoilt.readFloatLE(mean) + 0.5, mean);
    const manifest = JSON.parse(tinyFile('manifest.json').toString()) as ManifestFile;
    const entry = manifest.models[0]?.parity;
    if (!entry) throw new Error('The tiny manifest names no parity file.');
    entry.sha256 = createHash('sha256').update(spoilt).digest('hex');
    await serveTinyModel(context);
    await context.route('**/models/manifest.json', (route) => route.fulfill({ json: manifest }));
    await context.route('**/models/parity.safetensors', (route) => route.fulfill({ body: spoilt }));

    // Unasked, after the first result.
    await lab.open({ model: 'real', backend: 'webgpu', query: { parity: 'on' } });
    await lab.openFile(PICTURE);
    const banner = page
      .getByRole('status')
      .filter({ hasText: /Encoder differs by .* \(limit 1e−3\)\. Switched to the CPU\./ });
    await expect(banner).toBeVisible({ timeout: 60_000 });
    await expect.poll(async () => (await lab.run()).backend).toBe('wasm');
    expect((await lab.info()).reason).toMatch(/Encoder differs/);
    expect((await lab.settings()).backend).toBe('webgpu');
  },
);

test('on the CPU it is made unasked after the first result, once', async ({ lab, page, watch }) => {
  const asked = () => watch.requests.filter((address) => address.endsWith('parity.safetensors')).length;
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  await lab.run();
  expect(asked(), 'switched off by the address').toBe(0);
  await lab.open({ backend: 'wasm', query: { parity: 'on' } });
  await lab.openFile(PICTURE);
  await lab.run();
  const kept = () =>
    page.evaluate(() => Object.values(JSON.parse(localStorage.getItem('litevae-lab.parity.1') ?? '{}') as object));
  await expect.poll(kept).toEqual([expect.objectContaining({ ok: true, of: 'wasm', with: 'pytorch' })]);
  const [before] = await kept();
  await page.reload();
  await lab.ready();
  await lab.openFile(PICTURE);
  await lab.run();
  await page.getByRole('button', { name: /CPU/ }).first().click();
  await expect(page.getByText(/9 of 9 stages agree with PyTorch/).first()).toBeVisible();
  expect(await kept()).toEqual([before]);
});
