import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReproCard } from '../../src/core/settings/repro-card';
import { loadGoldens } from '../support/goldens';
import { keepsPicture } from '../support/kept';
import { fileOf } from '../support/lab';
import { CLIP, KINDS } from './support/paths';
import { expect, ODD, PICTURE, test } from './support/test';

test('the shown view is saved as PNG', async ({ tab }) => {
  await tab.click({ role: 'tab', name: 'Reconstruction' });
  const { name, bytes } = await tab.saved(() => tab.chooseFromMenu('Export', 'Shown view as PNG'));
  expect(name).toMatch(/\.png$/);
  expect([...bytes.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
});

test('a tensor is saved as .npy, value by value', async ({ tab }) => {
  await tab.chooseFromMenu('Export', 'Tensor as .npy…');
  const { name, bytes } = await tab.saved(() => tab.click({ role: 'button', name: 'Save latent,' }));
  expect(name).toMatch(/latent.*\.npy$/);
  await tab.press('Escape');
  const start = 10 + Buffer.from(bytes).readUInt16LE(8);
  const values = new Float32Array(Uint8Array.from(bytes.subarray(start)).buffer);
  const expected = await tab.evaluate(() => window.litevae.tensor('latent').then(({ data }) => [...data]));
  expect([...values]).toEqual(expected);
});

test('a repro card brings its settings back', async ({ tab }) => {
  const made = await tab.set({ bands: { '1.H.R': { gain: 2 } }, seed: 7 });
  const { bytes } = await tab.saved(() => tab.chooseFromMenu('Export', 'Settings and results (JSON)'));
  const card = JSON.parse(Buffer.from(bytes).toString()) as ReproCard;
  expect(card.metrics.psnr).toBe(made.psnr);
  await tab.set({ bands: {}, seed: 0 });
  await tab.give('drop', [{ name: 'card.json', type: 'application/json', bytes }]);
  await expect.poll(() => tab.evaluate(() => window.litevae.settings().seed)).toBe(7);
  await tab.press('Escape');
  await tab.set({ bands: {}, seed: 0 });
});

test('a batch has the numbers of a script, worst first, and its table', async ({ tab }) => {
  await tab.give('drop', [PICTURE, ODD]);
  await tab.says('[role=status][aria-label="Batch result"]', /Batch finished: 2 of 2 pictures/);
  const names = await tab.evaluate(() =>
    [...document.querySelectorAll('.batch-name')].map(({ textContent }) => textContent),
  );
  const { cases } = loadGoldens('tiny-f8c12');
  expect(names).toEqual([...cases].sort((a, b) => a.psnr - b.psnr).map(({ name }) => `${name}.png`));
  const { name, bytes } = await tab.saved(() =>
    tab.click({ role: 'button', name: 'Save CSV', within: ':is([role=region], section)[aria-label=Batch]' }),
  );
  expect(name).toMatch(/\.csv$/);
  const text = Buffer.from(bytes).toString();
  for (const { psnr } of cases) expect(text).toContain(psnr.toFixed(3).slice(0, 5));
  await tab.click({ role: 'tab', name: 'Reconstruction' });
});

test('a video runs live, frame by frame', async ({ tab }) => {
  await tab.give('drop', [{ name: 'clip.webm', type: 'video/webm', bytes: readFileSync(CLIP) }]);
  const strip = ':is([role=region], section)[aria-label=Live]';
  await tab.says(strip, /Frame ?160 × 96/);
  await expect.poll(() => tab.size(), { timeout: 20_000 }).toBe('64x38');
  await tab.click({ role: 'button', name: 'Stop', within: strip });
  await tab.show(PICTURE);
});

test('a reload brings the picture and its edits back', async ({ tab }) => {
  await tab.give('drop', [ODD]);
  await expect.poll(() => tab.size()).toBe('53x37');
  const before = await tab.set({ bands: { '1.H.R': { mute: true } }, seed: 5 });
  await expect.poll(() => tab.evaluate(keepsPicture)).toBe(true);
  await tab.reload();
  await tab.says('.toast', /Restored your last picture and 2 edits/);
  expect((await tab.run()).psnr).toBe(before.psnr);
  await tab.set({ bands: {}, seed: 0 });
  await tab.show(PICTURE);
});

test("a model of one's own is added, runs, stays through a reload and goes", async ({ tab }) => {
  const golden = loadGoldens('tiny-kinds').cases.find(({ name }) => name === 'tiny-pixels');
  const { psnr: before } = await tab.show(fileOf(golden?.picture ?? ''));
  const [encoder, decoder] = ['encoder', 'decoder'].map((part) =>
    readFileSync(join(KINDS, `pixels-${part}.onnx`)).toString('base64'),
  ) as [string, string];
  const id = await tab.evaluate(
    (one, other) => {
      const blob = (text: string): Blob => new Blob([Uint8Array.from(atob(text), (each) => each.charCodeAt(0))]);
      return window.litevae.addModel({
        encoder: blob(one),
        decoder: blob(other),
        answers: { title: 'Mine', range: [0, 1], scale: 0.5, shift: 0.25 },
      });
    },
    encoder,
    decoder,
  );
  expect((await tab.set({ model: id })).psnr).toBeCloseTo(golden?.psnr ?? 0, 2);
  await tab.reload();
  expect(await tab.evaluate(() => window.litevae.info().model)).toBe(id);
  expect((await tab.show(fileOf(golden?.picture ?? ''))).psnr).toBeCloseTo(golden?.psnr ?? 0, 2);
  await tab.evaluate((gone) => window.litevae.removeModel(gone), id);
  expect((await tab.set({ model: '' })).psnr).toBe(before);
});
