import type { BrowserContext } from '@playwright/test';
import { expect, test } from './support/test';
import { serveTinyModel, tinyFile } from './support/tiny-model';

/** Answers one file of the tiny model differently, from the next request on. */
async function replace(context: BrowserContext, name: string, answer: { body?: Buffer | string; status?: number }): Promise<() => Promise<void>> {
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
  { what: 'half of the file', name: 'decoder.onnx', answer: () => ({ body: tinyFile('decoder.onnx').subarray(0, 4000) }), code: 'model-corrupt' },
  { what: 'no file', name: 'encoder.onnx', answer: () => ({ status: 404, body: 'none' }), code: 'model-missing' },
  { what: 'a server error', name: 'encoder.onnx', answer: () => ({ status: 503, body: 'busy' }), code: 'http-error' },
  { what: 'a server error', name: 'manifest.json', answer: () => ({ status: 503, body: 'busy' }), code: 'http-error' },
  { what: 'a manifest that is not JSON', name: 'manifest.json', answer: () => ({ body: '<html>' }), code: 'model-corrupt' },
  { what: 'a manifest of another version', name: 'manifest.json', answer: () => ({ body: '{"version": 9}' }), code: 'model-unsupported' },
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
    await expect.poll(() => lab.info().then(({ model }) => model, () => 'loading')).toBe('tiny-f8c12');
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
