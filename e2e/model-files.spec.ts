import { join } from 'node:path';
import type { BrowserContext } from '@playwright/test';
import { fileOf, Lab } from './support/lab';
import { ODD_MODELS, serveOddModels } from './support/odd-models';
import { expect, GPU, test } from './support/test';
import { serveTinyModel, tinyFile } from './support/tiny-model';

/** Answers one file of the tiny model differently, from the next request on. */
async function replace(
  context: BrowserContext,
  name: string,
  answer: { body?: Buffer | string; status?: number },
): Promise<() => Promise<void>> {
  const pattern = `**/models/${name}`;
  await context.route(pattern, (route) => route.fulfill(answer));
  return () => context.unroute(pattern);
}

const flipped = (): Buffer => {
  const bytes = Buffer.from(tinyFile('decoder.onnx'));
  bytes[1000] = (bytes[1000] as number) ^ 1;
  return bytes;
};

const CASES = [
  { what: 'one flipped bit', name: 'decoder.onnx', answer: () => ({ body: flipped() }), code: 'model-corrupt' },
  {
    what: 'half of the file',
    name: 'decoder.onnx',
    answer: () => ({ body: tinyFile('decoder.onnx').subarray(0, 4000) }),
    code: 'model-corrupt',
  },
  { what: 'no file', name: 'encoder.onnx', answer: () => ({ status: 404, body: 'none' }), code: 'model-missing' },
  { what: 'a server error', name: 'encoder.onnx', answer: () => ({ status: 503, body: 'busy' }), code: 'http-error' },
  { what: 'a server error', name: 'manifest.json', answer: () => ({ status: 503, body: 'busy' }), code: 'http-error' },
  {
    what: 'a manifest that is not JSON',
    name: 'manifest.json',
    answer: () => ({ body: '<html>' }),
    code: 'model-corrupt',
  },
  {
    what: 'a manifest of another version',
    name: 'manifest.json',
    answer: () => ({ body: '{"version": 9}' }),
    code: 'model-unsupported',
  },
] as const;

for (const { what, name, answer, code } of CASES) {
  test(`${what} in place of ${name} is said, and a retry works when it is mended`, async ({ lab, context, page }) => {
    await serveTinyModel(context);
    const mend = await replace(context, name, answer());
    // 'real' adds no routes of its own, so the broken file wins.
    await lab.open({ model: 'real', backend: 'wasm', wait: false });
    await expect(lab.ready()).rejects.toMatchObject({ code });
    const banner = page.getByRole('alert').first();
    await expect(banner).toBeVisible();
    await mend();
    await banner.getByRole('button', { name: /again|retry/i }).click();
    await expect(banner).toBeHidden();
    await expect
      .poll(() =>
        lab.info().then(
          ({ model }) => model,
          () => 'loading',
        ),
      )
      .toBe('tiny-f8c12');
  });
}

test('the second visit takes model and runtime from storage', async ({ lab, page, watch }) => {
  await lab.open({ backend: 'wasm' });
  const before = watch.requests.length;
  await page.reload();
  await lab.ready();
  const again = watch.requests.slice(before).filter((url) => /\.(onnx|packed)$/.test(url));
  expect(again).toEqual([]);
});

test('a damaged entry in storage is fetched anew', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  const damaged = await page.evaluate(async () => {
    const [name = ''] = await caches.keys();
    const cache = await caches.open(name);
    const keys = await cache.keys();
    for (const key of keys) await cache.put(key, new Response(new Uint8Array([1, 2, 3])));
    return keys.length;
  });
  expect(damaged).toBeGreaterThanOrEqual(3);
  await page.reload();
  await lab.ready();
  expect((await lab.info()).model).toBe('tiny-f8c12');
});

test('a browser without room for the model says so and works', async ({ lab, page, context, browser }) => {
  // The quota of the origin, as the browser's own developer tools set it.
  const session = await context.newCDPSession(page);
  const origin = test.info().project.use.baseURL ?? '';
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1000 });
  await lab.open({ backend: 'wasm' });
  await expect(page.getByText(/no storage left|refused to store/).first()).toBeVisible();
  expect((await lab.info()).model).toBe('tiny-f8c12');
  expect(browser.isConnected()).toBe(true);
});

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));
test('every model that does not fit gets a sentence of its own, and what is on screen stays', async ({
  lab,
  page,
  context,
}) => {
  await serveOddModels(context);
  await lab.open({ model: 'real', backend: 'wasm' });
  await lab.openFile(PICTURE);
  const { psnr } = await lab.run();
  // A banner makes the pane smaller, so pixels are not the same ones; a picture has many colours all the same.
  const colours = () =>
    page
      .locator('.panes canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        const small = new OffscreenCanvas(32, 32);
        const context = small.getContext('2d');
        context?.drawImage(canvas, 0, 0, 32, 32);
        return new Set(new Uint32Array(context?.getImageData(0, 0, 32, 32).data.buffer ?? new ArrayBuffer(0))).size;
      });
  await expect.poll(colours).toBeGreaterThan(100);
  const sentences = new Set<string>();
  for (const [id, { code, says }] of Object.entries(ODD_MODELS)) {
    await test.step(id, async () => {
      await lab.set({ model: id });
      const refusal = await lab.run().then(
        () => ({ code: 'ran', message: '' }),
        (error: { code: string; message: string }) => error,
      );
      expect([id, refusal.code, refusal.message]).toEqual([id, code, expect.stringMatching(says)]);
      sentences.add(refusal.message.replaceAll(id, 'the model'));
      await expect.poll(colours, { message: `${id}: the picture stays` }).toBeGreaterThan(100);
    });
  }
  // Two each for what is not ONNX and for what does not match its size are told apart by their numbers.
  expect(sentences.size).toBeGreaterThanOrEqual(Object.keys(ODD_MODELS).length - 1);
  await lab.set({ model: '' });
  expect((await lab.run()).psnr).toBe(psnr);
  expect((await lab.resources()).sessions).toBe(2);
});

test('an operator that does not exist is refused on the GPU as well', GPU, async ({ lab, context }) => {
  await serveOddModels(context);
  await lab.open({ model: 'real', backend: 'webgpu' });
  await lab.openFile(PICTURE);
  const { psnr } = await lab.run();
  await lab.set({ model: 'unknown-operator' });
  await expect(lab.run()).rejects.toMatchObject({
    code: 'model-unsupported',
    message: expect.stringMatching(/Sigmoit/),
  });
  await lab.set({ model: '' });
  expect((await lab.run()).psnr).toBeCloseTo(psnr ?? 0, 3);
});

test('two tabs share the stored model, and one that deletes it does not stop the other', async ({
  lab,
  page,
  context,
  watch,
}) => {
  const other = new Lab(await context.newPage());
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  const [{ psnr }] = await Promise.all([lab.run(), other.open({ backend: 'wasm' })]);
  const downloads = watch.requests.filter((url) => /\.(onnx|packed)$/.test(url));
  expect(new Set(downloads).size, 'the second tab downloads nothing').toBe(downloads.length);
  await other.openFile(PICTURE);
  expect((await Promise.all([lab.run(), other.run()])).map((summary) => summary.psnr)).toEqual([psnr, psnr]);
  await page.evaluate(async () => Promise.all((await caches.keys()).map((name) => caches.delete(name))));
  await other.set({ posterior: 'sample', seed: 3 });
  await other.run();
  await other.page.reload();
  await other.ready();
  expect((await other.info()).model).toBe('tiny-f8c12');
});
