import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { fileOf } from './support/lab';
import { expect, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));

/** Does what Chrome's translator does: replaces each text node by <font><font>, at once and whenever the page writes a new one. */
function translate(): void {
  const skipped = (node: Node): boolean => {
    const parent = node.parentElement;
    return (
      !node.nodeValue?.trim() ||
      !parent?.isConnected ||
      parent.closest('font, script, style, title, noscript, [translate="no"]') !== null
    );
  };
  const wrap = (root: Node): void => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts: Node[] = root.nodeType === Node.TEXT_NODE ? [root] : [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      if (skipped(text)) continue;
      const outer = document.createElement('font');
      const inner = outer.appendChild(document.createElement('font'));
      inner.textContent = `${text.nodeValue ?? ''}`;
      (text as ChildNode).replaceWith(outer);
    }
  };
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      if (target.nodeType === Node.TEXT_NODE) wrap(target);
      addedNodes.forEach(wrap);
    }
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
  wrap(document.body);
}

const STAGES = ['Input', 'Wavelets', 'Latent', 'Reconstruction', 'Error'];

async function pressAll(page: Page, selector: string): Promise<void> {
  const all = page.locator(selector);
  for (let at = 0; at < (await all.count()); at++) await all.nth(at).click();
}

test('a page that a translator rewrites goes on working', async ({ lab, page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  await lab.run();
  await page.evaluate(translate);
  await expect(page.locator('font').first()).toBeVisible();

  await test.step('every drawer of every stage opens, shows its table and closes', async () => {
    for (const stage of STAGES) {
      await page.getByRole('tab', { name: new RegExp(`^${stage}`) }).click();
      const drawers = page.locator('[data-drawer]');
      for (let at = 0; at < (await drawers.count()); at++) {
        const drawer = drawers.nth(at);
        const trigger = drawer.locator('h3 button');
        await trigger.click();
        if ((await trigger.getAttribute('aria-expanded')) === 'false') await trigger.click();
        await expect(drawer.locator('.drawer-body')).not.toBeEmpty();
        const twin = drawer.locator('.twin');
        if (await twin.count()) await twin.click();
        if (await twin.count()) await twin.click();
        await trigger.click();
      }
      for (const layout of ['Two', 'One', 'Slider'])
        await page.getByRole('radiogroup', { name: 'Layout' }).getByRole('radio', { name: layout }).click();
    }
  });

  await test.step('menus, dialogs, palette and help open and close', async () => {
    for (const button of await page
      .locator('.bar button[aria-haspopup], .bar .button[aria-expanded], .viewer-head button[aria-haspopup]')
      .all()) {
      if (!(await button.isVisible())) continue;
      await button.click();
      await expect(page.locator('.popover')).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.locator('.popover')).toHaveCount(0);
    }
    for (const key of ['?', 'Control+k']) {
      await page.keyboard.press(key);
      await expect(page.getByRole('dialog')).toBeVisible();
      if (key !== '?') {
        await page.keyboard.type('gain', { delay: 20 });
        // The first one empties the field.
        await page.keyboard.press('Escape');
      }
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
  });

  await test.step('what changes is written where it is seen', async () => {
    await page.getByRole('tab', { name: /^Wavelets/ }).click();
    const drawer = page.locator('[data-drawer="leave-one-out"]');
    await drawer.locator('h3 button').click();
    await drawer.getByRole('button', { name: 'Run: 12 bands' }).click();
    await expect(drawer.getByRole('button', { name: 'Run again: 12 bands' })).toBeVisible({ timeout: 60_000 });
    await expect(drawer.locator('.headline')).toHaveText(/ dB$/);
    await page.keyboard.press('z');
    await expect(page.getByRole('group', { name: 'Zoom' })).toContainText('100');
    await page.keyboard.press('+');
    await expect(page.getByRole('group', { name: 'Zoom' })).toContainText('150');
    await page.keyboard.press('r');
    await page.keyboard.press('Escape');
    await pressAll(page, '.viewer-head [aria-pressed]');
    expect((await lab.run()).psnr).not.toBeNull();
  });
  await expect(page.locator('.stopped')).toHaveCount(0);
  await expect(page.getByText('could not be loaded')).toHaveCount(0);
});

test('an error takes one panel, or the page, and nothing of the picture and its edits', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  await lab.run();
  await page.getByRole('tab', { name: /^Reconstruction/ }).click();
  const quality = page.locator('[data-drawer="quality"]');
  const takeAway = (selector: string): Promise<void> =>
    page.locator(selector).evaluate((node) => document.createElement('p').append(node));

  await takeAway('[data-drawer="quality"] .drawer-body > :first-child');
  await quality.locator('.twin').click();
  await expect(quality.getByRole('alert')).toContainText(
    'Quality stopped on an error. The picture and your edits are still here.',
  );
  await expect(page.locator('.pane').first()).toBeVisible();
  await quality.getByRole('button', { name: 'Try again' }).click();
  await expect(quality.getByRole('table')).toBeVisible();

  await lab.set({ temperature: 2 });
  await takeAway('.inspector');
  await page.keyboard.press(']');
  const stopped = page
    .getByRole('alert')
    .filter({ hasText: 'The page stopped on an error. Reload, your picture and edits are kept.' });
  await expect(stopped).toBeVisible();
  await stopped.getByRole('button', { name: 'Reload' }).click();
  await lab.ready();
  expect((await lab.settings()).temperature).toBe(2);
  expect(await lab.run()).toMatchObject({ width: 64, height: 64 });
});
