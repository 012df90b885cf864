import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { compareQuality } from '../src/core/metrics/metrics';
import { planarToRgba, rgbaToPlanar } from '../src/core/math/planar';
import { estimateRate, quantise } from '../src/core/math/quantise';
import { number } from '../src/ui/kit/format';
import { expectAccessible } from './support/axe';
import { fileOf } from './support/lab';
import { expect, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));
const SIZE = { width: 64, height: 64, paddedWidth: 64, paddedHeight: 64 };
const DEPTHS = ['float32', '16 bits', '8 bits', '6 bits', '4 bits', '3 bits', '2 bits'];

/** Rows of the table by their head. */
async function rowsOf(panel: Locator): Promise<Map<string, string[]>> {
  const rows = await panel
    .locator('tbody tr')
    .evaluateAll((list) => list.map((row) => [...row.children].map((cell) => cell.textContent)));
  return new Map(rows.map(([head = '', ...cells]) => [head, cells]));
}

/** Numbers before a row stops growing downwards. */
const falls = (values: readonly number[]): boolean =>
  values.every((value, i) => i === 0 || value < (values[i - 1] as number));

test('every number of bits, and files at the same rates, are measured, shown, and go stale', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await lab.choose(PICTURE);
  await expect(page.getByRole('banner')).toContainText('64x64.png');
  await lab.run();
  await page.getByRole('tab', { name: /Reconstruction/ }).click();
  const panel = page.locator('[data-drawer="rate"]');
  await panel.getByRole('button', { name: /^Rate and distortion/ }).click();
  await expect(panel).toContainText(
    '12 channels of 8 × 8 values: 3.00 KiB at float32 (6.00 bits/px), 1.50 KiB at float16 (3.00).',
  );
  await panel.getByRole('button', { name: 'Measure all rates' }).click();
  await expect(panel.getByRole('button', { name: 'Measure again' })).toBeVisible();
  await panel.getByRole('button', { name: 'Rate and distortion as a table' }).click();
  const rows = await rowsOf(panel);

  await test.step('fewer bits take less, and have the numbers of a run', async () => {
    const steps = DEPTHS.map((depth) => rows.get(`Latent ${depth}`) as string[]);
    expect([...rows.keys()].filter((head) => head.startsWith('Latent'))).toHaveLength(DEPTHS.length);
    expect(steps[0]?.[0]).toBe('—');
    // The 64 values of a channel are all different at 16 and 8 bits.
    expect(falls(steps.slice(2).map((cells) => Number(cells[0])))).toBe(true);
    expect(Number(steps[1]?.[0])).toBeGreaterThanOrEqual(Number(steps[2]?.[0]));
    expect(steps.map((cells) => cells[3])).toEqual(['6.000', '3.000', '1.500', '1.125', '0.750', '0.563', '0.375']);
    for (const [bits, cells] of [
      [8, steps[2]],
      [2, steps[6]],
    ] as const) {
      await lab.set({ latent: { bits } });
      const { psnr, ssim } = await lab.run();
      expect([cells?.[1], cells?.[2]]).toEqual([number(psnr as number, 2), number(ssim as number, 3)]);
      const { bitsPerPixel, sideBits } = estimateRate(quantise(await lab.tensor('latent'), bits), 64, 64);
      expect([cells?.[0], cells?.[4]]).toEqual([number(bitsPerPixel, 3), number(sideBits / 4096, 3)]);
    }
    await lab.set({ latent: {} });
    await lab.run();
  });

  await test.step('a JPEG has the rate and the PSNR of its file', async () => {
    const [jpegs, webps] = ['JPEG', 'WebP'].map((name) => [...rows].filter(([head]) => head.startsWith(name)));
    expect(jpegs?.length).toBeGreaterThanOrEqual(5);
    expect(webps?.length).toBeGreaterThanOrEqual(5);
    for (const files of [jpegs, webps]) expect(falls((files ?? []).map(([, cells]) => -Number(cells[0])))).toBe(true);
    const [head = '', cells] = jpegs?.at(-1) ?? [];
    const quality = Number(head.replace('JPEG quality ', ''));
    const input = await lab.tensor('input');
    const file = await page.evaluate(
      async ([pixels, share]) => {
        const canvas = new OffscreenCanvas(64, 64);
        const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
        context.putImageData(new ImageData(new Uint8ClampedArray(pixels), 64, 64), 0, 0);
        const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: share });
        context.drawImage(await createImageBitmap(blob), 0, 0);
        return { size: blob.size, pixels: [...context.getImageData(0, 0, 64, 64).data] };
      },
      [[...planarToRgba(input)], quality / 100] as const,
    );
    const { psnr, ssim } = compareQuality(input, rgbaToPlanar(Uint8Array.from(file.pixels), SIZE));
    expect(cells).toEqual([
      number((8 * file.size) / 4096, 3),
      number(psnr as number, 2),
      number(ssim as number, 3),
      '—',
      '—',
      number(file.size),
    ]);
  });

  await panel.getByRole('button', { name: 'Rate and distortion as a table' }).click();
  await test.step('the chart says what it shows, for both measures', async () => {
    await expect(
      panel.getByRole('img', {
        name: /^PSNR against bits per pixel: Tiny test model, estimated .* dB at .*; Tiny test model, fixed rate .*; JPEG .*; WebP /,
      }),
    ).toBeVisible();
    await expect(panel.locator('.rate-chart')).toContainText('Bits per pixel, log scale');
    await panel.getByRole('radio', { name: 'SSIM' }).click();
    await expect(panel.getByRole('img', { name: /^SSIM against bits per pixel/ })).toBeVisible();
    await expectAccessible(page, '.inspector');
  });

  await test.step('a JPEG that nobody chose has the bits of the latent', async () => {
    await lab.set({ latent: { bits: 4 } });
    await lab.run();
    await page.getByRole('toolbar', { name: 'View' }).getByRole('button', { name: /B$/ }).click();
    await page.getByRole('option', { name: 'JPEG or WebP' }).click();
    const tag = page.locator('.tag').filter({ hasText: /^B.*JPEG quality \d+, .*nearest to the latent's 0\.75/ });
    await expect(tag).toBeVisible();
    const shown = Number(/quality (\d+)/.exec((await tag.textContent()) ?? '')?.[1]);
    await lab.set({ latent: {} });
    await lab.run();
    const wide = page.locator('.tag').filter({ hasText: /nearest to the latent's 6\.00/ });
    await expect(wide).toBeVisible();
    expect(Number(/quality (\d+)/.exec((await wide.textContent()) ?? '')?.[1])).toBeGreaterThan(shown);
    await page.getByRole('toolbar', { name: 'View' }).getByRole('button', { name: /B$/ }).click();
    await page.getByRole('option', { name: 'Reconstruction', exact: true }).click();
  });

  await test.step('choosing a point shows it: bits of the latent, which undo takes back, or a file', async () => {
    await panel.getByRole('button', { name: /^Show Tiny test model 4 bits/ }).press('Enter');
    expect((await lab.settings()).latent).toEqual({ bits: 4 });
    await expect(panel.getByRole('button', { name: /^Show Tiny test model 4 bits/ })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await expect(panel.getByRole('button', { name: /Bits per latent value/ })).toContainText('4 bits');
    // Every rate of the page is one of these bits.
    const { compression, width, height } = await lab.run();
    expect(compression.bitsPerPixel).toBe(0.75);
    const quality = page.locator('[data-drawer="quality"]');
    await expect(quality.locator('.facts')).toContainText(/Latent at 4 bits384\sbytes.*Bits \/ pixel0\.75/);
    const codes = estimateRate(quantise(await lab.tensor('latent'), 4), width, height);
    await expect(quality.locator('.facts')).toContainText(`Entropy, bits / pixel${number(codes.bitsPerPixel, 2)}`);
    await expect(page.getByRole('tab', { name: /^Latent/ })).toHaveAccessibleDescription(
      /384\sbytes at 4 bits per latent value/,
    );
    await page.keyboard.press('Control+z');
    expect((await lab.settings()).latent).toEqual({});
    await expect(quality.locator('.facts')).toContainText(/Latent as float323\.00\sKiB.*Bits \/ pixel6\.00/);
    await panel.getByRole('radio', { name: 'WebP' }).click();
    const point = panel.getByRole('button', { name: /^Show WebP quality/ }).first();
    const label = ((await point.getAttribute('aria-label')) ?? '').replace('Show ', '');
    expect(label).toMatch(/^WebP quality \d+, \d\.\d\d bits\/px, \d+\.\d dB$/);
    await point.click();
    await expect(page.locator('.tag').filter({ hasText: label })).toBeVisible();
    await expect(page.getByRole('group', { name: 'B: JPEG or WebP' })).toBeVisible();
    await expect(page.locator('.tag').filter({ hasText: 'Reconstruction' })).toBeVisible();
    await expect(point).toHaveAttribute('aria-pressed', 'true');
    // The chart does the same, with a pointer.
    await panel.locator('svg [data-curve="jpeg"] .mark').last().click({ force: true });
    await expect(page.locator('.tag').filter({ hasText: /JPEG quality \d+, / })).toBeVisible();
  });

  await test.step('other settings make it stale, and Stop ends it', async () => {
    await expect(panel.locator('.stale')).toHaveCount(0);
    await lab.set({ posterior: 'sample' });
    await expect(panel.locator('.stale')).toHaveText('Stale: made with another picture, model or settings.');
    await lab.run();
    // The page itself presses, so that so many files cannot be faster.
    await panel.evaluate(async (element) => {
      const press = (word: string): boolean => {
        const button = [...element.querySelectorAll('button')].find(({ textContent }) => textContent.startsWith(word));
        button?.click();
        return button !== undefined;
      };
      press('Measure again');
      while (!press('Stop')) await new Promise(requestAnimationFrame);
    });
    await expect(panel.getByRole('button', { name: /^Measure/ })).toBeVisible();
    await expect(panel.locator('[data-curve="webp"]')).toHaveCount(0);
    await expect(panel.locator('.stale')).toHaveCount(0);
  });

  await test.step('at 390 px nothing is wider than the page', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await expectAccessible(page, '.inspector');
  });
});
