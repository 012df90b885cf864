import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { clearLog, logDrawing, nextPaint, textsOf } from './support/drawing-log';
import { fileOf, type Lab } from './support/lab';
import { expect, test } from './support/test';
import { touches } from './support/touches';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));
const PIXELS = 64 * 64;

const pane = (page: Page, letter: 'A' | 'B') => page.getByRole('group', { name: new RegExp(`^${letter}: `) });
const zoom = (page: Page) => page.getByRole('group', { name: 'Zoom' }).getByRole('button').nth(1);
const percent = async (page: Page): Promise<number> =>
  Number.parseFloat(((await zoom(page).textContent()) ?? '').replace(',', ''));
const reading = (page: Page, name: string) =>
  page.locator('.status .reading > span').filter({ has: page.locator('i', { hasText: new RegExp(`^${name}$`) }) });

async function open(lab: Lab, page: Page): Promise<void> {
  await logDrawing(page);
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  await lab.run();
}

test('viewers: one, two, slider; any stage against any; linked views; the crosshair reads every stage', async ({
  lab,
  page,
}) => {
  await open(lab, page);
  const picture = { input: await lab.tensor('input'), output: await lab.tensor('reconstruction') };

  await test.step('layouts, with a native range input under the slider', async () => {
    await expect(pane(page, 'B')).toHaveCount(1);
    const slider = page.getByRole('slider', { name: 'Compare input and reconstruction' });
    expect(await slider.evaluate((element) => [element.tagName, (element as HTMLInputElement).type])).toEqual([
      'INPUT',
      'range',
    ]);
    await page.keyboard.press('1');
    await expect(slider).toHaveAttribute('aria-valuetext', '100 % input');
    await page.keyboard.press('l');
    await expect(pane(page, 'B')).toHaveCount(1);
    await page.keyboard.press('l');
    await expect(pane(page, 'A')).toBeVisible();
    await expect(slider).toHaveCount(0);
  });

  await test.step('any stage against any, and swapped', async () => {
    for (const name of ['Wavelets', 'One band', 'Latent channels', 'Latent as RGB', 'Padded input', 'Error']) {
      await page.locator('.viewer-head').getByRole('button', { name: /A$/ }).click();
      await page.getByRole('option', { name, exact: true }).click();
      await expect(page.getByRole('group', { name: `A: ${name}` })).toBeVisible();
    }
    await page.keyboard.press('x');
    await expect(page.getByRole('group', { name: 'B: Error' })).toBeVisible();
    await expect(page.getByRole('group', { name: 'A: Reconstruction' })).toBeVisible();
  });

  await test.step('the status line reads every stage under the crosshair, in either unit', async () => {
    await pane(page, 'B').focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowDown');
    await expect(reading(page, 'px')).toHaveText(/29, 33/);
    const at = 33 * 64 + 29;
    const [r, g, b] = [0, 1, 2].map((c) => Math.round(((picture.input.data[c * PIXELS + at] as number) + 1) * 127.5));
    await expect(reading(page, 'in')).toHaveText(new RegExp(`in\\s*${r}\\s+${g}\\s+${b}`));
    const out = [0, 1, 2].map((c) => Math.round(((picture.output.data[c * PIXELS + at] as number) + 1) * 127.5));
    await expect(reading(page, 'out')).toHaveText(new RegExp(`out\\s*${out.join('\\s+')}`));
    const bands = await lab.tensor('bands1');
    const h = [0, 1, 2].reduce((sum, c) => sum + (bands.data[((3 + c) * 32 + 16) * 32 + 14] as number), 0) / 3;
    const shown =
      (await reading(page, 'H1 V1 D1').textContent())?.replace('H1 V1 D1', '').replaceAll('−', '-').trim().split(' ') ??
      [];
    expect(Number(shown[0])).toBeCloseTo(h, 2.5);
    const mean = await lab.tensor('mean');
    const z = Number(
      (await reading(page, 'latent ch. 0:').textContent())?.replace('latent ch. 0:', '').replace('−', '-'),
    );
    expect(z).toBeCloseTo(mean.data[4 * 8 + 3] as number, 2.5);
    await expect(reading(page, 'e')).toBeVisible();
    await page.keyboard.press('v');
    const unit = (picture.input.data[at] as number).toFixed(2).replace('-', '−');
    await expect(reading(page, 'in')).toHaveText(new RegExp(`in\\s*\\+?${unit}`));
    await page.keyboard.press('v');
  });

  await test.step('views are linked, or each has its own zoom', async () => {
    const looks = () =>
      page.locator('.pane').evaluateAll((panes) => panes.map((each) => each.hasAttribute('data-zoomed')));
    await page.keyboard.press('+');
    expect(await looks()).toEqual([true, true]);
    await page.keyboard.press('0');
    await page.keyboard.press('k');
    await page.keyboard.press('+');
    expect(await looks()).toEqual([false, true]);
    await page.keyboard.press('k');
    expect(await looks()).toEqual([true, true]);
    await page.keyboard.press('0');
    // Colours are another toggle: one gain for all maps.
    await page.keyboard.press('c');
    await page.keyboard.press('g');
    await page.getByRole('tab', { name: 'Wavelets' }).click();
    await expect(page.locator('.viewer-head').getByRole('button', { name: /Gain$/ })).toContainText('2×');
  });
});

