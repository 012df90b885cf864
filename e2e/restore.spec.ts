import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { keepsPicture } from './support/kept';
import { fileOf, Lab } from './support/lab';
import { expect, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/pictures/png-7x13.png'));
const OTHER = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/53x37.png'));
const MUTED = { '1.H.R': { mute: true }, '1.H.G': { mute: true }, '1.H.B': { mute: true } };

const toast = (page: Page, text: string) => page.locator('.toast').filter({ hasText: text });

const isKept = (page: Page): Promise<boolean> => page.evaluate(keepsPicture);

test('a reload brings back the picture, its edits and the view; Start fresh forgets them', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await lab.choose(PICTURE);
  await expect(page.locator('.file')).toContainText(PICTURE.name);
  await lab.set({ bands: MUTED, seed: 5 });
  const before = await lab.run();
  await page.getByRole('tab', { name: /^Wavelets/ }).click();
  await page.getByRole('radio', { name: 'Grid' }).click();
  await expect.poll(() => isKept(page)).toBe(true);

  await page.reload();
  await lab.ready();
  await expect(toast(page, 'Restored your last picture and 2 edits.')).toBeVisible();
  await expect(page.locator('.file')).toContainText(PICTURE.name);
  await expect(page.getByRole('tab', { name: /^Wavelets/ })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('radio', { name: 'Grid' })).toBeChecked();
  const after = await lab.run();
  expect([after.width, after.height, after.psnr]).toEqual([before.width, before.height, before.psnr]);
  expect(await lab.settings()).toMatchObject({ seed: 5, bands: { '1.H.R': { mute: true } } });

  await toast(page, 'Restored').getByRole('button', { name: 'Start fresh' }).click();
  await expect(page.getByText('Drop a picture anywhere.')).toBeVisible();
  expect(await lab.settings()).toMatchObject({ seed: 0, bands: {} });
  await expect.poll(() => isKept(page)).toBe(false);
  await page.reload();
  await lab.ready();
  await expect(page.getByText('Drop a picture anywhere.')).toBeVisible();
  await expect(page.locator('.toast')).toHaveCount(0);
});

test('a link wins over what was open, and a change after it survives a reload', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await lab.choose(PICTURE);
  await expect.poll(() => isKept(page)).toBe(true);
  await page.goto('about:blank');
  await lab.open({ backend: 'wasm', fragment: `settings=${encodeURIComponent('{"seed":12}')}` });
  await expect(page.getByText('Drop a picture anywhere.')).toBeVisible();
  expect((await lab.settings()).seed).toBe(12);
  await lab.set({ seed: 13 });
  await page.reload();
  await lab.ready();
  expect((await lab.settings()).seed).toBe(13);
});

test('of two tabs neither changes under the hand, and the next visit goes on with the one used last', async ({
  lab,
  page,
  context,
}) => {
  const other = new Lab(await context.newPage());
  const next = new Lab(await context.newPage());
  const keptName = () =>
    page.evaluate(
      () =>
        (JSON.parse(localStorage.getItem('litevae-lab.prefs.1') ?? '{}') as { last?: { name?: string } }).last?.name,
    );
  const facts = async (tab: Lab) => [(await tab.settings()).seed, await tab.page.locator('.file b').textContent()];
  await lab.open({ backend: 'wasm' });
  await lab.choose(PICTURE);
  await expect(page.locator('.file')).toContainText(PICTURE.name);
  await lab.set({ seed: 1 });
  await lab.run();
  await expect.poll(() => isKept(page)).toBe(true);

  // The second tab begins with what the first one has.
  await other.open({ backend: 'wasm' });
  await expect(other.page.locator('.file')).toContainText(PICTURE.name);
  await other.choose(OTHER);
  await expect(other.page.locator('.file')).toContainText(OTHER.name);
  await other.set({ seed: 2, bands: MUTED });
  await other.run();
  await expect.poll(keptName).toBe(OTHER.name);
  expect(await facts(lab)).toEqual([1, PICTURE.name]);

  const visit = async () => {
    await next.open({ backend: 'wasm' });
    const words = next.page.locator('.toast').filter({ hasText: 'Restored your last picture' });
    await expect(words).toBeVisible();
    const found = [...(await facts(next)), Object.keys((await next.settings()).bands).length];
    await next.page.goto('about:blank');
    return found;
  };
  expect(await visit()).toEqual([2, OTHER.name, 3]);

  // An edit in the first tab takes its picture along, and leaves the other tab as it is.
  await lab.set({ seed: 3 });
  await lab.run();
  await expect.poll(keptName).toBe(PICTURE.name);
  expect(await facts(other)).toEqual([2, OTHER.name]);
  expect(await visit()).toEqual([3, PICTURE.name, 0]);

  // Coming back to a tab is using it.
  await other.page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect.poll(keptName).toBe(OTHER.name);
  expect(await visit()).toEqual([2, OTHER.name, 3]);
  expect(await facts(lab)).toEqual([3, PICTURE.name]);
});

test('a full or blocked storage costs the memory only', async ({ lab, page, watch }) => {
  await page.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('No room', 'QuotaExceededError');
    };
  });
  await lab.open({ backend: 'wasm' });
  await lab.choose(PICTURE);
  await lab.runsAt(7);
  expect(await isKept(page)).toBe(false);
  await page.reload();
  await lab.ready();
  await expect(page.getByText('Drop a picture anywhere.')).toBeVisible();
  await expect(page.locator('.toast.error')).toHaveCount(0);
  expect(watch.problems()).toEqual([]);
});

test('where data is saved the picture waits for the tap that loads the model', async ({ lab, page, watch }) => {
  await lab.open({ backend: 'wasm' });
  await lab.choose(PICTURE);
  await expect.poll(() => isKept(page)).toBe(true);
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true }) });
  });
  const from = watch.requests.length;
  await page.reload();
  await expect(page.getByText(`Your last picture, ${PICTURE.name}, comes back then.`)).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(
    watch.requests.slice(from).filter((url) => /lab-worker|\/ort[.-]|\.wasm|\.onnx|\/samples\/.*\.jpg/.test(url)),
  ).toEqual([]);
  await page.getByRole('button', { name: 'Load the model' }).click();
  await expect(page.locator('.file')).toContainText(PICTURE.name);
});

test('a stored model that the page no longer has gives way to the default', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await lab.set({ model: 'litevae-that-was' });
  await expect(page.getByRole('alert').getByRole('button', { name: 'Use the default model' })).toBeVisible();
  await page.reload();
  await lab.ready();
  await expect(toast(page, 'The model "litevae-that-was" is not part of this page any more')).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect((await lab.settings()).model).toBe('');
});
