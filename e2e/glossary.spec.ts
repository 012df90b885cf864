import { join } from 'node:path';
import { expectAccessible } from './support/axe';
import { fileOf } from './support/lab';
import { expect, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));

test.use({ hasTouch: true });

test('a term says what it means under the pointer, with the focus and after a touch, and leads to its formula', async ({
  lab,
  page,
}) => {
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  await lab.run();
  await page.getByRole('tab', { name: /^Recon/ }).click();
  const term = page.locator('[data-drawer="quality"]').getByRole('button', { name: 'PSNR', exact: true });
  const card = page.getByRole('dialog', { name: /^PSNR: Peak/ });

  await test.step('pointer: it stays while the pointer is on the card', async () => {
    await term.hover();
    await expect(card).toContainText('Peak signal-to-noise ratio');
    await card.hover();
    await expect(card).toBeVisible();
    await page.mouse.move(5, 400);
    await expect(card).toHaveCount(0);
  });

  await test.step('keyboard: Tab brings it and goes on, Escape closes, Enter leads into the card', async () => {
    await page.locator('[data-drawer="quality"] h3 button').focus();
    while (!(await term.evaluate((element) => element === document.activeElement))) await page.keyboard.press('Tab');
    await expect(card).toBeVisible();
    await expect(term).toHaveAccessibleDescription(/how close the reconstruction is to the input/);
    await expectAccessible(page, '.inspector');
    await page.keyboard.press('Escape');
    await expect(card).toHaveCount(0);
    await expect(term).toBeFocused();
    // With its card closed the term leaves Escape to the page.
    const marking = page.getByRole('button', { name: 'Mark a region' });
    await page.keyboard.press('r');
    await expect(marking).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('Escape');
    await expect(marking).toHaveAttribute('aria-pressed', 'false');
    await page.keyboard.press('Enter');
    await expect(card.getByRole('button', { name: 'Formula' })).toBeFocused();
    await expectAccessible(page, '.term-card');
    await page.keyboard.press('Escape');
    await expect(term).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(card).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'SSIM', exact: true })).toBeFocused();
  });

  await test.step('touch, then the formula in the glossary', async () => {
    await term.tap();
    await card.getByRole('button', { name: 'Formula' }).tap();
    const sheet = page.getByRole('dialog', { name: 'Glossary' });
    await expect(sheet.locator('[data-term="PSNR"]')).toContainText('10 log10(255^2 / MSE)');
    await expectAccessible(page, '.modal');
    await sheet.getByRole('searchbox').fill('bell curve');
    await expect(sheet.locator('dt')).toHaveText(['N(0, 1)']);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(sheet).toHaveCount(0);
  });
});
