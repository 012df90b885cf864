import { join } from 'node:path';
import { fileOf, Refusal, type TestFile } from './support/lab';
import { expect, GPU, on, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));

/** A drawing of any size, from a few bytes. */
function drawnAt(side: number): TestFile {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"><rect width="60%" height="40%" fill="#c63"/><circle cx="60%" cy="60%" r="20%" fill="#36c"/></svg>`;
  return { name: 'drawn.svg', type: 'image/svg+xml', bytes: new TextEncoder().encode(svg) };
}

test('after 50 runs on the GPU as many bytes are in use as after the first', GPU, async ({ lab }) => {
  await lab.open({ backend: 'webgpu' });
  await lab.openFile(PICTURE);
  const first = await lab.run();
  expect(first.gpuBytes).toBeGreaterThan(0);
  expect(first.cold).toBe(true);
  let last = first;
  for (let seed = 1; seed <= 49; seed++) {
    await lab.set({ posterior: 'sample', seed });
    last = await lab.run();
  }
  expect(last.cold).toBe(false);
  expect(last.settings.seed).toBe(49);
  expect(last.gpuBytes).toBe(first.gpuBytes);
  expect(last.readbacks.betweenStages).toBe(0);
  expect(last.readbacks.total).toBeGreaterThan(0);
});

for (const backend of ['webgpu', 'wasm'] as const) {
  test(`a newer setting supersedes an older run on ${backend}`, on(backend), async ({ lab, page }) => {
    await lab.open({ backend });
    await lab.openFile(PICTURE);
    await lab.run();
    const outcome = await page.evaluate(async () => {
      const { litevae } = window;
      const settle = (run: Promise<{ settings: { seed: number } }>) =>
        run.then(
          (summary) => summary.settings.seed,
          (error: { code: string }) => error.code,
        );
      await litevae.set({ posterior: 'sample', seed: 1 });
      const older = settle(litevae.run());
      await litevae.set({ seed: 2 });
      const newer = settle(litevae.run());
      return Promise.all([older, newer]);
    });
    expect(outcome).toEqual(['aborted', 2]);
  });
}

test('Stop frees a worker that is busy with a network, and nothing is lost', async ({ lab, page, context }) => {
  const opened = Date.now();
  await lab.open({ model: 'real', backend: 'wasm' });
  const startMs = Date.now() - opened;
  await lab.set({ maxSide: 64, bands: { '1.H.R': { mute: true } } });
  await lab.openFile(drawnAt(1024));
  const before = await lab.run();
  const shown = await page.locator('.viewer canvas').count();
  let downloads = 0;
  await context.route(/\.onnx$|\.wasm/, (route) => {
    downloads += 1;
    return route.fallback();
  });
  // Its encoder alone takes half a minute.
  await lab.set({ maxSide: 1024 });
  const outcome = page.evaluate(() =>
    window.litevae.run().then(
      () => 'done',
      (error: { code: string }) => error.code,
    ),
  );
  await expect(page.locator('.operator', { hasText: 'Encoder' }).locator('.pulse')).toHaveCount(1);
  await page.waitForTimeout(500);
  const stopped = Date.now();
  await page.keyboard.press('Escape');
  expect(await outcome).toBe('aborted');
  await expect(page.locator('.toast').filter({ hasText: 'had to be started anew' })).toBeVisible();
  await lab.resources();
  const ms = Date.now() - stopped;
  // A fresh worker takes about as long as the first one did; the network that it leaves behind takes many times that.
  expect(ms).toBeLessThan(4 * startMs);
  test.info().annotations.push({ type: 'ms until the fresh worker answers', description: String(ms) });
  expect(await page.locator('.viewer canvas').count()).toBe(shown);
  await expect(page.locator('.banner')).toHaveCount(0);
  // What was shown comes back with its own settings; those that were chosen stay.
  expect((await lab.tensor('latent')).dims).toEqual(before.latentDims);
  expect(await lab.settings()).toMatchObject({ maxSide: 1024, bands: { '1.H.R': { mute: true } } });
  await lab.set({ maxSide: 64 });
  expect((await lab.run()).psnr).toBeCloseTo(before.psnr ?? NaN, 6);
  expect(downloads).toBe(0);
});

test('a picture that fails leaves the result of the one before', async ({ lab }) => {
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  const before = await lab.run();
  const latent = await lab.tensor('latent');
  const broken = { name: 'broken.png', type: 'image/png', bytes: PICTURE.bytes.slice(0, 400) };
  const error = await lab.openFile(broken).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Refusal);
  expect((error as Refusal).code).toBe('broken-image');
  expect(await lab.tensor('latent')).toEqual(latent);
  expect((await lab.run()).psnr).toBe(before.psnr);
});

test('scripts: before a picture there is nothing to read or run', async ({ lab }) => {
  await lab.open({ backend: 'wasm' });
  await expect(lab.tensor('latent')).rejects.toMatchObject({ code: 'no-picture' });
  await expect(lab.run()).rejects.toMatchObject({ code: 'no-picture' });
});

test('scripts: a setting that does not exist or is out of range changes nothing', async ({ lab }) => {
  await lab.open({ backend: 'wasm' });
  const before = await lab.settings();
  for (const bad of [
    { sead: 1 },
    { seed: -1 },
    { maxSide: 7 },
    { bands: { '4.A.R': { mute: true } } },
    { bands: { '1.H.R': { gain: 9 } } },
  ]) {
    await expect(lab.set(bad as never)).rejects.toMatchObject({ code: 'bad-setting' });
  }
  expect(await lab.settings()).toEqual(before);
});

test('muting every detail band zeroes what the network reads and changes the picture', GPU, async ({ lab }) => {
  await lab.open({ backend: 'webgpu' });
  await lab.openFile(PICTURE);
  const before = await lab.run();
  const keys = [1, 2, 3].flatMap((level) =>
    ['H', 'V', 'D'].flatMap((o) => ['R', 'G', 'B'].map((c) => `${level}.${o}.${c}`)),
  );
  await lab.set({ bands: Object.fromEntries(keys.map((key) => [key, { mute: true }])) });
  const after = await lab.run();
  for (const level of [1, 2, 3] as const) {
    const { data, dims } = await lab.tensor(`bands${level}`);
    const raw = await lab.tensor(`bands${level}.raw`);
    const approximation = 3 * (dims[2] as number) * (dims[3] as number);
    expect(
      data.slice(approximation).every((value) => value === 0),
      `details of level ${level}`,
    ).toBe(true);
    expect(data.slice(0, approximation)).toEqual(raw.data.slice(0, approximation));
    expect(raw.data.slice(approximation).some((value) => value !== 0)).toBe(true);
  }
  expect(after.psnr).not.toBeCloseTo(before.psnr ?? 0, 3);
});
