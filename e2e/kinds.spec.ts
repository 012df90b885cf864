import { createHash } from 'node:crypto';
import type { Locator } from '@playwright/test';
import type { TensorName } from '../src/core/protocol';
import { expectTensor, largestDifference, loadGoldens } from './support/goldens';
import { fileOf } from './support/lab';
import { expect, GPU, on, test } from './support/test';
import { KINDS, kindFile, serveTinyKinds } from './support/tiny-kinds';

const { cases, tolerance } = loadGoldens('tiny-kinds');
const [first] = cases;
const SHAPES = /The encoder of Tiny.*\[1, 4, 5, 7\].*\[1, 3, 40, 56\]|The encoder of Tiny.*shape/s;
const PICTURE = fileOf(first?.picture ?? '');

/** How far the room that is kept for the band matrix while it loads is from the height that it takes, in px. */
function roomLeft(matrix: Locator): Promise<number> {
  return matrix.locator('.matrix-room').evaluate((room) => {
    const { top } = room.getBoundingClientRect();
    const taken = (room.lastElementChild?.getBoundingClientRect().bottom ?? 0) - top;
    return Math.abs(Number.parseFloat(getComputedStyle(room).minHeight) - taken);
  });
}

test.beforeEach(({ context }) => serveTinyKinds(context));

for (const backend of ['webgpu', 'wasm'] as const) {
  test(
    `pixels in or out, a mean alone, a scale: ${backend} equals the Python goldens`,
    on(backend),
    async ({ lab }) => {
      await lab.open({ model: 'real', backend });
      await lab.openFile(PICTURE);
      // Software WebGPU takes its time over each model; what the third has to do there, the first two do.
      for (const golden of backend === 'webgpu' ? cases.slice(0, 2) : cases) {
        await lab.set({ model: golden.name });
        const summary = await lab.run();
        expect([summary.model, summary.backend]).toEqual([golden.name, backend]);
        for (const [name, expected] of Object.entries(golden.tensors)) {
          const found = await lab.tensor(name as keyof typeof golden.tensors);
          if (expected.data.length > 0) expectTensor(`${golden.name} ${name}`, found, expected, tolerance.network);
          else expect(found.dims).toEqual(expected.dims);
        }
        expect(summary.psnr).toBeCloseTo(golden.psnr, 2);
        expect(summary.ssim).toBeCloseTo(golden.ssim, 3);
        expect(summary.readbacks.betweenStages, 'readbacks between stages').toBe(0);
        const energies = summary.errorEnergies.reduce((sum, { energy }) => sum + energy, 0);
        expect(Math.abs(energies / summary.squaredError - 1), 'band energies add up').toBeLessThan(1e-4);
      }
    },
  );
}

for (const backend of ['webgpu', 'wasm'] as const) {
  test(
    `an encoder that makes pictures 16 times smaller than it should is refused in words on ${backend}`,
    on(backend),
    async ({ lab, context }) => {
      const file = Buffer.from(kindFile('pixels-encoder.onnx'));
      const strides = file.indexOf('strides') + 'strides'.length;
      expect([...file.subarray(strides, strides + 4)], 'two strides of 8').toEqual([0x40, 8, 0x40, 8]);
      file.set([0x40, 16, 0x40, 16], strides);
      const manifest = JSON.parse(kindFile('manifest.json').toString()) as { models: { encoder: object }[] };
      Object.assign(manifest.models[0]?.encoder ?? {}, { sha256: createHash('sha256').update(file).digest('hex') });
      await context.route('**/models/manifest.json', (route) => route.fulfill({ json: manifest }));
      await context.route('**/models/pixels-encoder.onnx', (route) => route.fulfill({ body: file }));
      await lab.open({ model: 'real', backend });
      await lab.openFile(PICTURE);
      await expect(lab.run()).rejects.toMatchObject({
        code: 'model-unsupported',
        message: expect.stringMatching(SHAPES),
      });
    },
  );
}

test('without stored values the backends are compared, in the stages that the model has', GPU, async ({ lab }) => {
  await lab.open({ model: 'real', backend: 'webgpu' });
  await lab.openFile(PICTURE);
  await lab.run();
  const receipt = await lab.parity();
  expect(receipt).toMatchObject({ ok: true, of: 'webgpu', with: 'wasm', model: KINDS[0] });
  expect(receipt.stages.map(({ name }) => name)).toEqual([
    'input',
    'bands1',
    'bands2',
    'bands3',
    'mean',
    'latent',
    'coefficients',
    'reconstruction',
  ]);
});

