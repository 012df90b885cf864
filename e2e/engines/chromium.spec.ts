import { mkdirSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { Lab } from '../support/lab';
import { asText, measure, MEASURED, type Numbers } from './support/numbers';
import { CHROMIUM, CLIP, RESULTS } from './support/paths';
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

test('Chromium records a video of 160 x 96 px', async ({ page }) => {
  const bytes = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: 160, height: 96 });
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: 'video/webm;codecs=vp8' });
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    for (let index = 0; index < 60; index++) {
      context.fillStyle = `hsl(${index * 9} 80% 50%)`;
      context.fillRect(0, 0, 160, 96);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    recorder.stop();
    await stopped;
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
  });
  expect(bytes.length).toBeGreaterThan(1000);
  writeFileSync(CLIP, Uint8Array.from(bytes));
});
