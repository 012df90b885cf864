import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { loadGoldens } from './support/goldens';
import { fileOf, Lab } from './support/lab';
import { expect, GPU, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));
const PLAIN_FLAGS = ['--no-sandbox', '--no-first-run', '--disable-background-networking', '--disable-quic'];

/** A browser of its own, for what only flags can change. */
async function withBrowser(
  args: readonly string[],
  use: (lab: Lab, browser: Browser) => Promise<void>,
  baseURL: string,
): Promise<void> {
  const executablePath = process.env['CHROMIUM_PATH'];
  const browser = await chromium.launch({ args: [...args], ...(executablePath && { executablePath }) });
  try {
    const context = await browser.newContext({ baseURL });
    await use(new Lab(await context.newPage()), browser);
  } finally {
    await browser.close();
  }
}

test('the page says which backend runs, and ?backend= forces one', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  const info = await lab.info();
  expect(info).toMatchObject({ backend: 'wasm', model: 'tiny-f8c12' });
  expect(info.threads).toBeGreaterThan(1);
  expect(info.adapter).toContain(`${info.threads} threads`);
  expect(info.reason).toMatch(/chosen/);
  expect(info.ort).toMatch(/^\d+\.\d+\.\d+ jspi$/);
  await expect(page.getByRole('button', { name: /CPU/ }).first()).toBeVisible();
});

test('without ?backend= the GPU runs, by the name that the browser gives it', GPU, async ({ lab, page }) => {
  await lab.open();
  const info = await lab.info();
  expect(info).toMatchObject({ backend: 'webgpu', software: true, threads: 1 });
  expect(info.reason).toBeUndefined();
  await expect(page.getByRole('button', { name: /WebGPU/ }).first()).toBeVisible();
});

test('settings switch the backend without a reload, with the same result', GPU, async ({ lab }) => {
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  const cpu = await lab.run();
  await lab.set({ backend: 'webgpu' });
  const gpu = await lab.run();
  expect([cpu.backend, gpu.backend]).toEqual(['wasm', 'webgpu']);
  expect(gpu.psnr).toBeCloseTo(cpu.psnr ?? 0, 2);
});

test('no adapter: the CPU runs and the page says why', async ({ baseURL }) => {
  await withBrowser(
    [...PLAIN_FLAGS, '--disable-gpu', '--disable-features=WebGPU,WebGPUService'],
    async (lab) => {
      await lab.open();
      const info = await lab.info();
      expect(info.backend).toBe('wasm');
      expect(info.reason).toMatch(/WebGPU/);
      await lab.openFile(PICTURE);
      expect((await lab.run()).backend).toBe('wasm');
      const button = lab.page.getByRole('button', { name: /CPU/ }).first();
      await button.click();
      await expect(lab.page.getByText(info.reason ?? 'no reason').first()).toBeVisible();
    },
    baseURL ?? '',
  );
});

test('no adapter, but WebGPU was asked for: it says so and does not fall back silently', GPU, async ({ baseURL }) => {
  await withBrowser(
    [...PLAIN_FLAGS, '--disable-gpu', '--disable-features=WebGPU,WebGPUService'],
    async (lab) => {
      await lab.open({ backend: 'webgpu', wait: false });
      await expect(lab.ready()).rejects.toMatchObject({ code: 'no-backend' });
      await expect(lab.page.getByRole('alert').filter({ hasText: /WebGPU/ })).toBeVisible();
    },
    baseURL ?? '',
  );
});

test(
  'a browser that cannot suspend WebAssembly gets the asyncify build, with the same result',
  GPU,
  async ({ lab, context }) => {
    // No flag of Chromium takes the feature away any more, so the worker's script starts without it.
    await context.route('**/lab-worker*.js', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `delete WebAssembly.Suspending;\n${await response.text()}` });
    });
    await lab.open({ backend: 'webgpu' });
    expect((await lab.info()).ort).toMatch(/ asyncify$/);
    await lab.openFile(PICTURE);
    const asyncify = await lab.run();
    expect(asyncify.backend).toBe('webgpu');
    const [golden] = loadGoldens('tiny-f8c12').cases;
    expect(asyncify.psnr).toBeCloseTo(golden?.psnr ?? 0, 2);
  },
);

test('an insecure origin is refused with a sentence that says what to do', async ({ baseURL }) => {
  const { port } = new URL(baseURL ?? '');
  await withBrowser(
    [...PLAIN_FLAGS, '--host-resolver-rules=MAP lab.test 127.0.0.1'],
    async (lab) => {
      await lab.open({ wait: false });
      await expect(lab.ready()).rejects.toMatchObject({ code: 'insecure-origin' });
      await expect(lab.page.getByText(/https/).first()).toBeVisible();
    },
    `http://lab.test:${port}`,
  );
});
