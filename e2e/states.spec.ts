import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { fileOf } from './support/lab';
import { expect, GPU, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));

/** Runs a script in the worker before its own: what a browser lacks or a network does cannot be forced from the page. */
function inWorker(context: BrowserContext, script: string): Promise<unknown> {
  return context.route('**/lab-worker*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script};\n${await response.text()}` });
  });
}

/** The encoder comes by half, and the rest when openGate() is called. */
const HALF_AN_ENCODER = `
  const realFetch = self.fetch;
  const gate = new Promise((resolve) => { new BroadcastChannel('gate').onmessage = resolve; });
  self.fetch = async (...args) => {
    const response = await realFetch(...args);
    if (!String(args[0]).endsWith('encoder.onnx')) return response;
    const bytes = new Uint8Array(await response.arrayBuffer());
    return new Response(new ReadableStream({
      async start(controller) {
        controller.enqueue(bytes.slice(0, bytes.length / 2));
        await gate;
        controller.enqueue(bytes.slice(bytes.length / 2));
        controller.close();
      },
    }));
  };`;

const openGate = (page: Page) => page.evaluate(() => new BroadcastChannel('gate').postMessage('go'));

/** Everything that these places say from the start of the page, in order: states that are over soon are seen, too. */
async function record(page: Page, places: readonly string[]): Promise<() => Promise<string[]>> {
  await page.addInitScript((selectors) => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver(() => {
      for (const selector of selectors) {
        const text = document.querySelector(selector)?.textContent ?? '';
        if (text && !said.includes(text)) said.push(text);
      }
    }).observe(document, { childList: true, subtree: true, characterData: true });
  }, places);
  return () => page.evaluate(() => (window as unknown as { said: string[] }).said);
}

const waiting = (page: Page) => page.locator('.panes .waiting');

test('empty, loading with bytes, running, stale', async ({ lab, page, context }) => {
  const said = await record(page, ['.bar [aria-label="Stop"]', '[aria-label="Result"]']);
  await inWorker(context, HALF_AN_ENCODER);
  await lab.open({ backend: 'wasm', wait: false });
  const empty = page.locator('.empty');
  await expect(empty).toContainText('Drop a picture anywhere. It stays on this device.');
  for (const name of ['Open…', 'Paste', 'Camera', 'Link'])
    await expect(empty.getByRole('button', { name })).toBeVisible();

  await expect(page.locator('.bar')).toContainText(/Model [\d.]+ of [\d.]+\sMiB/);
  const encoder = page.locator('.operator').filter({ hasText: 'Encoder' });
  await expect(encoder.locator('.loaded i')).toHaveAttribute('style', /width: (49|50)(\.\d+)?%/);
  await lab.choose(PICTURE);
  await expect(waiting(page)).toHaveText('Waiting for the model…');
  await openGate(page);
  await lab.ready();
  await lab.run();
  await expect(waiting(page)).toHaveText('');
  expect(await said()).toEqual(
    expect.arrayContaining([
      'Loading the model.',
      expect.stringContaining('Stop'),
      expect.stringMatching(/^Reconstruction ready: PSNR .+ SSIM .+ in .+\.$/),
    ]),
  );

  // A run that was stopped leaves the result before it, which says that it is not of these settings.
  await expect(page.locator('.status')).not.toContainText('before edit');
  await page.evaluate(async () => {
    await window.litevae.set({ posterior: 'sample', seed: 3 });
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  });
  await expect(page.locator('.status')).toContainText('before edit');
  await expect(page.getByRole('heading', { name: 'Quality' })).toContainText('before edit');
});

test('compiling shaders, once for a size', GPU, async ({ lab, page }) => {
  const said = await record(page, ['[aria-label="Result"]']);
  await lab.open({ backend: 'webgpu' });
  await lab.openFile(PICTURE);
  await lab.run();
  expect(await said()).toContain('Compiling shaders, first time only.');
});

