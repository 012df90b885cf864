import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Locator, Page } from '@playwright/test';
import { planarToRgba } from '../src/core/math/planar';
import type { ReproCard } from '../src/core/settings/repro-card';
import { fileOf, type Lab } from './support/lab';
import { expect, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));
const saved = async (page: Page, button: Locator): Promise<Buffer> => {
  const waiting = page.waitForEvent('download');
  await button.click();
  return readFileSync(await (await waiting).path());
};
const menu = async (page: Page, item: string): Promise<Buffer> => {
  await page.getByRole('button', { name: 'Export' }).click();
  return saved(page, page.getByRole('menuitem', { name: item }));
};

/** What browsers do that protect their canvases: the lowest bit of some values changes, in reads and in files. */
function alterCanvases(withFrames: boolean): void {
  const alter = (data: Uint8ClampedArray): void => {
    for (let i = 0; i < data.length; i += 7) if (i % 4 !== 3) data[i] = (data[i] as number) ^ 1;
  };
  for (const Context of [globalThis.OffscreenCanvasRenderingContext2D, globalThis.CanvasRenderingContext2D]) {
    if (!Context) continue;
    const read = Context.prototype.getImageData;
    Context.prototype.getImageData = function (
      this: OffscreenCanvasRenderingContext2D,
      ...args: [number, number, number, number]
    ) {
      const image = read.apply(this, args);
      alter(image.data);
      return image;
    } as typeof read;
  }
  const write = OffscreenCanvas.prototype.convertToBlob;
  OffscreenCanvas.prototype.convertToBlob = function (this: OffscreenCanvas, ...args) {
    const context = this.getContext('2d');
    context?.putImageData(context.getImageData(0, 0, this.width, this.height), 0, 0);
    return write.apply(this, args);
  };
  if (globalThis.HTMLCanvasElement) {
    const save = HTMLCanvasElement.prototype.toBlob;
    HTMLCanvasElement.prototype.toBlob = function (this: HTMLCanvasElement, ...args) {
      const context = this.getContext('2d');
      context?.putImageData(context.getImageData(0, 0, this.width, this.height), 0, 0);
      save.apply(this, args);
    };
  }
  if (!withFrames) Reflect.deleteProperty(globalThis, 'VideoFrame');
}

async function openAltered(lab: Lab, page: Page, context: BrowserContext, withFrames: boolean): Promise<void> {
  const code = `(${alterCanvases.toString()})(${withFrames});`;
  await context.route('**/lab-worker*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${code}\n${await response.text()}` });
  });
  await page.addInitScript(alterCanvases, withFrames);
  await lab.open({ backend: 'wasm' });
  await lab.choose(PICTURE);
  await lab.runsAt(64);
  await page.getByRole('tab', { name: /^Input/ }).click();
}

/** RGB of a file, in a page of its own whose canvases are as they should be. */
async function rgbOf(page: Page, bytes: Uint8Array): Promise<number[]> {
  const other = await page.context().browser()?.newPage();
  if (!other) throw new Error('no page');
  const rgb = await other.evaluate(
    async (list) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(list)]));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext(
        '2d',
      ) as OffscreenCanvasRenderingContext2D;
      context.drawImage(bitmap, 0, 0);
      return [...context.getImageData(0, 0, bitmap.width, bitmap.height).data].filter((_, i) => i % 4 !== 3);
    },
    [...bytes],
  );
  await other.close();
  return rgb;
}

const read = async (lab: Lab): Promise<number[]> =>
  [...planarToRgba(await lab.tensor('input'))].filter((_, i) => i % 4 !== 3);

test('where canvases are altered, pixels are read and written without them', async ({ lab, page, context }) => {
  await openAltered(lab, page, context, true);
  const truth = await rgbOf(page, PICTURE.bytes);
  expect((await lab.info()).pixels).toEqual({ by: 'video-frame', exact: true, writes: false });
  expect(await read(lab)).toEqual(truth);
  await expect(page.locator('[data-drawer="truth"]')).toContainText(
    'true, by a video frame: this browser alters canvases',
  );
  expect(await rgbOf(page, await menu(page, 'Shown view as PNG'))).toEqual(truth);

  await page.getByRole('tab', { name: 'Latent' }).click();
  const noise = page.locator('[data-drawer="noise"]');
  await noise.locator('h3 button').click();
  await noise.getByRole('button', { name: 'Measure over noise' }).click();
  await expect(noise.getByRole('button', { name: 'Measure again' })).toBeVisible();
  const chart = await rgbOf(page, await saved(page, noise.getByRole('button', { name: 'Save chart as PNG' })));
  const margin = Array.from({ length: 100 }, (_, at) => chart.slice(3 * at, 3 * at + 3).join());
  expect(new Set(margin).size, 'colours of the margin of a chart').toBe(1);
});

test('where nothing reads true, the page says so beside the input, in exports and in cards', async ({
  lab,
  page,
  context,
}) => {
  await openAltered(lab, page, context, false);
  expect(await read(lab)).not.toEqual(await rgbOf(page, PICTURE.bytes));
  expect((await lab.info()).pixels).toMatchObject({ exact: false });
  const truth = page.locator('[data-drawer="truth"]');
  await expect(truth.locator('[data-note="altered"]')).toContainText(
    'This browser alters the pixels that a page reads',
  );
  await expect(truth).not.toContainText('Nothing was changed');
  await expect(page.getByRole('tab', { name: /^Input/ })).toHaveAccessibleDescription(/altered by this browser/);
  await expect(page.getByText('Allow this site to read canvases').first()).toBeVisible();
  expect((await menu(page, 'Shown view as PNG')).includes('The browser altered the pixels of the input.')).toBe(true);
  const card = JSON.parse((await menu(page, 'Settings and results (JSON)')).toString()) as ReproCard;
  expect(card.runtime.pixels).toMatchObject({ exact: false });
});
