import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/axe';
import { fileOf, type TestFile } from './support/lab';
import { expect, GPU, test } from './support/test';
import { unzip } from './support/zip';

const GOLDENS = join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12');
const PICTURES = join(import.meta.dirname, 'fixtures/pictures');
const FILES = [
  ...['64x64.png', '53x37.png'].map((name) => fileOf(join(GOLDENS, name))),
  ...['cut.png', 'jpeg-exif-6.jpg', 'svg.svg'].map((name) => fileOf(join(PICTURES, name))),
];
const GOOD = FILES.filter(({ name }) => name !== 'cut.png');

const sheet = (page: Page) => page.getByRole('region', { name: 'Batch' });
const result = (page: Page) => page.getByRole('status', { name: 'Batch result' });
const cards = (page: Page) => sheet(page).getByRole('row');
const asUpload = ({ name, type, bytes }: TestFile) => ({ name, mimeType: type, buffer: Buffer.from(bytes) });

async function download(page: Page, name: string | RegExp): Promise<{ name: string; bytes: Buffer }> {
  const [event] = await Promise.all([page.waitForEvent('download'), sheet(page).getByRole('button', { name }).click()]);
  return { name: event.suggestedFilename(), bytes: readFileSync(await event.path()) };
}

/** What a script gets for the same file: its numbers, and the reconstruction as PNG. */
async function trialOf(page: Page, { bytes, type }: TestFile) {
  const { png, ...summary } = await page.evaluate(
    async (file) => {
      const { psnr, ssim, mse, png } = await window.litevae.trial(
        {},
        { source: new Blob([file.bytes], { type: file.type }), png: true },
      );
      return { psnr, ssim, mse, png: [...new Uint8Array(await (png as Blob).arrayBuffer())] };
    },
    { bytes: bytes as Uint8Array<ArrayBuffer>, type },
  );
  return { ...summary, png: Buffer.from(png) };
}

const sizeOf = (page: Page, png: Buffer) =>
  page.evaluate(
    async (bytes) => {
      const { width, height } = await createImageBitmap(new Blob([Uint8Array.from(bytes)]));
      return `${width}x${height}`;
    },
    [...png],
  );

const scrollsSideways = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

