import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { SettingsPatch } from '../src/core/settings/settings';
import { fileOf, type Lab } from './support/lab';
import { overwriteWeights } from './support/onnx-weights';
import { expect, GPU, test } from './support/test';
import { serveTinyModel, tinyFile } from './support/tiny-model';

const GOLDENS = join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12');
const PICTURE = fileOf(join(GOLDENS, '64x64.png'));
const OTHER = fileOf(join(GOLDENS, '53x37.png'));

const MUTED: SettingsPatch = { bands: { '1.A.R': { mute: true }, '3.A.R': { mute: true } } };
const SAMPLE: SettingsPatch = { posterior: 'sample', seed: 3 };

async function opened(lab: Lab, backend: 'wasm' | 'webgpu' = 'wasm') {
  await lab.open({ backend });
  await lab.openFile(PICTURE);
  return lab.run();
}

/** What the viewer shows, as pixels. */
function shownPixels(page: Page): Promise<string> {
  return page
    .locator('.viewer canvas')
    .last()
    .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
}

test('a trial leaves shown tensors and view untouched; its slot equals a plain run', async ({ lab, page }) => {
  const shown = await opened(lab);
  const before = await lab.tensor('reconstruction');
  const pixels = await shownPixels(page);
  const trial = await lab.trial(MUTED, 'other');
  expect(trial.psnr).not.toBeCloseTo(shown.psnr ?? 0, 2);
  expect(trial.reused).toEqual(['planar', 'haar']);
  expect(await lab.tensor('reconstruction')).toEqual(before);
  expect(await shownPixels(page)).toBe(pixels);
  expect((await lab.settings()).bands).toEqual({});
  const kept = await lab.tensor('reconstruction', 'other');
  await expect(lab.tensor('reconstruction', 'reference')).rejects.toMatchObject({ code: 'no-picture' });

  const reference = await lab.trial({ bands: {} }, 'reference');
  expect(reference.psnr).toBe(shown.psnr);
  await lab.set(MUTED);
  expect((await lab.run()).psnr).toBe(trial.psnr);
  expect(await lab.tensor('reconstruction')).toEqual(kept);
  expect(await lab.tensor('reconstruction', 'reference')).toEqual(before);
});

test('what the shown result has done is not done again', async ({ lab }) => {
  await opened(lab);
  const trial = await lab.trial(SAMPLE);
  expect(trial.reused).toEqual(['planar', 'haar', 'edit', 'encoder']);
  expect(trial.timings).toMatchObject({ planar: 0, haar: 0, edit: 0, encoder: 0 });
  expect(trial.timings.decoder).toBeGreaterThan(0);
  await lab.set(SAMPLE);
  const run = await lab.run();
  expect(run.reused).toBeUndefined();
  expect(run.psnr).toBe(trial.psnr);
});

test('bands and latent come from a second picture of the same size', async ({ lab }) => {
  await opened(lab);
  await lab.set({ latent: { mix: { amount: 1, mode: 'linear' } } });
  await expect(lab.run()).rejects.toMatchObject({ code: 'no-picture', message: 'Choose a second picture first.' });
  await lab.set({ latent: {} });
  await lab.run();
  const info = await lab.second(OTHER);
  expect([info?.width, info?.height]).toEqual([64, 64]);
  expect(info?.notes.map(({ code }) => code)).toEqual(expect.arrayContaining(['cropped', 'scaled']));

  await lab.set({ latent: { mix: { amount: 1, mode: 'linear' } }, bands: { '1.H.R': { swap: true } } });
  await lab.run();
  expect(await lab.tensor('latent')).toEqual(await lab.tensor('latent', 'second'));
  expect(await lab.tensor('latent.raw')).not.toEqual(await lab.tensor('latent'));
  const [edited, taken] = [await lab.tensor('bands1'), await lab.tensor('bands1.raw', 'second')];
  const [from, to] = [3 * 32 * 32, 4 * 32 * 32];
  expect(edited.data.slice(from, to)).toEqual(taken.data.slice(from, to));

  // At another size the second picture follows, and other slots go.
  await lab.trial({}, 'other');
  await lab.set({ maxSide: 32 });
  await lab.run();
  expect((await lab.tensor('input', 'second')).dims).toEqual([1, 3, 32, 32]);
  await expect(lab.tensor('input', 'other')).rejects.toMatchObject({ code: 'no-picture' });
  expect(await lab.second(null)).toBeNull();
  await expect(lab.tensor('input', 'second')).rejects.toMatchObject({ code: 'no-picture' });
});

