import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/axe';
import { countHeld } from './support/bitmaps';
import { fileOf, Lab } from './support/lab';
import { recording } from './support/recording';
import { expect, GPU, test } from './support/test';

const FAKE = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));

const strip = (page: Page) => page.getByRole('region', { name: 'Live' });
const status = (page: Page) => strip(page).locator('.live-what [role=status]');
const press = (page: Page, name: string) => strip(page).getByRole('button', { name, exact: true }).click();

async function number(page: Page, name: string): Promise<number[]> {
  const text = await strip(page).locator('dl > div', { hasText: name }).locator('dd').textContent();
  return [...(text ?? '').replaceAll(',', '').matchAll(/\d+(?:\.\d+)?/g)].map(([value]) => Number(value));
}

/** Frames that were shown. */
async function frames(page: Page): Promise<number> {
  const [dropped = NaN, all = NaN] = await number(page, 'Dropped');
  return all - dropped;
}

async function moreFrames(page: Page, count: number): Promise<void> {
  const before = await frames(page);
  await expect.poll(() => frames(page)).toBeGreaterThanOrEqual(before + count);
}

/** Pauses, and waits until the frame that was in work has been shown: five answers of the worker later no other one came. */
async function pause(lab: Lab, page: Page): Promise<void> {
  await press(page, 'Pause');
  await expect
    .poll(async () => {
      const before = await frames(page);
      for (let answers = 0; answers < 5; answers++) await lab.run();
      return (await frames(page)) - before;
    })
    .toBe(0);
}

async function chooseSide(page: Page, name: string): Promise<void> {
  await strip(page).getByRole('button', { name: 'Longest side' }).click();
  await page.getByRole('option', { name, exact: true }).click();
}

async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

/** The column where the white square of the recording begins in the shown frame. */
async function squareIn(lab: Lab): Promise<number> {
  const {
    dims: [, , height = 0, width = 0],
    data,
  } = await lab.tensor('input');
  const row = Math.round(height * 0.4) * width;
  return Array.from({ length: width }, (_, x) =>
    Math.min(...[0, 1, 2].map((channel) => data[channel * height * width + row + x] as number)),
  ).findIndex((least) => least > 0.6);
}

