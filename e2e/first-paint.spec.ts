import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { loadGoldens } from './support/goldens';
import { fileOf } from './support/lab';
import { DIST } from './support/plain-host';
import { expect, test } from './support/test';

const INDEX = JSON.parse(readFileSync(join(DIST, 'first-paint/index.json'), 'utf8')) as { summary: { psnr: number } };
const PSNR = `${INDEX.summary.psnr.toFixed(2)} dB`;
const STAGES = 5;
/** Everything that only a live run needs. */
const HEAVY = /lab-worker|\/ort[.-]|\.wasm|\/models\//;

/** How many stages of the path show a picture: more than a few colours. */
function thumbnails(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      [...document.querySelectorAll<HTMLCanvasElement>('.thumbnail canvas')].filter((canvas) => {
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        return new Set(new Uint32Array(new Uint8ClampedArray(pixels).buffer)).size > 16;
      }).length,
  );
}

const chipOf = (page: Page) => page.locator('.stored-chip');

test('with worker, runtime and model blocked the stored picture shows, says so, and stays', async ({
  lab,
  page,
  context,
}) => {
  await context.route(HEAVY, (route) => route.abort());
  await lab.open({ model: 'real', backend: 'wasm', sample: true, wait: false });
  await expect(chipOf(page)).toBeVisible();
  await expect.poll(() => thumbnails(page)).toBe(STAGES);
  await expect(page.getByRole('alert')).toContainText('could not be loaded');
  await expect(chipOf(page)).toHaveText('Stored result.');
  await expect(page.getByRole('tab', { name: 'Reconstruction' })).toContainText(PSNR);
  await expect(page.getByRole('heading', { name: 'Quality' })).toContainText('stored');

  await page
    .locator('.pane')
    .first()
    .hover({ position: { x: 200, y: 200 } });
  await expect(page.locator('.status')).toContainText('Values come with the live result.');
  await expect(lab.tensor('input')).rejects.toMatchObject({ code: 'no-picture' });
  await expect(lab.run()).rejects.toMatchObject({ code: 'fetch-failed' });

  await page.getByRole('tab', { name: 'Wavelets' }).click();
  await page.getByRole('radio', { name: 'Grid' }).click();
  await expect(page.locator('.panes .waiting')).toHaveText('This view is not stored. It comes with the live result.');
  await page.getByRole('radio', { name: 'Pyramid' }).click();
  await expect(page.locator('.panes .waiting')).toHaveText('');
  expect(await thumbnails(page)).toBe(STAGES);
});

test('the live run replaces what is stored at once, with nothing blank, moved or said twice', async ({ lab, page }) => {
  test.setTimeout(180_000);
  await page.addInitScript(() => {
    const seen = { said: [] as string[], fewest: Infinity, shifts: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      const shifts = list.getEntries() as (PerformanceEntry & { value: number; sources: { node: Element | null }[] })[];
      for (const { value, sources } of shifts) {
        // The bar's words about the backend have widths of their own.
        if (sources.some(({ node }) => node && !node.closest?.('.bar'))) seen.shifts += value;
      }
    }).observe({ type: 'layout-shift' });
    setInterval(() => {
      const text = document.querySelector('[aria-label="Result"]')?.textContent ?? '';
      if (text && seen.said.at(-1) !== text) seen.said.push(text);
      const filled = [...document.querySelectorAll<HTMLCanvasElement>('.thumbnail canvas')].filter(
        (canvas) => canvas.getContext('2d')?.getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1).data[3] === 255,
      );
      if (filled.length === 5) seen.fewest = Math.min(seen.fewest, 5);
      else if (seen.fewest <= 5) seen.fewest = Math.min(seen.fewest, filled.length);
    }, 40);
  });
  await lab.open({ model: 'real', backend: 'wasm', sample: true, wait: false });
  await expect(chipOf(page)).toHaveText('Stored result. The live one is loading.');
  await expect.poll(() => thumbnails(page)).toBe(STAGES);
  await expect(lab.tensor('input')).rejects.toMatchObject({ code: 'no-picture' });
  const { psnr } = await lab.run();
  expect(psnr).toBeCloseTo(INDEX.summary.psnr, 2);
  await expect(chipOf(page)).toHaveCount(0);
  await expect(page.locator('.status')).toContainText('run');
  expect((await lab.tensor('input')).dims).toEqual([1, 3, 512, 768]);
  const { said, fewest, shifts } = await page.evaluate(
    () => (window as unknown as { seen: { said: string[]; fewest: number; shifts: number } }).seen,
  );
  expect(said.filter((text) => text.includes('PSNR'))).toEqual([
    expect.stringContaining(`PSNR ${PSNR.replace(' ', '\u00a0')}`),
  ]);
  expect(fewest).toBe(STAGES);
  expect(shifts).toBeLessThan(0.01);
});

test('another picture takes the place of what is stored', async ({ lab, page }) => {
  const [golden] = loadGoldens('tiny-f8c12').cases;
  const file = fileOf(golden?.picture ?? '');
  await lab.open({ model: 'real', backend: 'wasm', sample: true, wait: false });
  await expect(chipOf(page)).toBeVisible();
  await lab.choose(file);
  await expect(page.locator('.file')).toContainText(file.name);
  await expect(chipOf(page)).toHaveCount(0);
  await lab.ready();
  expect(await lab.run()).toMatchObject({ width: golden?.width, height: golden?.height });
});

test('a browser that saves data gets the stored picture, and no worker or model before a tap', async ({
  lab,
  page,
  watch,
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true }) });
  });
  await lab.open({ model: 'real', backend: 'wasm', sample: true, wait: false });
  await expect.poll(() => thumbnails(page)).toBe(STAGES);
  await expect(chipOf(page)).toHaveText('Stored result.');
  await page.waitForLoadState('networkidle');
  expect(watch.requests.filter((url) => /lab-worker|\/ort[.-]|\.wasm|\.onnx|\/samples\/.*\.jpg/.test(url))).toEqual([]);

  const asked = page.waitForRequest(/lab-worker/);
  await page.getByRole('button', { name: 'Load the model' }).click();
  await asked;
  await expect(chipOf(page)).toHaveText('Stored result. The live one is loading.');
});

test('the page starts with at most 200 KB of compressed JavaScript, and stores at most 300 KiB of views', async ({
  lab,
  page,
  watch,
}) => {
  // Without a model nothing but the page itself loads.
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true }) });
  });
  await lab.open({ wait: false });
  await expect(page.getByText('Drop a picture anywhere.')).toBeVisible();
  await page.waitForLoadState('networkidle');
  const scripts = watch.requests.map((url) => new URL(url).pathname).filter((path) => path.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(0);
  const bytes = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(join(DIST, path))).length, 0);
  expect(bytes, scripts.join()).toBeLessThanOrEqual(200_000);

  const folder = join(DIST, 'first-paint');
  expect(readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)).toBeLessThanOrEqual(
    300 * 1024,
  );
});
