import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { STAGE_NAMES, type LossPoint } from '../src/core/protocol';
import { fileOf, type Lab } from './support/lab';
import { expect, GPU, test } from './support/test';
import { serveTinyModel } from './support/tiny-model';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));
const RESTORING = 'The GPU was reset. Restoring your picture and edits…';
const OTHER = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/53x37.png'));

/** What banner and newest toast say from here on, each whenever it changes. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const said: string[] = [];
    const last = { '.banner': '', '.toast:last-child': '' };
    const look = (): void => {
      for (const where of ['.banner', '.toast:last-child'] as const) {
        const text = document.querySelector(where)?.textContent ?? '';
        if (text && text !== last[where]) said.push(text);
        last[where] = text;
      }
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
    Object.assign(window, { said });
  });
  return () => page.evaluate(() => (window as unknown as { said: string[] }).said);
}

/** A run with edits that are easy to tell from none. */
async function openEdited(lab: Lab): Promise<number> {
  await lab.open({ backend: 'webgpu' });
  await lab.openFile(PICTURE);
  await lab.set({ bands: { '1.H.R': { mute: true } }, posterior: 'sample', seed: 7 });
  return (await lab.run()).psnr ?? NaN;
}

/** Runs, loses the device on the way, and waits for the run that follows by itself. */
async function loseAndWait(
  lab: Lab,
  at: LossPoint,
): Promise<{ code: string; psnr: number | null; restored: string[] }> {
  return lab.page.evaluate(async (point) => {
    const { litevae } = window;
    await litevae.destroyDevice(point as Parameters<typeof litevae.destroyDevice>[0]);
    await litevae.set({ seed: litevae.settings().seed === 7 ? 8 : 7 });
    const code = await litevae.run().then(
      () => 'finished',
      (error: { code: string }) => error.code,
    );
    const { psnr, backend } = await litevae.run();
    return { code, psnr, restored: [backend, String(litevae.settings().bands['1.H.R']?.mute)] };
  }, at);
}

// Two losses a page: a third within a minute would end on the CPU.
for (let first = 0; first < STAGE_NAMES.length; first += 2) {
  const pair = STAGE_NAMES.slice(first, first + 2);
  test(
    `a device lost when ${pair.join(' or ')} begins comes back by itself, with picture and edits`,
    GPU,
    async ({ lab, page }) => {
      const psnr = await openEdited(lab);
      const shown = await page.locator('canvas').count();
      const said = await listen(page);
      for (const stage of pair) {
        const { code, restored } = await loseAndWait(lab, stage);
        expect([stage, code, ...restored]).toEqual([stage, 'device-lost', 'webgpu', 'true']);
        expect(await page.locator('canvas').count()).toBe(shown);
      }
      // The same run as the one before the losses.
      await lab.set({ seed: 7 });
      expect((await lab.run()).psnr).toBeCloseTo(psnr, 4);
      expect(await said()).toEqual(expect.arrayContaining([RESTORING, 'Restored.']));
      expect((await lab.tensor('latent')).data.some((value) => value !== 0)).toBe(true);
    },
  );
}

test('a device lost while a picture is opened, and while a view is drawn', GPU, async ({ lab, page }) => {
  await openEdited(lab);
  const said = await listen(page);
  await lab.destroyDevice('open');
  await lab.openFile(OTHER);
  expect((await lab.run()).width).toBe(53);
  await expect.poll(said).toContain('Restored.');

  await page.getByRole('tab', { name: /Error/ }).click();
  await lab.destroyDevice('view');
  // The stage's tab shows the absolute error, so only another kind is asked for.
  await page.getByLabel('Error as').getByText('Squared').click();
  await expect.poll(async () => (await said()).filter((text) => text === RESTORING).length).toBe(2);
  await expect(page.locator('.banner')).toHaveCount(0);
  await expect.poll(() => paintedShare(page), { message: 'the error view is drawn' }).toBeGreaterThan(0.001);
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('three losses within a minute end on the CPU, and the GPU can be tried again', GPU, async ({ lab, page }) => {
  const psnr = await openEdited(lab);
  for (let loss = 0; loss < 3; loss++) {
    await lab.destroyDevice();
    // The run on the lost device ends with it; the one after it comes by itself.
    await lab.run().catch(() => undefined);
    await lab.run();
  }
  const banner = page
    .getByRole('status')
    .filter({ hasText: 'The GPU was reset three times, so this page now runs on the CPU.' });
  await expect(banner).toBeVisible();
  const run = await lab.run();
  expect([run.backend, (await lab.settings()).backend]).toEqual(['wasm', 'webgpu']);
  expect(run.psnr).toBeCloseTo(psnr, 2);
  expect((await lab.info()).reason).toMatch(/reset three times/);
  await expect(page.getByText('before edit')).toHaveCount(0);
  await banner.getByRole('button', { name: 'Try the GPU again' }).click();
  await expect(banner).toBeHidden();
  expect((await lab.run()).backend).toBe('webgpu');
});

test('a backend that cannot start leaves the result of the one before, to look at and to read', async ({
  lab,
  page,
  context,
}) => {
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  await lab.run();
  // Only the fresh worker asks for the list again.
  await context.route('**/models/manifest.json', (route) => route.fulfill({ status: 503, body: '' }));
  await lab.set({ backend: 'webgpu' });
  await expect(lab.run()).rejects.toMatchObject({ code: 'http-error' });
  expect((await lab.tensor('latent')).data.length).toBe(12 * 8 * 8);
  await page.getByRole('tab', { name: /Error/ }).click();
  await expect.poll(() => paintedShare(page)).toBeGreaterThan(0.001);
});

test('a start that hangs is given up for another backend', GPU, async ({ lab, context }) => {
  await serveTinyModel(context);
  let hangs = true;
  await context.route('**/models/decoder.onnx', (route) => (hangs ? undefined : route.fallback()));
  const asked = context.waitForEvent('request', (request) => request.url().endsWith('decoder.onnx'));
  await lab.open({ model: 'real', backend: 'webgpu', wait: false });
  await asked;
  hangs = false;
  await lab.set({ backend: 'wasm' });
  await lab.ready();
  expect((await lab.info()).backend).toBe('wasm');
});

/** Share of pixels in the viewer's canvases that are neither transparent nor all of one colour. */
async function paintedShare(page: Page): Promise<number> {
  return page.evaluate(() => {
    let painted = 0;
    let all = 0;
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>('.viewer canvas')) {
      const copy = new OffscreenCanvas(Math.max(1, canvas.width), Math.max(1, canvas.height));
      const context = copy.getContext('2d');
      if (!context || canvas.width === 0) continue;
      context.drawImage(canvas, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const first = data.slice(0, 4).join();
      for (let i = 0; i < data.length; i += 4) {
        all += 1;
        if (data[i + 3] !== 0 && data.slice(i, i + 4).join() !== first) painted += 1;
      }
    }
    return all ? painted / all : 0;
  });
}