test('trials stop when they are told to, and give way to runs', async ({ lab, page }) => {
  await opened(lab);
  const outcome = await page.evaluate(async () => {
    const { litevae } = window;
    const log: string[] = [];
    const settle = (name: string, work: Promise<{ settings: { seed: number } }>) =>
      work.then(
        ({ settings }) => log.push(`${name} ${settings.seed}`),
        ({ code }: { code: string }) => log.push(`${name} ${code}`),
      );
    const stopped = [1, 2, 3].map((seed) => settle('stopped', litevae.trial({ posterior: 'sample', seed })));
    litevae.cancelTrials();
    await Promise.all(stopped);
    const trials = [4, 5].map((seed) => settle('trial', litevae.trial({ posterior: 'sample', seed })));
    await litevae.set({ posterior: 'sample', seed: 6 });
    await Promise.all([settle('run', litevae.run()), ...trials]);
    return log;
  });
  expect(outcome.slice(0, 3)).toEqual(['stopped aborted', 'stopped aborted', 'stopped aborted']);
  expect(outcome.slice(3).sort()).toEqual(['run 6', 'trial 4', 'trial 5']);
});

test('a trial with another model, then with another picture and its PNG', async ({ lab, page, context }) => {
  await serveTinyModel(context);
  const halved = overwriteWeights(tinyFile('decoder.onnx'), 'half');
  const manifest = JSON.parse(tinyFile('manifest.json').toString()) as { models: { id: string; decoder: object }[] };
  const [tiny] = manifest.models;
  const sha256 = createHash('sha256').update(halved).digest('hex');
  manifest.models.push({ ...tiny, id: 'halved', decoder: { ...tiny?.decoder, file: 'halved.onnx', sha256 } });
  await context.route('**/models/manifest.json', (route) => route.fulfill({ json: manifest }));
  await context.route('**/models/halved.onnx', (route) => route.fulfill({ body: halved }));
  // 'real' adds no routes of its own.
  await lab.open({ model: 'real', backend: 'wasm' });
  await lab.openFile(PICTURE);
  const shown = await lab.run();

  const other = await lab.trial({ model: 'halved' }, 'other');
  expect([other.model, shown.model]).toEqual(['halved', 'tiny-f8c12']);
  expect(other.reused?.at(-1)).toBe('latent');
  expect(await lab.tensor('latent', 'other')).toEqual(await lab.tensor('latent'));
  expect(await lab.tensor('coefficients', 'other')).not.toEqual(await lab.tensor('coefficients'));
  expect((await lab.info()).model).toBe('tiny-f8c12');
  expect((await lab.resources()).sessions).toBe(4);

  const size = await page.evaluate(
    async ({ bytes, type }) => {
      const { width, height, png, reused } = await window.litevae.trial(
        {},
        { source: new Blob([bytes], { type }), png: true },
      );
      const bitmap = await createImageBitmap(png as Blob);
      return { summary: [width, height], png: [bitmap.width, bitmap.height], type: png?.type, reused };
    },
    { bytes: OTHER.bytes as Uint8Array<ArrayBuffer>, type: OTHER.type },
  );
  expect(size).toEqual({ summary: [53, 37], png: [53, 37], type: 'image/png', reused: undefined });
  expect((await lab.tensor('input')).dims).toEqual([1, 3, 64, 64]);
});

test('on WebGPU trials copy what is there, and leave as many bytes as the first', GPU, async ({ lab }) => {
  await opened(lab, 'webgpu');
  await lab.second(OTHER);
  const mixed = (amount: number): SettingsPatch => ({
    ...SAMPLE,
    latent: { mix: { amount, mode: 'spherical' }, bits: 8 },
  });
  const first = await lab.trial(mixed(0.5), 'other');
  expect(first.reused).toEqual(['planar', 'haar', 'edit', 'encoder']);
  expect(first.readbacks.betweenStages).toBe(0);
  const { gpuBytes, gpuBuffers } = await lab.resources();
  for (const amount of [0.1, 0.2, 0.3, 0.4]) await lab.trial(mixed(amount), 'other');
  expect(await lab.resources()).toMatchObject({ gpuBytes, gpuBuffers });
  const again = await lab.trial(mixed(0.5), 'other');
  expect(again.psnr).toBe(first.psnr);
  const kept = await lab.tensor('reconstruction', 'other');
  await lab.set(mixed(0.5));
  expect((await lab.run()).psnr).toBe(first.psnr);
  expect(await lab.tensor('reconstruction')).toEqual(kept);
});