test('several files: worst first, the numbers of a script, CSV, ZIP, one of them in the viewer', async ({
  lab,
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await lab.open({ backend: 'wasm' });
  await page.locator('input[type=file]').first().setInputFiles(FILES.map(asUpload));
  await expect(result(page)).toHaveText(/^Batch finished: 4 of 5 pictures, 1 failed\. The worst is /);
  const trials = new Map<string, Awaited<ReturnType<typeof trialOf>>>();
  for (const file of GOOD) trials.set(file.name, await trialOf(page, file));
  const worstFirst = GOOD.map(({ name }) => name).sort(
    (a, b) => (trials.get(a)?.psnr ?? Infinity) - (trials.get(b)?.psnr ?? Infinity),
  );

  await test.step('the contact sheet', async () => {
    await expect(cards(page)).toHaveCount(5);
    const names = await sheet(page).locator('.batch-name').allTextContents();
    expect(names).toEqual([...worstFirst, 'cut.png']);
    for (const [index, name] of worstFirst.entries()) {
      await expect(cards(page).nth(index)).toContainText(`${trials.get(name)?.psnr?.toFixed(2)}`);
    }
    await expect(cards(page).last()).toContainText('"cut.png" ends too early');
    const drawn = await sheet(page)
      .locator('img')
      .evaluateAll((images) =>
        images.map((image) => {
          const { naturalWidth, naturalHeight } = image as HTMLImageElement;
          return Math.max(naturalWidth, naturalHeight);
        }),
      );
    expect(drawn).toHaveLength(8);
    expect(drawn.every((side) => side > 8 && side <= 160)).toBe(true);
    await sheet(page).getByRole('radio', { name: 'Name' }).click();
    await expect(sheet(page).locator('.batch-name').first()).toHaveText('53x37.png');
    await sheet(page).getByRole('radio', { name: 'PSNR' }).click();
    await expectAccessible(page, '.batch');
  });

  await test.step('CSV with all digits', async () => {
    const { name, bytes } = await download(page, 'Save CSV of the batch');
    expect(name).toBe('batch-tiny-f8c12.csv');
    const [head, ...lines] = bytes
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/));
    expect(head?.slice(0, 5)).toEqual(['"Name"', '"Status"', '"PSNR, dB"', '"SSIM"', '"ST-LPIPS"']);
    expect(
      lines
        .slice(0, 4)
        .map(([file, status, psnr, ssim, , mse]) => [file, status, Number(psnr), Number(ssim), Number(mse)]),
    ).toEqual(
      worstFirst.map((file) => [
        `"${file}"`,
        '"done"',
        trials.get(file)?.psnr,
        trials.get(file)?.ssim,
        trials.get(file)?.mse,
      ]),
    );
    expect(lines[4]?.slice(0, 3)).toEqual(['"cut.png"', '"failed"', '""']);
  });

  await test.step('a ZIP of the reconstructions', async () => {
    const { name, bytes } = await download(page, /^ZIP of reconstructions/);
    expect(name).toBe('batch-tiny-f8c12.zip');
    const entries = unzip(bytes);
    expect(entries.map((entry) => entry.name)).toEqual(['64x64.png', '53x37.png', 'jpeg-exif-6.png', 'svg.png']);
    for (const [index, { bytes: png }] of entries.entries()) {
      expect(png.equals((trials.get(GOOD[index]?.name ?? '') as { png: Buffer }).png)).toBe(true);
    }
    expect(await sizeOf(page, entries[1]?.bytes as Buffer)).toBe('53x37');
  });

  await test.step('by keyboard into the viewer, and back', async () => {
    await cards(page).first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name: 'Viewer' })).toBeVisible();
    await expect(page.locator('.bar .file')).toContainText(worstFirst[1] as string);
    expect((await lab.run()).psnr).toBe(trials.get(worstFirst[1] as string)?.psnr);
    const back = page.getByRole('button', { name: 'Back to batch' });
    await expect(back).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(cards(page).nth(1)).toBeFocused();
    await expect(cards(page).nth(1)).toContainText('shown');
    // A stage of the path is the other way to the viewer.
    await page.getByRole('tab', { name: 'Error' }).click();
    await expect(back).toBeVisible();
    await back.click();
  });

  await test.step('on a phone, as a table too; and closed', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await scrollsSideways(page)).toBe(false);
    await expectAccessible(page, '.batch');
    await sheet(page).getByRole('radio', { name: 'Table' }).click();
    await expect(sheet(page).getByRole('row')).toHaveCount(6);
    expect(await scrollsSideways(page)).toBe(false);
    await expectAccessible(page, '.batch');
    await sheet(page)
      .getByRole('button', { name: /^Close the batch/ })
      .click();
    await expect(sheet(page)).toHaveCount(0);
    await expect(page.getByRole('region', { name: 'Viewer' })).toBeVisible();
  });

  await test.step('a drop says what it starts, takes 200, and stops', async () => {
    const transfer = await page.evaluateHandle((bytes) => {
      const data = new DataTransfer();
      for (let index = 0; index < 203; index++) data.items.add(new File([bytes], 'same.png', { type: 'image/png' }));
      return data;
    }, FILES[0]?.bytes as Uint8Array<ArrayBuffer>);
    await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
    await expect(page.locator('.drop-overlay')).toHaveText('Drop to start a batch of 203');
    await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
    await expect(sheet(page)).toContainText('203 were given; the first 200 are in the batch.');
    await expect(sheet(page)).toContainText(/[1-9]\d* of 200, /);
    await sheet(page).getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(result(page)).toHaveText(/^Batch stopped after \d+ of 200 pictures\.$/);
    await expect(sheet(page).getByRole('button', { name: /^Go on with \d+$/ })).toBeVisible();
  });
});

test('a folder is a batch of its pictures, in natural order; one that is empty says so', async ({
  lab,
  page,
}, info) => {
  const folder = info.outputPath('photos');
  mkdirSync(join(folder, 'day 2'), { recursive: true });
  mkdirSync(join(folder, 'empty'));
  for (const name of ['10.png', '9.png', 'day 2/9.png']) cpSync(join(GOLDENS, '53x37.png'), join(folder, name));
  writeFileSync(join(folder, 'notes.txt'), 'no picture');
  await lab.open({ backend: 'wasm' });
  await lab.dropPaths(folder);
  await expect(result(page)).toHaveText(/^Batch finished: 3 of 3 pictures\./);
  await expect(page.locator('.toast')).toContainText('3 pictures in "photos". 1 other file was left out: notes.txt.');
  await sheet(page).getByRole('radio', { name: 'Name' }).click();
  expect(await sheet(page).locator('.batch-name').allTextContents()).toEqual(['9.png', '10.png', 'day 2/9.png']);
  await lab.dropPaths(join(folder, 'empty'));
  await expect(page.locator('.toast').last()).toContainText('The folder "empty" is empty.');
  await expect(cards(page)).toHaveCount(3);
});

test('what the worker holds on a GPU stays flat, whatever sizes go through', GPU, async ({ lab, page }) => {
  await lab.open({ backend: 'webgpu' });
  await lab.openFile(FILES[0] as TestFile);
  await lab.run();
  const input = page.locator('input[type=file]').first();
  const run = async (names: readonly string[]) => {
    await input.setInputFiles(
      names.map((name, index) => ({ ...asUpload(fileOf(join(GOLDENS, name))), name: `${index}.png` })),
    );
    await expect(result(page)).toHaveText(
      new RegExp(`^Batch finished: ${names.length} of ${names.length} pictures\\.`),
    );
    return lab.resources();
  };
  const after = await run(['53x37.png', '64x64.png']);
  expect(after.gpuBytes).toBeGreaterThan(0);
  expect(await run(['53x37.png', '64x64.png', '53x37.png', '53x37.png', '64x64.png', '64x64.png'])).toEqual(after);
});
