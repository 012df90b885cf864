import type { Page } from '@playwright/test';
import { expectAccessible } from './support/axe';
import { Lab } from './support/lab';
import { expect, test } from './support/test';

const FAKE = ['--use-fake-device-for-media-stream'];

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Camera' });

async function openDialog(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More ways to open a picture' }).click();
  await page.getByRole('menuitem', { name: 'From the camera…' }).click();
  await expect(dialog(page)).toBeVisible();
}

/** Keeps every track that the page is given, so that a test can see whether it was stopped. */
async function keepTracks(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const tracks: MediaStreamTrack[] = [];
    Object.assign(window, { givenTracks: tracks });
    const ask = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
    if (!ask) return;
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await ask(constraints);
      tracks.push(...stream.getTracks());
      return stream;
    };
  });
  return () =>
    page.evaluate(() =>
      (window as unknown as { givenTracks: MediaStreamTrack[] }).givenTracks.map(({ readyState }) => readyState),
    );
}

test('a snapshot opens as a picture, and the camera stops', async ({
  playwright,
  baseURL,
  contextOptions,
  launchOptions,
}) => {
  const browser = await playwright.chromium.launch({
    ...launchOptions,
    args: [...(launchOptions.args ?? []), ...FAKE, '--use-fake-ui-for-media-stream'],
  });
  try {
    const context = await browser.newContext({ ...contextOptions, baseURL: baseURL as string });
    const page = await context.newPage();
    const tracks = await keepTracks(page);
    const lab = new Lab(page);
    await lab.open({ backend: 'wasm' });
    await lab.set({ maxSide: 64 });

    await openDialog(page);
    const snapshot = dialog(page).getByRole('button', { name: 'Snapshot' });
    await expect(snapshot).toBeEnabled();
    await expect(dialog(page)).toContainText(/\d+ × \d+ px/);
    await expectAccessible(page, '.modal');
    expect(await tracks()).toEqual(['live']);
    await snapshot.click();
    await expect(dialog(page)).toHaveCount(0);
    expect(await tracks()).toEqual(['ended']);
    await expect(page.locator('.file')).toContainText('camera.png');
    const summary = await lab.run();
    expect(Math.max(summary.width, summary.height)).toBe(64);
    const { data } = await lab.tensor('input');
    expect(new Set(data).size, 'the frame is a picture, not one colour').toBeGreaterThan(8);

    await openDialog(page);
    await expect(snapshot).toBeEnabled();
    await page.keyboard.press('Escape');
    await expect(dialog(page)).toHaveCount(0);
    expect(await tracks()).toEqual(['ended', 'ended']);
  } finally {
    await browser.close();
  }
});

test('a refused camera says so, can be tried again, and a file can be opened instead', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
  });
  await openDialog(page);
  await expect(dialog(page).getByRole('alert')).toHaveText(
    'The camera is blocked for this page. Allow it in the address bar, then try again.',
  );
  await expectAccessible(page, '.modal');
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('None', 'NotFoundError'));
  });
  await dialog(page).getByRole('button', { name: 'Try again' }).click();
  await expect(dialog(page).getByRole('alert')).toHaveText('No camera was found. Connect one, then try again.');
  const chooser = page.waitForEvent('filechooser');
  await dialog(page).getByRole('button', { name: 'Open a file' }).click();
  await chooser;
  await expect(dialog(page)).toHaveCount(0);
});

test('permission denied by the browser itself', async ({ playwright, baseURL, contextOptions, launchOptions }) => {
  const browser = await playwright.chromium.launch({
    ...launchOptions,
    args: [...(launchOptions.args ?? []), ...FAKE],
  });
  try {
    const context = await browser.newContext({ ...contextOptions, baseURL: baseURL as string, permissions: [] });
    const page = await context.newPage();
    const lab = new Lab(page);
    await lab.open({ backend: 'wasm' });
    await openDialog(page);
    await expect(dialog(page).getByRole('alert')).toContainText('The camera is blocked for this page.');
  } finally {
    await browser.close();
  }
});

test('on an insecure origin the dialog says what is missing', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await page.evaluate(() => {
    Object.defineProperty(window, 'isSecureContext', { value: false });
    delete (Object.getPrototypeOf(navigator) as { mediaDevices?: unknown }).mediaDevices;
  });
  await openDialog(page);
  await expect(dialog(page).getByRole('alert')).toContainText('Open this page over https or on localhost');
});
