import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { BrowserContext } from '@playwright/test';
import type { Manifest, NetworkFile } from '../src/core/model/manifest';
import { expectAccessible } from './support/axe';
import { fileOf } from './support/lab';
import { overwriteWeights } from './support/onnx-weights';
import { expect, GPU, test } from './support/test';
import { serveTinyModel, tinyFile } from './support/tiny-model';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));

test(
  'an adapter without shader-f16 runs fp32 and says why; fp16 that was chosen is refused',
  GPU,
  async ({ lab, page, watch }) => {
    await lab.open({ backend: 'webgpu' });
    expect(await lab.info()).toMatchObject({
      backend: 'webgpu',
      precision: 'fp32, weights stored as fp16',
      precisionReason: 'This adapter has no shader-f16.',
      half: 'none',
    });
    await lab.openFile(PICTURE);
    const { psnr } = await lab.run();

    await lab.set({ precision: 'fp16' });
    await expect(lab.run()).rejects.toMatchObject({
      code: 'no-backend',
      message: 'fp16 was chosen, but this adapter has no shader-f16. Choose Auto or fp32.',
    });
    await expect(page.getByText('fp16 was chosen, but this adapter has no shader-f16.').first()).toBeVisible();
    // What was shown stays, and fp32 brings it back on the same backend.
    expect((await lab.tensor('reconstruction')).dims).toEqual([1, 3, 64, 64]);
    await lab.set({ precision: 'fp32' });
    expect(await lab.run()).toMatchObject({ backend: 'webgpu', psnr });
    expect(await lab.info()).toMatchObject({ precision: 'fp32, weights stored as fp16', half: 'none' });
    expect(
      watch.requests.filter((address) => address.includes('fp16')),
      'nothing is loaded that cannot run',
    ).toEqual([]);
  },
);

test('the panel shows the precision and lets one choose, by keyboard and on a phone', async ({ lab, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  await lab.run();
  await page.getByRole('button', { name: /CPU/ }).first().click();
  const panel = page.locator('.popover');
  await expect(panel.getByText('fp32, weights stored as fp16')).toBeVisible();
  await expect(panel.getByText('The CPU computes in fp32.')).toBeVisible();
  await expectAccessible(page, '.popover');

  const choice = panel.getByRole('radiogroup', { name: 'Precision' });
  await choice.getByRole('radio', { name: 'Auto' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await expect(choice.getByRole('radio', { name: 'fp32' })).toBeChecked();
  await lab.run();
  await expect(panel.getByText('fp32, weights stored as fp16')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await expect(panel.getByText('fp16 does not run here. The CPU computes in fp32.')).toBeVisible();
  await expect(
    page.getByText('fp16 was chosen, but the CPU computes in fp32. Choose Auto or fp32.').first(),
  ).toBeVisible();
  expect((await lab.settings()).precision).toBe('fp16');
  await expectAccessible(page, '.popover');
  const box = await choice.boundingBox();
  expect(box && box.x >= 0 && box.x + box.width <= 390).toBe(true);

  // It is a setting like any other: undo takes it back, and the networks with it.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  expect((await lab.settings()).precision).toBe('fp32');
  await lab.run();
  expect(await lab.info()).toMatchObject({ backend: 'wasm', precision: 'fp32, weights stored as fp16' });
});

/** The adapter says that it has shader-f16. */
const CLAIM_F16 = `
  const features = GPUSupportedFeatures.prototype;
  const { has, [Symbol.iterator]: each } = features;
  features.has = function (name) { return name === 'shader-f16' || has.call(this, name); };
  features[Symbol.iterator] = function* () { yield* each.call(this); yield 'shader-f16'; };
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = function (asked) {
    return requestDevice.call(this, { ...asked, requiredFeatures: asked.requiredFeatures.filter((name) => name !== 'shader-f16') });
  };
`;

/**
 * A GPU that claims shader-f16, and an fp16 build that is the float32 one, which any device runs: the way to fp16 without its
 * arithmetic. @param decoder of that build
 */
async function serveClaimedHalf(context: BrowserContext, decoder: Buffer): Promise<void> {
  await serveTinyModel(context);
  const files: Readonly<Record<string, Buffer>> = { encoder: tinyFile('encoder.onnx'), decoder };
  const manifest = JSON.parse(tinyFile('manifest.json').toString()) as Manifest;
  for (const part of ['encoder', 'decoder'] as const) {
    const content = files[part] as Buffer;
    const [variant] = (manifest.models[0]?.[part] as NetworkFile).variants ?? [];
    Object.assign(variant ?? {}, { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') });
    await context.route(`**/models/${part}.fp16.onnx`, (route) => route.fulfill({ body: content }));
  }
  await context.route('**/models/manifest.json', (route) => route.fulfill({ json: manifest }));
  await context.route('**/assets/lab-worker-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: CLAIM_F16 + (await response.text()) });
  });
}

for (const { name, weights, says, next } of [
  {
    name: 'agrees is taken from the next visit on',
    weights: (file: Buffer) => file,
    says: /fp16 is taken from the next start on: 9 of 9 stages agree/,
    next: { precision: 'fp16, narrow layers, last convolution and both ends fp32', half: 'passed' },
  },
  {
    name: 'differs never is',
    weights: (file: Buffer) => overwriteWeights(file, 'half'),
    says: /fp16 is not taken: Decoder differs by/,
    next: { precision: 'fp32, weights stored as fp16', half: 'failed' },
  },
]) {
  test(`an fp16 build that ${name}`, GPU, async ({ lab, page, context }) => {
    await serveClaimedHalf(context, weights(tinyFile('decoder.onnx')));
    await lab.open({ model: 'real', backend: 'webgpu', query: { parity: 'on' } });
    await lab.openFile(PICTURE);
    expect(await lab.run()).toMatchObject({ backend: 'webgpu' });
    expect(await lab.info()).toMatchObject({ precision: 'fp32, weights stored as fp16', half: 'unchecked' });
    await page
      .getByRole('button', { name: /WebGPU/ })
      .first()
      .click();
    await expect(page.locator('.popover').getByText(says)).toBeVisible({ timeout: 60_000 });
    await page.reload();
    await lab.ready();
    expect(await lab.info()).toMatchObject({ backend: 'webgpu', ...next });
    await expect(page.getByRole('button', { name: /WebGPU/ }).first()).toContainText(
      new RegExp(`${next.precision.slice(0, 4)}$`),
    );
  });
}
