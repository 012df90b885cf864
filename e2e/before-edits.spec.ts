import { join } from 'node:path';
import { fileOf } from './support/lab';
import { expect, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));

test('while E is held, every view is the one before edits, and so are its numbers', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  const plain = await lab.run();
  await lab.set({ bands: { '3.A.R': { mute: true }, '3.A.G': { mute: true } } });
  const edited = await lab.run();
  await page.getByRole('tab', { name: 'Reconstruction' }).click();
  const tag = page.locator('.tag.right');
  await expect(tag).toContainText(`${edited.psnr?.toFixed(2)}`);
  await expect(tag).toContainText('with edits');
  await expect(page.getByRole('tab', { name: 'Reconstruction' })).toHaveAccessibleDescription(/with edits/);
  await expect(page.locator('[data-drawer="quality"]')).toContainText('with edits');
  await page.getByRole('group', { name: /^B: / }).focus();
  await page.keyboard.press('ArrowRight');
  const status = page.locator('.status .reading');
  await expect(status).toContainText('out');
  const out = await status.textContent();

  await page.keyboard.down('e');
  await expect(tag).toContainText('before edits');
  await expect(tag).not.toContainText('with edits');
  await expect(tag).toContainText(`${plain.psnr?.toFixed(2)}`);
  await expect(status).toContainText('before edits');
  await expect(status).not.toContainText(out?.match(/out.*$/)?.[0] ?? '');
  await page.keyboard.up('e');
  // A release outside of the window is never heard.
  await page.keyboard.down('e');
  await expect(page.locator('.tag', { hasText: 'before edits' })).not.toHaveCount(0);
  await page.evaluate(() => window.dispatchEvent(new Event('blur')));
  await expect(page.locator('.tag', { hasText: 'before edits' })).toHaveCount(0);
  await page.keyboard.up('e');
  await expect(tag).not.toContainText('before edits');
  await expect(tag).toContainText(`${edited.psnr?.toFixed(2)}`);
  await expect(status).toHaveText(out ?? '');

  await test.step('nothing stands below or beside the page, and on a phone the head is low', async () => {
    const beyond = () =>
      page.evaluate(() => {
        const { scrollHeight, scrollWidth } = document.documentElement;
        return [scrollHeight - innerHeight, scrollWidth - innerWidth];
      });
    expect(await beyond()).toEqual([0, 0]);
    // A name that does not fit beside the buttons takes a line of its own.
    for (const [width, height] of [
      [390, 60],
      [360, 110],
    ] as const) {
      await page.setViewportSize({ width, height: 844 });
      expect((await beyond())[1]).toBe(0);
      expect((await page.locator('.viewer-head').boundingBox())?.height, `${width}`).toBeLessThan(height);
    }
  });
});
