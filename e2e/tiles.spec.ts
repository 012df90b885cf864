import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { SettingsPatch } from '../src/core/settings/settings';
import { expectAccessible } from './support/axe';
import { fileOf } from './support/lab';
import { expect, on, test } from './support/test';
import { serveTinyGroup } from './support/tiny-group';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));
const NAMES = ['mean', 'logvar', 'latent', 'coefficients', 'reconstruction'] as const;
const LIMIT = 1e-5;

/** Opens a gradient with a bar across it, drawn in the page at any size. */
function openDrawn(page: Page, width: number, height: number): Promise<void> {
  return page.evaluate(
    async ([w, h]) => {
      const canvas = new OffscreenCanvas(w, h);
      const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
      const gradient = context.createLinearGradient(0, 0, w, h);
      for (let k = 0; k <= 10; k++) gradient.addColorStop(k / 10, `hsl(${k * 47} 70% ${20 + ((k * 37) % 60)}%)`);
      context.fillStyle = gradient;
      context.fillRect(0, 0, w, h);
      context.fillStyle = '#102030';
      context.fillRect(w * 0.6, h * 0.2, w * 0.15, h * 0.5);
      await window.litevae.open(await canvas.convertToBlob());
    },
    [width, height] as const,
  );
}

for (const backend of ['webgpu', 'wasm'] as const) {
  test(`tiles give the values of the whole picture on ${backend}`, on(backend), async ({ lab, page }) => {
    await lab.open({ backend });
    await lab.openFile(PICTURE);
    const whole = await lab.run();
    expect(whole).not.toHaveProperty('tiling');
    const wanted = await Promise.all(NAMES.map((name) => lab.tensor(name)));
    await lab.set({ tiles: 16 });
    const tiled = await lab.run();
    const grid = { across: 4, down: 4, halo: 16, kind: 'exact' };
    expect(tiled.tiling).toMatchObject({ encoder: grid, decoder: grid });
    expect(tiled.readbacks.betweenStages, 'readbacks between stages').toBe(0);
    for (const [index, name] of NAMES.entries()) {
      const [found, other] = [await lab.tensor(name), wanted[index]];
      const largest = other?.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0) ?? 0;
      const apart = found.data.reduce(
        (most, value, at) => Math.max(most, Math.abs(value - (other?.data[at] ?? NaN))),
        0,
      );
      expect(apart / largest, name).toBeLessThan(LIMIT);
    }
    expect(tiled.psnr).toBeCloseTo(whole.psnr ?? NaN, 4);
    expect(tiled.ssim).toBeCloseTo(whole.ssim ?? NaN, 5);
    // Views of what a tiled run does not keep, and maps made of what it does.
    await page.getByRole('tab', { name: /^Error/ }).click();
    await expect(page.locator('.waiting span')).toHaveCount(0);
    expect(
      (await page.evaluate(() => window.litevae.region({ x: 8, y: 8, width: 16, height: 16 }))).region?.ssim,
    ).toBeGreaterThan(0);
    if (backend === 'webgpu') expect(tiled.peakBytes).toBeGreaterThan(tiled.gpuBytes);
    // And back.
    await lab.set({ tiles: 'auto' });
    expect((await lab.run()).psnr).toBe(whole.psnr);
  });
}

