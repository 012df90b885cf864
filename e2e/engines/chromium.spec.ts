import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from '@playwright/test';
import { Lab } from '../support/lab';
import { asText, measure, MEASURED, type Numbers } from './support/numbers';
import { CHROMIUM } from './support/paths';
import { tinyHost } from './support/test';

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
  mkdirSync(dirname(CHROMIUM), { recursive: true });
  writeFileSync(CHROMIUM, JSON.stringify(numbers));
});