test('error: a model that does not come, and comes when it is tried again', async ({ lab, page, context }) => {
  await lab.open({ backend: 'wasm', wait: false });
  await context.route('**/encoder.onnx', (route) => route.fulfill({ status: 500, body: '' }));
  await page.reload();
  const banner = page.getByRole('alert');
  await expect(banner).toContainText('The server answered 500');
  await expect(page.getByRole('button', { name: 'No backend' })).toBeVisible();
  await expect(page.getByText('Drop a picture anywhere.')).toBeVisible();
  await context.unroute('**/encoder.onnx');
  await banner.getByRole('button', { name: 'Try again' }).click();
  await expect(banner).toHaveCount(0);
  await lab.choose(PICTURE);
  await lab.runsAt(64);
});

test('fallback: without WebGPU the CPU runs, and says why', async ({ lab, page, context }) => {
  await inWorker(context, "Object.defineProperty(navigator, 'gpu', { value: undefined })");
  await lab.open();
  const button = page.getByRole('button', { name: 'CPU (wasm)' });
  await expect(button.locator('.dot.warn')).toBeVisible();
  await button.click();
  await expect(page.getByRole('dialog')).toContainText('This browser has no WebGPU.');
});

test('offline: what is here goes on, what is not says so, and a start that failed comes by itself', async ({
  lab,
  page,
  context,
  watch,
}) => {
  watch.allowOrigin('https://elsewhere.test');
  await lab.open({ backend: 'wasm' });
  await context.setOffline(true);
  await expect(page.locator('.bar .chip')).toHaveText('Offline. What was loaded here still works.');
  await expect(page.locator('.toast')).toContainText('models and parts of the page that never were do not');
  await lab.choose(PICTURE);
  await lab.runsAt(64);
  await expect(lab.openAddress('https://elsewhere.test/a.png')).rejects.toMatchObject({ code: 'fetch-failed' });
  await expect(page.locator('.file')).toContainText(PICTURE.name);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.locator('.bar .chip')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Menu', exact: true })).toBeInViewport({ ratio: 1 });

  await context.setOffline(false);
  await expect(page.locator('.bar .chip')).toHaveCount(0);
  await context.route('**/models/manifest.json', (route) => route.abort());
  await page.reload();
  await expect(page.getByRole('alert')).toContainText('Check the connection, then try again.');
  await context.unroute('**/models/manifest.json');
  await context.setOffline(true);
  await expect(page.locator('.bar .chip')).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('insecure origin: one sentence that says what to do, and no button that cannot help', async ({
  lab,
  page,
  context,
}) => {
  await inWorker(context, "Object.defineProperty(self, 'isSecureContext', { value: false })");
  await lab.open({ wait: false });
  const banner = page.getByRole('alert');
  await expect(banner).toContainText('Open it over https, or on localhost.');
  await expect(banner.getByRole('button')).toHaveCount(0);
});

test('saveData: samples are named, and nothing is downloaded before a tap', async ({ lab, page, watch }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true }) });
  });
  // With settings of its own the page has no stored views to show.
  await lab.open({
    backend: 'wasm',
    sample: true,
    wait: false,
    fragment: `settings=${encodeURIComponent('{"seed":3}')}`,
  });
  const gallery = page.getByRole('list', { name: 'Samples' });
  await expect(gallery.getByRole('listitem')).toHaveCount(5);
  await expect(gallery.getByRole('img')).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Download' })).toContainText('This browser is set to save data');
  await page.waitForLoadState('networkidle');
  expect(watch.requests.filter((url) => /lab-worker|\/ort[.-]|\.wasm|\.onnx|\/samples\/.*\.jpg/.test(url))).toEqual([]);
  await gallery.getByRole('button').first().click();
  await expect(page.locator('.file')).toContainText('.jpg');
  await expect(page.getByRole('region', { name: 'Download' })).toHaveCount(0);
});
