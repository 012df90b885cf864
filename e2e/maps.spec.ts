import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { flipMap } from '../src/core/metrics/flip';
import { klMap, klOfValues } from '../src/core/metrics/kl';
import { compareQuality } from '../src/core/metrics/metrics';
import { readGoldenJson } from '../src/core/test-goldens';
import { toByte } from '../src/core/math/planar';
import type { DerivedName, TensorData, TensorName } from '../src/core/protocol';
import { regionMeasures, regionSums } from '../src/core/metrics/region';
import { ssimMap } from '../src/core/metrics/ssim';
import type { Rect } from '../src/core/view/view';
import { number } from '../src/ui/kit/format';
import { expectAccessible } from './support/axe';
import { fileOf, type Lab } from './support/lab';
import { expect, GPU, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));
const SIZE = { width: 64, height: 64 };
/** Of the golden reconstruction, by PyTorch. */
const ST_LPIPS_GOLDEN = readGoldenJson<{ distance: number }>('st-lpips.json');
const RECT: Rect = { x: 3, y: 10, width: 21, height: 30 };

const derived = (lab: Lab, name: DerivedName): Promise<TensorData> => lab.tensor(name as unknown as TensorName);
const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from({ length: Math.max(a.length, b.length) }, (_, i) => Math.abs((a[i] ?? NaN) - (b[i] ?? NaN))));

/** Every map and region of the shown result against those of the tensors that it is made of. */
async function expectMaps(lab: Lab, page: Page): Promise<void> {
  const [input, output] = [await lab.tensor('input'), await lab.tensor('reconstruction')];
  const [first, second] = [input, output].map(({ data }) => Uint8Array.from(data, toByte)) as [Uint8Array, Uint8Array];
  const [flip, ssim] = [flipMap(first, second, 64, 64), ssimMap(first, second, 64, 64)];
  expect(worst((await derived(lab, 'flip-map')).data, flip), 'FLIP').toBeLessThan(1e-3);
  expect(worst((await derived(lab, 'ssim-map')).data, ssim), 'SSIM').toBeLessThan(1e-3);
  expect(await page.evaluate(() => window.litevae.stLpips()), 'ST-LPIPS').toBeCloseTo(ST_LPIPS_GOLDEN.distance, 3);
  expect((await derived(lab, 'st-lpips-map')).dims).toEqual([1, 1, 64, 64]);
  const nats = klOfValues(await lab.tensor('mean'), await lab.tensor('logvar'));
  expect(worst((await derived(lab, 'kl')).data, nats.data), 'KL by value').toBeLessThan(1e-3);
  expect(worst((await derived(lab, 'kl-map')).data, klMap(nats).data), 'KL by position').toBeLessThan(1e-3);

  const { region, whole } = await page.evaluate((rect) => window.litevae.region(rect), RECT);
  const expected = regionMeasures(RECT, SIZE, regionSums(RECT, SIZE, { first, second, ssim, flip }));
  for (const key of ['mse', 'meanAbsolute', 'maxAbsolute', 'ssim', 'flip', 'psnr'] as const) {
    expect(Math.abs((region?.[key] as number) - (expected[key] as number)), `${key} of the region`).toBeLessThan(1e-3);
  }
  const { psnr, ssim: similar } = compareQuality(input, output);
  expect(whole).toMatchObject({ x: 0, y: 0, ...SIZE });
  expect(whole.psnr).toBeCloseTo(psnr as number, 6);
  expect(whole.ssim).toBeCloseTo(similar as number, 4);
}

async function openDrawer(page: Page, stage: RegExp): Promise<void> {
  await page.getByRole('tab', { name: stage }).click();
  await page.locator('[data-drawer="maps"] h3 button').click();
  await expect(page.locator('[data-drawer="maps"] table')).toBeVisible();
}

test('WebGPU: maps and regions are those of the tensors, and go with their run', GPU, async ({ lab, page }) => {
  await lab.open({ backend: 'webgpu' });
  await lab.openFile(PICTURE);
  await lab.run();
  await expectMaps(lab, page);
  // Another run of the same picture frees what was made of the one before.
  const { gpuBytes } = await lab.resources();
  await lab.set({ posterior: 'sample' });
  await lab.run();
  expect((await lab.resources()).gpuBytes).toBeLessThan(gpuBytes);
});