test('the camera runs through frame by frame, in any view, and a frame can be kept', async ({
  playwright,
  baseURL,
  contextOptions,
  launchOptions,
}) => {
  const browser = await playwright.chromium.launch({
    ...launchOptions,
    args: [...(launchOptions.args ?? []), ...FAKE],
  });
  try {
    const context = await browser.newContext({
      ...contextOptions,
      baseURL: baseURL as string,
      viewport: { width: 1440, height: 900 },
    });
    const page = await context.newPage();
    await page.addInitScript(() => {
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (constraints) => {
        const stream = await ask(constraints);
        Object.assign(window, { track: stream.getVideoTracks()[0] });
        return stream;
      };
    });
    const track = () => page.evaluate(() => (window as unknown as { track: MediaStreamTrack }).track.readyState);
    const held = await countHeld(page);
    const lab = new Lab(page);
    await lab.open({ backend: 'wasm' });
    await page.getByRole('button', { name: 'More ways to open a picture' }).click();
    await page.getByRole('menuitem', { name: 'Camera, live…' }).click();
    await chooseSide(page, '64 px');
    await moreFrames(page, 3);
    await expect(status(page)).toContainText('Live.');
    await expect.poll(() => number(page, 'Frame')).toEqual([1920, 1080, 64, 36]);
    await expect.poll(async () => (await number(page, 'Rate'))[0]).toBeGreaterThan(0);
    expect((await number(page, 'Latency'))[0]).toBeGreaterThan(0);
    await expectAccessible(page, '.live');

    // Zoom and centre stay, and the view goes on changing.
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.getByRole('tab', { name: /^Wavelets/ }).click();
    await moreFrames(page, 1);
    const zoom = await page.getByRole('group', { name: 'Zoom' }).textContent();
    const zoomed = async () =>
      !/fitted/.test(
        (await page.getByRole('group', { name: 'Zoom' }).getByRole('button').nth(1).getAttribute('aria-label')) ??
          'fitted',
      );
    expect(await zoomed()).toBe(true);
    const canvas = page.locator('.pane canvas').first();
    const look = () => canvas.evaluate((element: HTMLCanvasElement) => element.toDataURL());
    const before = await look();
    await moreFrames(page, 2);
    await expect.poll(look).not.toBe(before);
    expect(await page.getByRole('group', { name: 'Zoom' }).textContent()).toBe(zoom);
    await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
    await expect(page.locator('.toast')).toHaveCount(0);

    // Nothing is kept between frames: the cache of views is full by now.
    await moreFrames(page, 4);
    await pause(lab, page);
    const first = await held();
    await press(page, 'Resume');
    await moreFrames(page, 10);
    await pause(lab, page);
    await expect.poll(async () => (await held()).bitmaps).toBeLessThanOrEqual(first.bitmaps);

    // The same pixels stay when the frame is kept.
    const { data } = await lab.tensor('input');
    await press(page, 'Keep this frame');
    await expect(strip(page)).toHaveCount(0);
    expect(await track()).toBe('ended');
    await expect(page.locator('.file')).toContainText('Camera.png');
    await lab.run();
    expect((await lab.tensor('input')).data).toEqual(data);
    // The strip has given its room to the picture, so that the percent is another one; fitted it is not.
    expect(await zoomed()).toBe(true);

    // The dialog of the snapshot starts it, and Stop ends it.
    await page.getByRole('button', { name: 'More ways to open a picture' }).click();
    await page.getByRole('menuitem', { name: 'From the camera…' }).click();
    await page.getByRole('button', { name: 'Go live' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await moreFrames(page, 1);
    expect(await track()).toBe('live');
    await press(page, 'Stop live');
    await expect(strip(page)).toHaveCount(0);
    expect(await track()).toBe('ended');
  } finally {
    await browser.close();
  }
});

test('a dropped video runs on the GPU, stops in a hidden tab, and holds no memory', GPU, async ({ lab, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await lab.open({ backend: 'webgpu' });
  await lab.drop(await recording(page));
  await expect(strip(page)).toContainText('clip.webm');
  await chooseSide(page, '64 px');
  await moreFrames(page, 3);
  await expect.poll(() => number(page, 'Frame')).toEqual([160, 96, 64, 38]);
  // What the page draws just then comes and goes, so the first frames say how much there may be.
  let [gpuBytes, gpuBuffers] = [0, 0];
  for (let look = 0; look < 4; look++) {
    const held = await lab.resources();
    [gpuBytes, gpuBuffers] = [Math.max(gpuBytes, held.gpuBytes), Math.max(gpuBuffers, held.gpuBuffers)];
    await moreFrames(page, 1);
  }
  await moreFrames(page, 10);
  await hide(page, true);
  await expect(status(page)).toHaveText('Paused: the tab was hidden.');
  // The frame in work ends; two answers of the worker later there would have been another.
  await lab.run();
  const stopped = await frames(page);
  await expect.poll(async () => (await lab.resources()).gpuBytes).toBeLessThanOrEqual(gpuBytes);
  expect((await lab.resources()).gpuBuffers).toBeLessThanOrEqual(gpuBuffers);
  await lab.run();
  await lab.run();
  expect(await frames(page)).toBe(stopped);
  await hide(page, false);
  await expect(status(page)).toContainText('Live.');
  await moreFrames(page, 2);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await expectAccessible(page, '.live');

  // Paused, it can be looked at anywhere: a move of the slider runs that frame.
  await press(page, 'Pause');
  const slider = strip(page).getByRole('slider', { name: 'Time' });
  await slider.press('End');
  await expect.poll(() => squareIn(lab)).toBeGreaterThanOrEqual(40);
  await slider.press('Home');
  await expect.poll(() => squareIn(lab)).toBeLessThanOrEqual(30);

  // Another picture ends it.
  await lab.openFile(PICTURE);
  await expect(strip(page)).toHaveCount(0);
  expect((await lab.run()).width).toBe(64);
});

test('a video that cannot be played, and a camera that is refused, say so', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await lab.drop({ name: 'clip.mp4', type: 'video/mp4', bytes: new Uint8Array(500) });
  await expect(page.locator('.toast')).toContainText('"clip.mp4" could not be played by this browser.');
  await expect(strip(page)).toHaveCount(0);
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
  });
  await page.getByRole('button', { name: 'More ways to open a picture' }).click();
  await page.getByRole('menuitem', { name: 'Camera, live…' }).click();
  await expect(page.locator('.toast', { hasText: 'The camera is blocked for this page.' })).toBeVisible();
  await expect(strip(page)).toHaveCount(0);
});