test('zoom by wheel, keys and pinch in percent, down to printed values; the loupe', async ({ lab, page }) => {
  await open(lab, page);
  const input = await lab.tensor('input');
  await page.getByRole('tab', { name: 'Input' }).click();
  const box = (await pane(page, 'B').boundingBox()) as { x: number; y: number; width: number; height: number };
  const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
  const touch = await touches(page);

  await test.step('percent of the screen, in steps', async () => {
    const fitted = await percent(page);
    // 64 pixels fill the height by a whole factor.
    expect(fitted % 100).toBe(0);
    await page.keyboard.press('z');
    expect(await percent(page)).toBe(100);
    await page.keyboard.press('+');
    expect(await percent(page)).toBe(150);
    await page.keyboard.press('-');
    await page.keyboard.press('-');
    expect(await percent(page)).toBe(67);
    await page.keyboard.press('0');
    expect(await percent(page)).toBe(fitted);
    await zoom(page).click();
    expect(await percent(page)).toBe(100);
    await zoom(page).click();
    expect(await percent(page)).toBe(fitted);
  });

  await test.step('the wheel zooms where the pointer is; far in, each pixel has its three values on it', async () => {
    const fitted = await percent(page);
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, -400);
    await expect.poll(() => percent(page)).toBeGreaterThan(1.5 * fitted);
    await clearLog(page);
    await page.mouse.wheel(0, -1200);
    await expect.poll(() => percent(page)).toBeGreaterThan(3200);
    await expect(reading(page, 'px')).toBeVisible();
    const [column = 0, row = 0] = ((await reading(page, 'px').textContent()) ?? '')
      .replace('px', '')
      .split(',')
      .map(Number);
    const values = [0, 1, 2].map((c) =>
      String(Math.round(((input.data[c * PIXELS + row * 64 + column] as number) + 1) * 127.5)),
    );
    await expect.poll(() => textsOf(page)).toEqual(expect.arrayContaining(values));
    await page.keyboard.press('0');
  });

  await test.step('two fingers zoom', async () => {
    const fitted = await percent(page);
    await touch('touchStart', [
      [x - 30, y],
      [x + 30, y],
    ]);
    for (let step = 1; step <= 6; step++)
      await touch('touchMove', [
        [x - 30 - 12 * step, y],
        [x + 30 + 12 * step, y],
      ]);
    await touch('touchEnd', []);
    await expect.poll(() => percent(page)).toBeGreaterThan(2 * fitted);
    await page.keyboard.press('0');
  });

  await test.step('the loupe keeps out of the way, is pinned, and opens under a finger that rests', async () => {
    const loupe = page.getByRole('region', { name: 'Loupe' });
    await page.mouse.move(box.x + 0.3 * box.width + 40, box.y + 80);
    await page.keyboard.press('p');
    await expect(loupe).toBeVisible();
    await page.mouse.move(x - 60, y - 60);
    await expect(loupe).toHaveAttribute('data-corner', 'bottom right');
    await page.mouse.move(x + 60, y + 60);
    await expect(loupe).toHaveAttribute('data-corner', 'top left');
    const [column = 0, row = 0] = ((await reading(page, 'px').textContent()) ?? '')
      .replace('px', '')
      .split(',')
      .map(Number);
    const values = [0, 1, 2].map((c) =>
      Math.round(((input.data[c * PIXELS + row * 64 + column] as number) + 1) * 127.5),
    );
    await expect(loupe).toContainText(values.join(' '));
    const middle = await loupe.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      return [...context.getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1).data.subarray(0, 3)];
    });
    middle.forEach((value, c) => expect(Math.abs(value - (values[c] as number))).toBeLessThanOrEqual(1));
    await page.keyboard.press('p');
    await page.mouse.move(x - 60, y - 60);
    await expect(loupe).toHaveAttribute('data-corner', 'top left');
    await page.keyboard.press('p');
    await expect(loupe).toHaveCount(0);
    await touch('touchStart', [[x, y]]);
    await expect(loupe).toBeVisible();
    await touch('touchMove', [[x + 20, y + 40]]);
    await expect(loupe).toBeVisible();
    await touch('touchEnd', []);
    await expect(loupe).toHaveCount(0);
    // A window that loses the keyboard never hears that the finger left.
    await touch('touchStart', [[x, y]]);
    await expect(loupe).toBeVisible();
    await page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await expect(loupe).toHaveCount(0);
    await touch('touchEnd', []);
    await expect(loupe).toHaveCount(0);
  });
});