test('maps in the viewer, KL of the posterior', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  await lab.run();
  await expectMaps(lab, page);

  await openDrawer(page, /^Error/);
  const drawer = page.locator('[data-drawer="maps"]');
  await drawer.getByRole('radio', { name: 'FLIP' }).click();
  await expect(page.locator('.pane[data-sheet="flip"]')).toBeVisible();
  await expect(page.locator('.panes .ramp .ends')).toHaveAccessibleName('Colours from 0.00 to 1.00');
  await drawer.getByRole('radio', { name: 'SSIM loss' }).click();
  await expect(page.locator('.pane[data-sheet="ssim"]')).toHaveAccessibleDescription(/1 − SSIM at each pixel/);

  await page.getByRole('tab', { name: /^Latent/ }).click();
  const nats = klOfValues(await lab.tensor('mean'), await lab.tensor('logvar'));
  const total = nats.data.reduce((sum, value) => sum + value, 0) / 64;
  await expect(page.locator('[data-drawer="posterior"] .headline')).toHaveText(
    `KL ${number(total, 1)} nats per 8 × 8 block`,
  );
  await page.getByRole('button', { name: 'Show the KL map' }).click();
  await expect(page.locator('.pane[data-sheet="kl"]')).toBeVisible();
  const most = Math.max(...klMap(nats).data);
  await expect(page.getByRole('img', { name: /^Colours from 0.* nats$/ })).toHaveAccessibleName(
    `Colours from ${number(0, most >= 10 ? 0 : 2)} to ${number(most, most >= 10 ? 0 : 2)} nats`,
  );
  expect(await page.evaluate(() => window.litevae.tensor('flop-map').catch(({ code }: { code: string }) => code))).toBe(
    'bad-setting',
  );

  await page.getByRole('tab', { name: /^Reconstruction/ }).click();
  const quality = page.locator('[data-drawer="quality"]');
  await quality.getByRole('button', { name: /^Measure \(4\.75\sMiB/ }).click();
  await expect(quality.locator('.facts')).toContainText(`ST-LPIPS${number(ST_LPIPS_GOLDEN.distance, 2)}`);
});

test('a region: by keyboard, by fields, by dragging; cleared with Esc', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  await lab.run();
  await openDrawer(page, /^Error/);
  const drawer = page.locator('[data-drawer="maps"]');
  const head = drawer.locator('table thead');
  await expect(head).not.toContainText('Region');

  await page.locator('.pane[data-sheet="error"]').focus();
  await page.keyboard.press('r');
  await expect(page.getByRole('button', { name: 'Take the middle' })).toBeFocused();
  await expect(page.locator('.region-box')).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Top left corner/ })).toBeFocused();
  const box = page.getByRole('group', { name: /^Region of/ });
  await expect(box).toHaveAccessibleName('Region of 32 × 32 pixels at 16, 16');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(box).toHaveAccessibleName('Region of 32 × 31 pixels at 17, 17');
  await expect(head).toContainText('Region');
  await expect(drawer.locator('tbody tr', { hasText: 'Pixels' })).toContainText('9924,096');
  await expect(drawer.getByRole('status')).toContainText('Region of 32 × 31');

  await drawer.getByRole('textbox', { name: 'Width' }).fill('8');
  await page.keyboard.press('Enter');
  await expect(box).toHaveAccessibleName('Region of 8 × 31 pixels at 17, 17');
  await expectAccessible(page, '[data-drawer="maps"]');
  await expectAccessible(page, '.viewer');

  // The drag goes from one pixel's middle to another's, in the picture's own pixels.
  const pane = await page.locator('.pane[data-sheet="error"]').boundingBox();
  const shown = await box.boundingBox();
  if (!pane || !shown) throw new Error('the region is not laid out');
  const scale = shown.width / 8;
  const at = (x: number, y: number): [number, number] => [
    shown.x + (x - 17 + 0.5) * scale,
    shown.y + (y - 17 + 0.5) * scale,
  ];
  await page.mouse.move(...at(40, 50));
  await page.mouse.down();
  await page.mouse.move(...at(29, 60), { steps: 4 });
  await page.mouse.up();
  await expect(box).toHaveAccessibleName('Region of 12 × 11 pixels at 29, 50');
  // It stays while other stages are looked at, and is gone with Esc.
  await page.getByRole('tab', { name: /^Reconstruction/ }).click();
  await expect(box).toHaveAccessibleName('Region of 12 × 11 pixels at 29, 50');
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'light'));
  await expectAccessible(page, '[data-drawer="maps"]');
  await page.getByRole('tab', { name: /^Reconstruction/ }).focus();
  await page.keyboard.press('Escape');
  await expect(box).toHaveCount(0);
  await expect(head).not.toContainText('Region');

  // Without a region the first drag draws one, over the middle as anywhere.
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('tab', { name: /^Error/ }).click();
  await page.getByRole('button', { name: 'Mark a region', exact: true }).first().click();
  await expect(page.getByText('Drag over the picture to draw a region.')).toBeVisible();
  await expect(box).toHaveCount(0);
  await page.mouse.move(...at(30, 30));
  await page.mouse.down();
  await page.mouse.move(...at(37, 33), { steps: 4 });
  await page.mouse.up();
  await expect(box).toHaveAccessibleName('Region of 8 × 4 pixels at 30, 30');
  // A window that loses the keyboard never hears that the button was released.
  await page.mouse.move(...at(10, 10));
  await page.mouse.down();
  await page.mouse.move(...at(13, 15), { steps: 4 });
  await expect(box).toHaveAccessibleName('Region of 4 × 6 pixels at 10, 10');
  await page.evaluate(() => window.dispatchEvent(new Event('blur')));
  await page.mouse.move(...at(20, 20), { steps: 4 });
  await expect(box).toHaveAccessibleName('Region of 4 × 6 pixels at 10, 10');
  await page.mouse.up();
  await page.getByRole('tab', { name: /^Error/ }).focus();
  await page.keyboard.press('Escape');
  await expect(box).toHaveCount(0);
});
