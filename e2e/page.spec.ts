import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/axe';
import { fileOf } from './support/lab';
import { expect, on, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));
const STAGES = ['Input', 'Wavelets', 'Encoder', 'Latent', 'Decoder', 'Reconstruction', 'Error'] as const;

const stage = (page: Page, name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`) });

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing in any stage, ${colorScheme}`, async ({ lab, page }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ colorScheme });
    await lab.open({ backend: 'wasm' });
    await expectAccessible(page);
    await lab.openFile(PICTURE);
    await lab.run();
    for (const name of STAGES) {
      await stage(page, name).click();
      await expectAccessible(page, 'html', name);
    }
    await lab.openFile({ name: 'empty.png', type: 'image/png', bytes: new Uint8Array() }).catch(() => undefined);
    await lab.drop({ name: 'empty.png', type: 'image/png', bytes: new Uint8Array() });
    await expect(page.getByText(/is empty/).first()).toBeVisible();
    await expectAccessible(page);
  });
}

for (const width of [390, 360]) {
  test(`on a phone of ${width} px nothing is cut off sideways, and axe finds nothing`, async ({ lab, page }) => {
    test.setTimeout(120_000);
    await page.setViewportSize({ width, height: 800 });
    await lab.open({ backend: 'wasm' });
    await lab.openFile(PICTURE);
    await lab.run();
    for (const name of ['Input', 'Wavelets', 'Encoder', 'Latent', 'Decoder', 'Recon', 'Error']) {
      await stage(page, name).click();
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, name).toBe(0);
      await expectAccessible(page, 'html', name);
    }
  });
}

test('with the keyboard alone: stages, a mute that re-runs, undo, the compare slider, help', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  const before = await lab.run();

  await page.keyboard.press('Shift+Digit2');
  await expect(stage(page, 'Wavelets')).toHaveAttribute('aria-selected', 'true');
  const mute = page.getByRole('button', { name: /^Mute (H1|horizontal detail.* level 1|level 1 horizontal)/i }).first();
  await mute.focus();
  await page.keyboard.press('Enter');
  await expect.poll(async () => Object.keys((await lab.settings()).bands).sort()).toEqual(['1.H.B', '1.H.G', '1.H.R']);
  await expect
    .poll(async () => {
      const { dims, data } = await lab.tensor('bands1');
      const plane = (dims[2] as number) * (dims[3] as number);
      return data.subarray(3 * plane, 6 * plane).every((value) => value === 0);
    })
    .toBe(true);

  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await lab.settings()).bands).toEqual({});
  expect((await lab.run()).psnr).toBe(before.psnr);

  await page.keyboard.press('Shift+Digit4');
  const slider = page.getByRole('slider', { name: /Compare/ });
  await slider.focus();
  const from = Number(await slider.inputValue());
  await page.keyboard.press('ArrowRight');
  expect(Number(await slider.inputValue())).toBeGreaterThan(from);

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('every stage is reached by Tab and arrows, and the focus is seen', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  await lab.run();
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement?.getAttribute('role') === 'tab')) break;
  }
  await page.keyboard.press('Home');
  for (const name of STAGES) {
    await expect(stage(page, name)).toBeFocused();
    const outline = await stage(page, name).evaluate((element) => getComputedStyle(element).outlineStyle);
    expect(outline, `focus on ${name}`).not.toBe('none');
    await page.keyboard.press('ArrowRight');
  }
});

for (const backend of ['webgpu', 'wasm'] as const) {
  test(`Stop ends a run on ${backend} and leaves the result before it`, on(backend), async ({ lab, page }) => {
    await lab.open({ backend });
    await lab.openFile(PICTURE);
    const before = await lab.run();
    const code = await page.evaluate(async () => {
      await window.litevae.set({ posterior: 'sample', seed: 3 });
      const run = window.litevae.run().then(
        () => 'finished',
        (error: { code: string }) => error.code,
      );
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
      return run;
    });
    expect(code).toBe('aborted');
    const latent = await lab.tensor('latent');
    const mean = await lab.tensor('mean');
    expect(latent.data, 'still the latent of the run before').toEqual(mean.data);
    expect(before.settings.posterior).toBe('mean');
  });
}

test('settings survive a reload and travel in the fragment', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await lab.set({ seed: 11, maxSide: 256 });
  await page.reload();
  await lab.ready();
  expect(await lab.settings()).toMatchObject({ seed: 11, maxSide: 256 });
  await lab.open({ backend: 'wasm', fragment: `settings=${encodeURIComponent('{"seed":12}')}` });
  expect((await lab.settings()).seed).toBe(12);
});

test('the first visit opens a sample with its credit within reach', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm', sample: true });
  await lab.set({ maxSide: 64 });
  const summary = await lab.run();
  expect(Math.max(summary.width, summary.height)).toBe(64);
  await page
    .getByRole('button', { name: /more ways to open|open menu|samples|other ways/i })
    .first()
    .click();
  await page
    .getByRole('menuitem', { name: /sample/i })
    .first()
    .click();
  await expect(page.getByRole('dialog')).toContainText(/CC/);
});

test('on a slow line a menu says that it loads, Esc gives up, and a list is typed at before it opens', async ({
  lab,
  page,
}) => {
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(/\/(menus|popovers)-[^/]*\.js$/, async (route) => {
    await arrived;
    await route.continue();
  });
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  await lab.run();
  const button = page.getByRole('button', { name: 'Export', exact: true });
  const loading = page.locator('.popover', { hasText: 'Loading…' });
  await button.click();
  await expect(loading).toBeVisible();
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('Escape');
  await expect(loading).toHaveCount(0);
  await expect(button).toHaveAttribute('aria-expanded', 'false');
  await button.press('ArrowUp');
  await expect(loading).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await expect(loading).toHaveCount(0);
  await button.press('ArrowUp');
  await expect(loading).toBeVisible();
  arrive();
  const items = page.getByRole('menu').getByRole('menuitem');
  await expect(items.last()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(button).toBeFocused();

  await stage(page, 'Input').click();
  const shown = page.locator('.viewer-head').getByRole('button', { name: /Shown$/ });
  await shown.focus();
  await page.keyboard.type('latent as');
  await expect(shown).toContainText('Latent as RGB');
  await expect(page.locator('.popover')).toHaveCount(0);
});

test('a picture a few pixels wide has its names beside it, each on one line', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="96"><rect width="1" height="50"/></svg>';
  await lab.choose({ name: 'thin.svg', type: 'image/svg+xml', bytes: Buffer.from(svg) });
  const width = () =>
    lab.run().then(
      (run) => run.width,
      () => 0,
    );
  await expect.poll(width).toBe(1);
  await stage(page, 'Reconstruction').click();
  await expect(page.locator('.tag')).toHaveCount(2);
  for (const tag of await page.locator('.tag').all())
    expect((await tag.boundingBox())?.height, `${await tag.textContent()}`).toBeLessThan(24);
});