test('colour map, floor and clip warning are chosen, said beside the picture, and kept', async ({ lab, page }) => {
  await open(lab, page);
  await page.getByRole('tab', { name: 'Error' }).click();
  const head = page.locator('.scale-tag .ramp');
  const colours = () =>
    page.locator('.pane canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
        0,
        0,
        canvas.width,
        canvas.height,
      );
      const seen = new Set(new Uint32Array(data.buffer));
      const has = (r: number, g: number, b: number): boolean =>
        seen.has(((255 << 24) | (b << 16) | (g << 8) | r) >>> 0);
      return {
        magmaEnd: has(252, 253, 191),
        viridisEnd: has(253, 231, 37),
        viridisZero: has(68, 1, 84),
        hatch: has(180, 240, 87) && has(38, 66, 0),
      };
    });
  const none = { magmaEnd: false, viridisEnd: false, viridisZero: false, hatch: false };
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press('g');
  await expect.poll(colours).toEqual({ ...none, magmaEnd: true });
  const strip = () => head.locator('.ends i').evaluate((element) => getComputedStyle(element).backgroundImage);
  const magma = await strip();

  await page.getByRole('button', { name: 'Display' }).click();
  await page.getByRole('button', { name: /Amount map$/ }).click();
  await page.getByRole('option', { name: 'Viridis' }).click();
  await page.getByRole('button', { name: /Floor of the error$/ }).click();
  await page.getByRole('option', { name: '32 of 255' }).click();
  await page.keyboard.press('Escape');
  await expect.poll(colours).toEqual({ ...none, viridisEnd: true, viridisZero: true });
  await expect.poll(strip).not.toBe(magma);
  await expect(head).toContainText('floor 32 of 255');

  await page.keyboard.press('w');
  await expect(head).toContainText('over-range hatched');
  await expect.poll(colours).toEqual({ ...none, viridisZero: true, hatch: true });

  await page.reload();
  await lab.ready();
  await lab.openFile(PICTURE);
  await lab.run();
  await expect(head).toContainText('floor 32 of 255 · over-range hatched');
  await expect.poll(colours).toEqual({ ...none, viridisZero: true, hatch: true });
});

test('panning draws the bitmaps that are there: no message to the worker, no rendering', async ({ lab, page }) => {
  await open(lab, page);
  await page.getByRole('tab', { name: 'Input' }).click();
  const box = (await pane(page, 'B').boundingBox()) as { x: number; y: number; width: number; height: number };
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.keyboard.press('+');
  await page.mouse.move(x, y);
  await page.mouse.down();
  // The tensors under the crosshair come once.
  await expect(reading(page, 'out')).toBeVisible();
  await nextPaint(page);
  await clearLog(page);
  await page.evaluate(() => {
    const seen: string[] = [];
    new MutationObserver((records) =>
      seen.push(...records.map(({ type, target }) => `${type} of ${target.nodeName}`)),
    ).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    Object.assign(window, { mutations: seen });
  });
  for (let step = 1; step <= 24; step++) {
    await page.mouse.move(x + 3 * step, y + 2 * step);
    await nextPaint(page);
  }
  const seen = await page.evaluate(() => ({
    messages: window.drawingLog.messages,
    renders: window.drawingLog.scheduled,
    draws: [...window.drawingLog.bitmaps.values()],
    mutations: (window as unknown as { mutations: string[] }).mutations,
  }));
  await page.mouse.up();
  expect(seen.draws, 'one bitmap, drawn for each move').toHaveLength(1);
  expect(seen.draws[0]).toBeGreaterThanOrEqual(24);
  expect(seen.messages, 'messages to the worker').toBe(0);
  // React does its work in tasks that it sends to itself: a few when the button goes down, none for each frame.
  expect(seen.renders, 'tasks of React').toBeLessThan(6);
  expect(seen.mutations.length, `changes of the page: ${seen.mutations.join(', ')}`).toBeLessThan(6);
});