test('the forecast says what a run takes, at this size and at others, before it runs', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await lab.set({ maxSide: 64, memory: 256 });
  await openDrawn(page, 1600, 1200);
  await lab.run();
  await page.getByRole('tab', { name: /^Input/ }).click();
  const drawer = page.locator('[data-drawer="forecast"]');
  await expect(drawer.locator('.verdict')).toHaveText(
    /^It fits: about [\d.]+\sMB of 256\sMB, in about [\d.]+\sm?s(, by a first run)?\.$/,
  );
  const row = (side: string) => drawer.getByRole('row', { name: new RegExp(`^${side} px`) });
  await expect(row('64')).toContainText('fits');
  await expect(row('1,024')).toContainText(/1,?024 × 768/);
  await expect(row('1,600')).toContainText('tile');
  await expect(drawer).toContainText(/Most that networks get\s*4\.29\sGB/);
  await expect(drawer).not.toContainText('GPU');
  await expectAccessible(page, '[data-drawer="forecast"]');

  // A limit under which it does not fit is said at once, and what to do; a newer setting overtakes that run.
  await lab.set({ maxSide: 1600 });
  await expect(page.locator('.toast').filter({ hasText: /would take \d+\sMB of 256\sMB, so / })).toBeVisible();
  await lab.set({ maxSide: 64 });

  await drawer.getByRole('radio', { name: 'Always' }).click();
  await expect(drawer).toContainText('Tiles were chosen: encoder 1 × 1');
  const side = drawer.getByRole('textbox', { name: 'Largest side of a tile, px' });
  await side.fill('16');
  await side.press('Enter');
  await expect(drawer.locator('.verdict')).toContainText('Tiles were chosen: encoder 4 × 3, decoder 4 × 3');
  await expect(drawer).toContainText('Encoder, exact tiles');
  expect((await lab.settings()).tiles).toBe(16);
  expect((await lab.run()).tiling?.encoder).toMatchObject({ across: 4, down: 3 });
  // It is a setting like any other: undo takes it back.
  await page.getByRole('button', { name: 'Undo' }).click();
  expect((await lab.settings()).tiles).toBe(512);
});

test('a tiled run says how far it is, and stops between two tiles', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await openDrawn(page, 768, 768);
  await lab.run();
  await lab.set({ tiles: 16 });
  const outcome = page.evaluate(() =>
    window.litevae.run().then(
      () => 'done',
      (error: { code: string }) => error.code,
    ),
  );
  await expect(page.locator('.operator .long').filter({ hasText: /^Tile \d+ of 2304$/ })).toBeVisible();
  await page.keyboard.press('Escape');
  expect(await outcome).toBe('aborted');
  await lab.set({ tiles: 'off' });
  expect(await lab.run()).not.toHaveProperty('tiling');
});

async function tiledRun(
  lab: { set: (settings: SettingsPatch) => Promise<void>; run: () => Promise<unknown> },
  page: Page,
  settings: SettingsPatch,
) {
  await lab.set(settings);
  await lab.run();
  await page.getByRole('tab', { name: /^Reconstruction/ }).click();
  const drawer = page.locator('[data-drawer="tiles"]');
  await drawer
    .getByRole('button', { name: /^Tiles/ })
    .first()
    .click();
  return drawer;
}

test('with GroupNorm tiling is called approximate, and every seam is shown', async ({ lab, page, context }) => {
  await serveTinyGroup(context);
  await lab.open({ model: 'real', backend: 'wasm' });
  await openDrawn(page, 768, 64);
  const whole = await lab.run();
  const drawer = await tiledRun(lab, page, { tiles: 64 });
  const { tiling, stats } = await lab.run();
  expect(tiling?.encoder).toMatchObject({ kind: 'approximate', across: 12, down: 1 });
  expect(tiling?.decoder).toMatchObject({ kind: 'exact' });
  expect(stats.mean).not.toEqual(whole.stats.mean);
  const seams = tiling?.encoder?.seams ?? [];
  expect(seams).toHaveLength(11);
  expect(Math.max(...seams.map(({ max }) => max))).toBeGreaterThan(1e-4);
  await expect(drawer).toContainText('approximate: the network looks at the whole picture');
  await expect(drawer).toContainText(/at most \S+ of the largest value of the encoder/);
  await expect(
    drawer.getByRole('img', { name: /^Borders between 12 × 1 tiles; the largest seam is/ }).locator('line'),
  ).toHaveCount(11);
  await expectAccessible(page, '[data-drawer="tiles"]');
  await drawer.getByRole('button', { name: 'Tiles as a table' }).click();
  await expect(drawer.getByRole('row', { name: /^encoder, right of tile/ })).toHaveCount(11);
  await page.getByRole('tab', { name: /^Input/ }).click();
  await expect(page.locator('[data-drawer="forecast"]')).toContainText('tiling is approximate');
});

test('a measured halo shows its difference', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await openDrawn(page, 256, 64);
  const drawer = await tiledRun(lab, page, { tiles: 32, encoderHalo: 'measured' });
  const { tiling } = await lab.run();
  expect(tiling?.encoder?.kind).toBe('measured');
  expect(tiling?.encoder?.difference).toBeLessThan(1e-3);
  await expect(drawer).toContainText('Encoder, difference from 16 px');
  await expect(drawer).toContainText(/measured: as little as the picture allows/);
});
