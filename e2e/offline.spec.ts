import type { Page } from '@playwright/test';
import { responseHeaders } from '../config/headers';
import { loadGoldens } from './support/goldens';
import { fileOf } from './support/lab';
import { PlainHost } from './support/plain-host';
import { expect, test as base } from './support/test';
import { tinyFile } from './support/tiny-model';

/** A host below a path with the tiny model, which can be stopped: requests of a service worker pass by Playwright's routes. */
const test = base.extend<{ headers: boolean; host: PlainHost }>({
  headers: [false, { option: true }],
  host: async ({ headers, watch }, provide) => {
    const host = new PlainHost('/some/where/', headers ? responseHeaders() : {});
    for (const name of ['manifest.json', 'encoder.onnx', 'decoder.onnx'])
      host.files.set(`models/${name}`, tinyFile(name));
    host.files.set('samples/samples.json', '[]');
    await host.start();
    watch.allowOrigin(host.origin);
    await provide(host);
    await host.stop();
  },
});

test.use({ serviceWorkers: 'allow' });

const [GOLDEN] = loadGoldens('tiny-f8c12').cases;
const REAL = { model: 'real', sample: true, backend: 'wasm' } as const;

/** The first visit stores the page and goes on without a worker; Firefox fails the requests of a page that is claimed. */
async function isStored(page: Page): Promise<void> {
  const claimed = await page.evaluate(() =>
    navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null),
  );
  expect(claimed, 'the page of a first visit has a worker').toBe(false);
}

test('after one visit the page opens, runs and loads its parts with the host gone, below a path', async ({
  lab,
  page,
  context,
  host,
}) => {
  await lab.open({ ...REAL, path: host.address });
  await isStored(page);
  await host.stop();
  await context.setOffline(true);
  await page.reload();
  await lab.ready();
  await lab.openFile(fileOf(GOLDEN?.picture ?? ''));
  expect((await lab.run()).psnr).toBeCloseTo(GOLDEN?.psnr ?? 0, 2);
  await expect(page.getByText('Offline. What was loaded here still works.')).toBeVisible();

  // A part that the first visit did not load; and what is stored can be seen and deleted.
  await page.getByRole('button', { name: /^Model:/ }).click();
  const storage = page.getByRole('region', { name: 'Storage' });
  await expect(storage).toContainText(/Stored on this device: \d+\.\d+\sMiB/);
  await storage.getByRole('button', { name: 'Delete stored models' }).click();
  await expect(storage).toContainText('Stored on this device: 0 bytes');
  await expect(storage).toContainText('The next visit downloads models and runtime again.');
  await expect(storage.getByRole('button')).toBeFocused();

  // Without the model the page opens, and says what is missing.
  await page.reload();
  await expect(lab.ready()).rejects.toMatchObject({
    code: 'fetch-failed',
    message: expect.stringContaining('is not stored on this device. Connect once to get it ('),
  });
});

test.describe(() => {
  test.use({ headers: true });

  test('a new version waits, is announced, and comes whole with the reload; settings stay', async ({
    lab,
    page,
    host,
  }) => {
    const text = (name: string) => String(host.read(name));
    await lab.open({ ...REAL, path: host.address });
    await isStored(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await lab.set({ seed: 41 });

    const second = await page.context().newPage();
    await second.goto(host.address);
    // Another page, and a service worker that lists it: both change with a build.
    const worker = text('service-worker.js');
    const changed = worker.replace(/"[0-9a-f]{32}"(,"url":"\.\/")/, '"second"$1');
    expect(changed).not.toBe(worker);
    host.files.set('index.html', text('index.html').replace('<title>', '<title>Second '));
    host.files.set('service-worker.js', changed);
    await page.reload();
    await lab.ready();
    const chip = page.getByRole('banner').getByText('New version ready.');
    await expect(chip).toBeVisible();
    // Until asked, every load is of the old one, from storage, with the headers that it came with.
    await expect(page).toHaveTitle('litevae-lab');
    await page.reload();
    await expect(page).toHaveTitle('litevae-lab');
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);

    await page.getByRole('button', { name: 'Reload' }).click();
    await expect(page).toHaveTitle('Second litevae-lab');
    await lab.ready();
    expect((await lab.settings()).seed).toBe(41);
    expect(
      await page.evaluate(() => navigator.serviceWorker.getRegistration().then((found) => found?.waiting ?? null)),
    ).toBeNull();
    await expect(chip).toBeHidden();

    // Another tab still shows the old one, whole, and says so.
    await expect(second).toHaveTitle('litevae-lab');
    await expect(second.getByRole('banner').getByText('New version ready.')).toBeVisible();
    await second.getByRole('button', { name: 'Help', exact: true }).click();
    await expect(second.getByRole('dialog').getByText('Stored on this device')).toBeVisible();
    await second.keyboard.press('Escape');
    await second.getByRole('button', { name: 'Reload' }).click();
    await expect(second).toHaveTitle('Second litevae-lab');
  });
});

test('the build can be installed, and stores neither models nor the runtime before they are used', async ({
  lab,
  page,
  context,
  host,
}) => {
  await lab.open({ ...REAL, path: host.address });
  await isStored(page);
  const session = await context.newCDPSession(page);
  const { url, errors, data } = await session.send('Page.getAppManifest');
  expect([url, errors]).toEqual([`${host.address}manifest.webmanifest`, []]);
  const { icons } = JSON.parse(data ?? '{}') as { icons: { src: string; sizes: string }[] };
  const sizes = await page.evaluate(
    (sources) =>
      Promise.all(
        sources.map(async (source) => {
          const image = new Image();
          image.src = source;
          await image.decode();
          return `${image.naturalWidth}x${image.naturalHeight}`;
        }),
      ),
    icons.map(({ src }) => src),
  );
  expect(sizes).toEqual(icons.map((icon) => icon.sizes));
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // Tests run in a private window, which is all that Chromium may mind.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);

  const shell = await page.evaluate(async () => {
    const name = (await caches.keys()).find((each) => each.includes('shell')) ?? '';
    return (await (await caches.open(name)).keys()).map((key) => new URL(key.url).pathname);
  });
  expect(shell).toContain('/some/where/');
  expect(shell.filter((path) => /\.(onnx|packed|wasm)$/.test(path))).toEqual([]);
});

test('who saves data gets nothing stored before a tap', async ({ lab, page, host }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
  const registered = () => page.evaluate(() => navigator.serviceWorker.getRegistrations().then((all) => all.length));
  await lab.open({ ...REAL, path: host.address, wait: false });
  await page.waitForLoadState('networkidle');
  expect(await registered()).toBe(0);
  await lab.openFile(fileOf(GOLDEN?.picture ?? ''));
  await lab.run();
  await expect.poll(registered).toBe(1);
});
