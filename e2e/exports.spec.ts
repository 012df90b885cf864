import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Download, Page } from '@playwright/test';
import { TENSOR_NAMES, type TensorData } from '../src/core/protocol';
import { expectAccessible } from './support/axe';
import { fileOf } from './support/lab';
import { expect, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));

test.beforeEach(async ({ lab }) => {
  await lab.open({ backend: 'wasm' });
  await lab.choose(PICTURE);
  await lab.runsAt(64);
});

async function download(page: Page, act: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const waiting: Promise<Download> = page.waitForEvent('download');
  await act();
  const event = await waiting;
  return { name: event.suggestedFilename(), bytes: readFileSync(await event.path()) };
}

/** Width, height and the first rows of pixels of a PNG, or all of them, as the browser decodes it. */
async function decode(page: Page, png: Buffer, rows?: number) {
  // Typed arrays are used, since lists of a million numbers take seconds to cross.
  const { data, ...size } = await page.evaluate(
    async ([bytes, most]) => {
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext(
        '2d',
      ) as OffscreenCanvasRenderingContext2D;
      context.drawImage(bitmap, 0, 0);
      return {
        width: bitmap.width,
        height: bitmap.height,
        data: context.getImageData(0, 0, bitmap.width, most ?? bitmap.height).data,
      };
    },
    [new Uint8Array(png), rows] as const,
  );
  return { ...size, data: [...data] };
}

const menu = async (page: Page, item: string): Promise<void> => {
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: item }).click();
};

test('PNG of the shown view holds its values; with labels it is larger and says more', async ({ lab, page }) => {
  const plain = await download(page, () => menu(page, 'B alone as PNG'));
  expect(plain.name).toBe('64x64-reconstruction-tiny-f8c12.png');
  const picture = await decode(page, plain.bytes);
  expect([picture.width, picture.height]).toEqual([64, 64]);
  const { data } = await lab.tensor('reconstruction');
  for (const pixel of [0, 777, 4095]) {
    const expected = [0, 1, 2].map((c) =>
      Math.min(255, Math.max(0, Math.floor((data[c * 4096 + pixel] as number) * 127.5 + 128))),
    );
    expect(picture.data.slice(4 * pixel, 4 * pixel + 3)).toEqual(expected);
  }

  await page.getByRole('tab', { name: /^Wavelets/ }).click();
  const labelled = await download(page, () => menu(page, 'The same with labels'));
  expect(labelled.name).toBe('64x64-wavelets-labelled-tiny-f8c12.png');
  const sheet = await decode(page, labelled.bytes);
  const bare = await decode(page, (await download(page, () => menu(page, 'Shown view as PNG'))).bytes);
  expect(sheet.width).toBeGreaterThan(480);
  expect(sheet.height).toBeGreaterThan(sheet.width);
  // Text and ramp stand below the picture.
  const below = sheet.data.slice(4 * sheet.width * (sheet.height - 80));
  expect(below.some((value, index) => index % 4 < 3 && value > 150)).toBe(true);
  expect(bare.width).toBe(64);
});