test('edits of bands change the picture that such a model reads, and the page says so', async ({ lab, page }) => {
  await lab.open({ model: 'real', backend: 'wasm' });
  await lab.openFile(PICTURE);
  const before = await lab.run();
  await lab.set({ bands: { '1.H.R': { gain: 4 }, '1.A.G': { mute: true } }, bandsMode: 'network' });
  const after = await lab.run();
  expect(after.psnr).not.toBe(before.psnr);
  // A of level 1 is made from the others, as in the mode 'picture': the bands fit together again.
  const [bands1, bands2] = [await lab.tensor('bands1'), await lab.tensor('bands2')];
  const [, , height = 0, width = 0] = bands1.dims;
  const mean = [0, 1, width, width + 1].reduce((sum, at) => sum + (bands1.data[height * width + at] ?? NaN), 0) / 4;
  expect(bands2.data[(height * width) / 4]).toBeCloseTo(mean, 5);
  await lab.set({ bandsMode: 'picture' });
  expect((await lab.run()).psnr).toBe(after.psnr);

  await page.getByRole('tab', { name: /Wavelets/ }).click();
  const matrix = page.locator('[data-drawer="matrix"]');
  const head = matrix.locator('h3 button');
  if ((await head.getAttribute('aria-expanded')) !== 'true') await head.click();
  await expect(
    matrix.getByText(/reads the picture itself, so edits of bands always change that picture/),
  ).toBeVisible();
  await expect(matrix.getByRole('radiogroup', { name: 'Edits change' })).toHaveCount(0);
  await matrix.getByRole('button', { name: 'Reset' }).click();
  await expect.poll(() => roomLeft(matrix), 'px kept for a model of pixels, and not taken').toBeLessThan(4);
  await lab.set({ model: 'tiny-bands-to-pixels' });
  await expect(matrix.getByRole('radiogroup', { name: 'Edits change' })).toBeVisible();
  await expect.poll(() => roomLeft(matrix), 'px kept for a model of bands, and not taken').toBeLessThan(4);
});

test('a model that gives the mean alone: samples are the mean, and no view makes up a variance', async ({
  lab,
  page,
}) => {
  await lab.open({ model: 'real', backend: 'wasm' });
  await lab.openFile(PICTURE);
  const { psnr } = await lab.run();
  await lab.set({ posterior: 'sample', seed: 5 });
  expect((await lab.run()).psnr).toBe(psnr);
  const [mean, latent] = [await lab.tensor('mean'), await lab.tensor('latent')];
  expect(
    largestDifference(
      latent.data,
      mean.data.map((value) => (value - 0.25) * 0.5),
    ).error,
  ).toBeLessThan(1e-5);
  await expect(lab.tensor('kl' as TensorName)).rejects.toMatchObject({
    code: 'bad-setting',
    message: expect.stringMatching(/no sigma and no KL/),
  });

  await page.getByRole('tab', { name: 'Latent' }).click();
  const posterior = page.locator('[data-drawer="posterior"]');
  await expect(posterior.getByText(/gives the mean alone/)).toBeVisible();
  await expect(posterior.getByRole('radio', { name: 'Log-variance' })).toHaveCount(0);
  await expect(page.locator('[data-drawer="sampling"]').getByText(/A sample is the mean/)).toBeVisible();
  await expect(posterior.getByText('The latent is (z − 0.25) × 0.5, with z as the encoder gives it.')).toBeVisible();
  const waiting = page.locator('.waiting');
  await expect(waiting).toHaveText('');
  await page
    .locator('.viewer-head')
    .getByRole('button', { name: /Quantity$/ })
    .click();
  await page.getByRole('option', { name: 'Sigma', exact: true }).click();
  await expect(waiting).toHaveText(/the encoder gives the mean alone/);
  await lab.set({ model: 'tiny-pixels-to-bands' });
  await lab.run();
  await expect(waiting).toHaveText('');
  await expect(posterior.getByRole('radio', { name: 'Log-variance' })).toBeVisible();
});
