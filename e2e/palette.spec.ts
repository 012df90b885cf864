import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/axe';
import { fileOf } from './support/lab';
import { expect, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));
const STAGES = {
  input: 'Input',
  bands: 'Wavelets',
  latent: 'Latent',
  recon: 'Reconstruction',
  error: 'Error',
} as const;

const palette = (page: Page) => page.getByRole('dialog', { name: 'Commands' });
const field = (page: Page) => page.getByRole('searchbox', { name: 'Find a command' });
const first = (page: Page) => palette(page).getByRole('menuitem').first();

test.beforeEach(async ({ lab }) => {
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  await lab.run();
});

test('Ctrl K finds a command by letters with gaps, Enter does it, and it is first the next time', async ({
  page,
  lab,
}) => {
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('mutbnd v2');
  await expect(first(page)).toContainText('Mute band V2');
  await expect(first(page)).toContainText('off');
  await page.keyboard.press('Enter');
  await expect(palette(page)).toHaveCount(0);
  await expect.poll(async () => Object.keys((await lab.settings()).bands)).toEqual(['2.V.R', '2.V.G', '2.V.B']);

  await page.keyboard.press('Control+k');
  await expect(first(page)).toContainText('Mute band V2');
  await expect(first(page)).toContainText('on');
  await page.keyboard.press('Escape');
  await expect(palette(page)).toHaveCount(0);
});

test('it says keys, what is in force, and why something cannot be done', async ({ page }) => {
  await page.getByRole('button', { name: /^Commands/ }).click();
  await field(page).fill('layout');
  await expect(palette(page).getByRole('menuitem', { name: 'Layout: Slider' })).toContainText('current');
  await expect(palette(page).getByRole('menuitem', { name: 'Layout: Two' })).toContainText('now Slider');
  await expect(palette(page).getByRole('menuitem', { name: 'Layout: Two' })).toContainText('L');
  await field(page).fill('redo');
  await expect(first(page)).toContainText('nothing to redo');
  await expect(first(page)).toHaveAttribute('aria-disabled', 'true');
  await field(page).fill('xqzw');
  await expect(palette(page)).toContainText('No command has these letters');
});

test('every drawer is found by its name, opened, and gets the focus', async ({ page }) => {
  for (const title of Object.values(STAGES)) {
    await page.getByRole('tab', { name: title }).click();
    const names = await page.locator('.drawer-head h3 button > span:not(.headline)').allTextContents();
    expect(names.length, title).toBeGreaterThan(4);
    for (const name of names) {
      await test.step(`${title}: ${name}`, async () => {
        await page.keyboard.press('Control+k');
        await field(page).fill(`${title}: ${name}`);
        await expect(first(page)).toContainText(`${title}: ${name}`);
        await page.keyboard.press('Enter');
        const head = page
          .locator('.drawer-head')
          .getByRole('button', { name: new RegExp(`^${name}`) })
          .first();
        await expect(head).toBeFocused();
        await expect(head).toHaveAttribute('aria-expanded', 'true');
      });
    }
  }
});

test('it is accessible with and without a query, and fits a phone', async ({ page }) => {
  await page.keyboard.press('Control+k');
  await expectAccessible(page, '.modal');
  await field(page).fill('gain');
  await expectAccessible(page, '.modal');
  // The first clears the query, the second closes.
  await page.keyboard.press('Escape');
  await expect(field(page)).toHaveValue('');
  await page.keyboard.press('Escape');
  await expect(palette(page)).toHaveCount(0);

  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Commands…' }).click();
  await expect(field(page)).toBeVisible();
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(sideways).toBeLessThanOrEqual(0);
  await field(page).fill('theme light');
  await first(page).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.keyboard.press('Control+k');
  await expectAccessible(page, '.modal');
});

test('M mutes and Alt M solos the selected band; one undo takes each back', async ({ page, lab }) => {
  await page.keyboard.press('Shift+Digit2');
  await page.getByRole('group', { name: /^V2,/ }).getByRole('button', { name: 'Mute V2' }).focus();
  await page.keyboard.press('Alt+m');
  const heard = async (): Promise<string[]> => {
    const { bands } = await lab.settings();
    return Object.entries(bands)
      .filter(([, edit]) => edit.mute)
      .map(([key]) => key);
  };
  await expect.poll(async () => (await heard()).length).toBe(33);
  expect(await heard()).not.toContain('2.V.G');
  await expect(page.getByRole('button', { name: 'Solo' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Control+z');
  await expect.poll(heard).toEqual([]);
  await page.keyboard.press('m');
  await expect.poll(heard).toEqual(['2.V.R', '2.V.G', '2.V.B']);
  await page
    .getByRole('group', { name: /^H1,/ })
    .getByRole('button', { name: 'Mute H1' })
    .click({ modifiers: ['Alt'] });
  await expect.poll(async () => (await heard()).length).toBe(33);
  expect(await heard()).not.toContain('1.H.R');
});

test('the help sheet lists the drawers, and opens one', async ({ page }) => {
  await page.keyboard.press('?');
  await page.getByRole('region', { name: 'Drawers' }).getByRole('button', { name: 'Matches PyTorch' }).click();
  await expect(page.locator('.drawer-head').getByRole('button', { name: /^Matches PyTorch/ })).toBeFocused();
});