test('two views are saved as they are seen, labels on the ground of the theme', async ({ lab, page }) => {
  const [input, result] = [await lab.tensor('input'), await lab.tensor('reconstruction')];
  const colour = ({ data }: TensorData, x: number, y: number) =>
    [0, 1, 2].map((c) => Math.min(255, Math.max(0, Math.floor((data[c * 4096 + y * 64 + x] as number) * 127.5 + 128))));
  const at = ({ width, data }: { width: number; data: number[] }, x: number, y: number) =>
    data.slice(4 * (y * width + x), 4 * (y * width + x) + 3);

  await test.step('under the slider A is left of it, B right, value by value', async () => {
    const file = await download(page, () => menu(page, 'Shown view as PNG'));
    expect(file.name).toBe('64x64-input-reconstruction-tiny-f8c12.png');
    const picture = await decode(page, file.bytes);
    expect([picture.width, picture.height]).toEqual([64, 64]);
    for (const y of [0, 40]) {
      expect(at(picture, 31, y)).toEqual(colour(input, 31, y));
      expect(at(picture, 32, y)).toEqual(colour(result, 32, y));
    }
  });

  await test.step('beside each other both are whole, on a light ground in the light theme', async () => {
    await page.getByRole('radio', { name: 'Two', exact: true }).click();
    await page.emulateMedia({ colorScheme: 'light' });
    const picture = await decode(page, (await download(page, () => menu(page, 'Shown view as PNG'))).bytes);
    expect([picture.width, picture.height]).toEqual([64 + 8 + 64, 64]);
    expect(at(picture, 63, 5)).toEqual(colour(input, 63, 5));
    expect(at(picture, 72, 5)).toEqual(colour(result, 0, 5));
    const labelled = await decode(page, (await download(page, () => menu(page, 'The same with labels'))).bytes, 3);
    expect(labelled.width).toBeGreaterThan(2 * 480);
    expect(Math.min(...at(labelled, 2, 2))).toBeGreaterThan(240);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(
      Math.max(
        ...at(await decode(page, (await download(page, () => menu(page, 'The same with labels'))).bytes, 3), 2, 2),
      ),
    ).toBeLessThan(40);
  });

  await test.step('views of other sizes are enlarged by whole factors to cover each other', async () => {
    await page.getByRole('tab', { name: /^Latent/ }).click();
    await page.getByRole('toolbar', { name: 'View' }).getByRole('button', { name: /A$/ }).click();
    await expect(page.getByRole('listbox')).toBeVisible();
    // The list is longer than the page is high.
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    const file = await download(page, () => menu(page, 'Shown view as PNG'));
    const picture = await decode(page, file.bytes);
    expect([picture.width, picture.height]).toEqual([64 + 8 + 64, 64]);
    expect(at(picture, 72, 0)).toEqual(at(picture, 79, 7));
  });
});

test('every tensor as .npy, named by picture, tensor and model', async ({ lab, page }) => {
  await menu(page, 'Tensor as .npy…');
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await expectAccessible(page, '.modal');
  await expect(dialog.getByRole('button', { name: /^Save .*, as .npy$/ })).toHaveCount(TENSOR_NAMES.length);
  // Browsers stop a page that hands out many files in a row, so one of each shape stands for the others.
  for (const name of ['input', 'bands1', 'bands3.raw', 'latent.raw', 'latent', 'reconstruction'] as const) {
    const file = await download(page, () => dialog.getByRole('button', { name: `Save ${name},` }).click());
    expect(file.name).toBe(`64x64-${name}-tiny-f8c12.npy`);
    const { dims, data } = await lab.tensor(name);
    const header = file.bytes.subarray(10, 10 + file.bytes.readUInt16LE(8)).toString('latin1');
    expect(header).toContain(`'shape': (${dims.join(', ')})`);
    const values = new Float32Array(Uint8Array.from(file.bytes.subarray(10 + file.bytes.readUInt16LE(8))).buffer);
    expect(values).toEqual(data);
    await expect(dialog.getByRole('button', { name: `Save ${name},` })).toContainText(dims.join(' × '));
  }
});

test('a table is saved as CSV with all digits', async ({ lab, page }) => {
  const drawer = page.locator('[data-drawer="error-bands"]');
  await drawer.getByRole('button', { name: /as a table$/ }).click();
  const file = await download(page, () => drawer.getByRole('button', { name: 'Save CSV' }).click());
  expect(file.name).toBe('64x64-error-by-sub-band-tiny-f8c12.csv');
  const [head, ...rows] = file.bytes
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  expect(head).toEqual(['"Band"', '"Energy"', '"Share"']);
  const { errorEnergies } = await lab.run();
  expect(rows).toHaveLength(errorEnergies.length);
  expect(rows.map(([, energy]) => Number(energy))).toEqual(errorEnergies.map(({ energy }) => energy));
});

test('on a phone everything is in the menu', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Export…' }).click();
  await expectAccessible(page, '.modal');
  const file = await download(page, () =>
    page.getByRole('dialog').getByRole('button', { name: 'With labels' }).click(),
  );
  expect(file.name).toBe('64x64-input-reconstruction-labelled-tiny-f8c12.png');
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});
