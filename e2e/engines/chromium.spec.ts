import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { Lab } from '../support/lab';
import { recording } from '../support/recording';
import { asText, measure, MEASURED, type Numbers } from './support/numbers';
import { CHROMIUM, CLIP, PIXELS, RESULTS } from './support/paths';
import { DECODED, decodedIn, pictureFile, SCALED, SIDE, type DecodedPicture } from './support/pictures';
import { tinyHost } from './support/test';

test.beforeAll(() => void mkdirSync(RESULTS, { recursive: true }));

test('Chromium measures what the others are compared with', async ({ page }) => {
  const host = tinyHost();
  await host.start();
  const lab = new Lab(page);
  await lab.open({ path: host.address, backend: 'wasm' });
  const numbers: Record<string, Numbers> = {};
  for (const file of MEASURED) {
    const body = `(${measure.toString()})(${JSON.stringify(asText(file))}, ${JSON.stringify(file.type)})`;
    numbers[file.name] = await page.evaluate(body);
  }
  await host.stop();
  expect(Object.values(numbers).every(({ psnr, edited }) => (psnr ?? 0) > 15 && (edited ?? 0) > 10)).toBe(true);
  writeFileSync(CHROMIUM, JSON.stringify(numbers));
});

test('Chromium decodes what the others are compared with', async ({ page }) => {
  const host = tinyHost();
  await host.start();
  const lab = new Lab(page);
  await lab.open({ path: host.address, backend: 'wasm' });
  const pixels: Record<string, DecodedPicture> = {};
  for (const [file, side] of [...DECODED.map((each) => [each.file, SIDE] as const), ...SCALED]) {
    const given = pictureFile(file);
    pixels[`${file} ${side}`] = await page.evaluate(
      `(${decodedIn.toString()})(${JSON.stringify(asText(given))}, ${JSON.stringify(given.type)}, ${side})`,
    );
  }
  await host.stop();
  expect(
    Object.values(pixels).every(
      ({ width, height, values }) => width > 0 && Buffer.from(values, 'base64').length === 3 * width * height,
    ),
  ).toBe(true);
  writeFileSync(PIXELS, JSON.stringify(pixels));
});

test('Chromium records a video of 160 x 96 px', async ({ page }) => {
  const { bytes } = await recording(page);
  expect(bytes.length).toBeGreaterThan(1000);
  writeFileSync(CLIP, bytes);
});
