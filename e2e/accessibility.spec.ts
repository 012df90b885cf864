import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './support/axe';
import { fileOf } from './support/lab';
import { expect, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/53x37.png'));
const STAGES = ['Input', 'Wavelets', 'Encoder', 'Latent', 'Decoder', 'Recon', 'Error'] as const;

const stage = (page: Page, name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`) });

/** How far the page, and what it cuts off, reach beyond the screen at the right: 0 when nothing is lost. */
function beyond(page: Page): Promise<number> {
  return page.evaluate(() => {
    const reach = [
      ...document.querySelectorAll(
        '.bar *, .viewer-head *, .banner *, .greeting *, .tour *, .inspector-head, .drawer-head *, .modal *',
      ),
    ]
      .filter(
        (element) =>
          element.checkVisibility({ visibilityProperty: true }) && getComputedStyle(element).clipPath === 'none',
      )
      .map((element) => element.getBoundingClientRect().right);
    return Math.max(
      0,
      document.documentElement.scrollWidth - innerWidth,
      ...reach.map((right) => Math.floor(right) - innerWidth),
    );
  });
}

test.beforeEach(async ({ lab, page }) => {
  await lab.open({ backend: 'wasm', greeting: true });
  await lab.choose(PICTURE);
  await lab.runsAt(53);
  await expect(page.locator('.path .meta').first()).toContainText('53');
});

test('axe finds nothing in drawers, their tables, sheets, dialogs and errors', async ({ lab, page }) => {
  test.setTimeout(240_000);
  for (const name of STAGES) {
    await test.step(name, async () => {
      await stage(page, name).click();
      await expect(page.locator('.inspector-head h2')).toContainText(name);
      for (const head of await page.locator('.drawer-head h3 button').all()) {
        // A key opens it: what opens above may still grow, and move a head away from under the pointer.
        if ((await head.getAttribute('aria-expanded')) === 'false') await head.press('Enter');
        await expect(head).toHaveAttribute('aria-expanded', 'true');
      }
      await expect(page.locator('.drawer-head h3 button[aria-expanded="false"]')).toHaveCount(0);
      await expect(page.locator('.late, .truth-waiting, .chart-waiting')).toHaveCount(0);
      await expectAccessible(page, '.inspector');
      const twins = page.getByRole('button', { name: /as a table$/ });
      for (const twin of await twins.all()) await twin.press('Enter');
      await expectAccessible(page, '.inspector');
    });
  }
  const dialog = page.locator('.modal, .popover').first();
  const close = async (): Promise<void> => {
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  };
  await page.keyboard.press('?');
  await expect(dialog).toContainText('Log');
  await expectAccessible(page, '.modal');
  await close();
  for (const item of ['From the camera…', 'From a link…', 'Samples…']) {
    await page.getByRole('button', { name: 'More ways to open a picture' }).click();
    await expectAccessible(page, '.popover');
    await page.getByRole('menuitem', { name: item }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible(page, '.modal');
    await close();
  }
  for (const button of [/^Model:/, /^CPU/, /^Display/]) {
    await page.getByRole('button', { name: button }).first().click();
    await expectAccessible(page, '.popover');
    await close();
  }
  await lab.set({ model: 'none-of-that-name' });
  await expect(page.getByRole('alert')).toBeVisible();
  await expectAccessible(page, '.app');
});

test('the tour: keys go through it, a button of it edits, Escape brings the page back; axe in its card and in About', async ({
  lab,
  page,
}) => {
  await stage(page, 'Latent').click();
  const before = await lab.settings();
  await page.getByRole('button', { name: 'Take the tour' }).click();
  const card = page.getByRole('region', { name: 'What an autoencoder is for' });
  await expect(card.getByRole('heading', { level: 2 })).toBeFocused();
  await expect(card).toContainText(/in place of [\d,]+, .* numbers/);
  await expect(page.getByRole('tab', { selected: true })).toHaveAccessibleName(/^Recon/);
  await expect(page.getByText('See how a neural network')).toHaveCount(0);
  for (let step = 2; step <= 10; step++) await page.keyboard.press('ArrowRight');
  const third = page.getByRole('region', { name: 'Third claim' });
  await expect(third.getByRole('status')).toContainText('Step 10 of 12. Third claim');
  expect(page.url()).toMatch(/#tour=10$/);
  await third.getByRole('button', { name: 'More' }).click();
  await expect(third.getByRole('link', { name: /^The paper/ })).toBeVisible();
  await expectAccessible(page, '.tour');
  await third.getByRole('button', { name: 'Run at 128 px' }).click();
  await expect.poll(async () => (await lab.settings()).maxSide).toBe(128);
  await page.keyboard.press('Escape');
  await expect(page.locator('.tour')).toHaveCount(0);
  await expect(page.getByRole('tab', { selected: true })).toHaveAccessibleName(/^Latent/);
  expect(await lab.settings()).toEqual(before);
  expect(page.url()).not.toContain('#');
  await lab.run();
  await page.evaluate(() => (location.hash = 'tour=7'));
  await expect(page.getByRole('region', { name: 'What was lost' }).getByRole('heading', { level: 2 })).toBeFocused();
  await stage(page, 'Error').focus();
  await page.keyboard.press('Escape');
  await expect(page.locator('.tour')).toHaveCount(0);
  await expect(page.getByRole('tab', { selected: true })).toHaveAccessibleName(/^Latent/);
  await page.keyboard.press('?');
  await page.getByRole('button', { name: 'About this page' }).click();
  await expect(page.getByRole('dialog')).toContainText('sadat2024litevae');
  await expectAccessible(page, '.modal');
});

test('forced colours: what is selected, focused and named can be seen', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  for (const name of STAGES) {
    await stage(page, name).click();
    await expectAccessible(page, '.app');
    const marker = await stage(page, name).evaluate((tab) => getComputedStyle(tab, '::before').backgroundColor);
    expect(marker, `${name} is marked`).not.toMatch(/rgba\(.*, 0\)|transparent/);
  }
  // No thumbnail covers its name.
  const covered = await page.locator('.stage').evaluateAll(
    (tabs) =>
      tabs.filter((tab) => {
        const bottom = tab.querySelector('.thumbnail canvas')?.getBoundingClientRect().bottom ?? Infinity;
        return bottom > (tab.querySelector('.name')?.getBoundingClientRect().top ?? 0) + 1;
      }).length,
  );
  expect(covered).toBe(0);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle);
  expect(outline).not.toBe('none');
});

/** How far what the button opened reaches beyond the screen on any side: 0 when all of it can be read or scrolled to. */
async function popoverBeyond(page: Page, opener: Locator): Promise<number> {
  await opener.press('Enter');
  const popover = page.locator('.popover');
  await expect(popover).toBeVisible();
  const reach = await popover.evaluate((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return Math.max(
      0,
      -left,
      -top,
      right - innerWidth,
      bottom - innerHeight,
      element.scrollWidth - element.clientWidth,
    );
  });
  await page.keyboard.press('Escape');
  await expect(popover).toHaveCount(0);
  return reach;
}

test('at 200 %, 400 % and 500 % nothing is lost sideways, menus fit, and little stays in place', async ({ page }) => {
  for (const [width, height] of [
    [640, 400],
    [320, 256],
    [288, 180],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const name of STAGES) {
      await stage(page, name).click();
      expect(await beyond(page), `${name} at ${width}`).toBe(0);
    }
    // Little of a low screen is taken by what stays in place.
    const fixed = await page
      .locator('.bar, .path')
      .evaluateAll((parts) =>
        parts
          .filter(
            (part) =>
              ['fixed', 'sticky'].includes(getComputedStyle(part).position) && part.clientWidth > part.clientHeight,
          )
          .reduce((sum, part) => sum + part.clientHeight, 0),
      );
    expect(fixed / height, `in place at ${width}`).toBeLessThan(0.25);
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await beyond(page), `help at ${width}`).toBe(0);
    await page.keyboard.press('Escape');
    for (const opener of await page.locator('.bar button[aria-expanded], .viewer-head button[aria-expanded]').all()) {
      if (await opener.isVisible())
        expect(await popoverBeyond(page, opener), `${await opener.textContent()} at ${width}`).toBe(0);
    }
  }
});

test('from 720 to 959 px the inspector is a sheet that opens and closes by key and button', async ({ page }) => {
  await page.setViewportSize({ width: 820, height: 1000 });
  const inspector = page.locator('.inspector');
  const toggle = page.getByRole('button', { name: 'Inspector' });
  await expect(inspector).toBeHidden();
  expect(await beyond(page)).toBe(0);
  await page.keyboard.press('i');
  await expect(inspector).toBeVisible();
  await expect(toggle).toHaveAttribute('aria-pressed', 'true');
  // Its width in the layout: the box on the screen is rounded while it slides in.
  expect(await inspector.evaluate((element: HTMLElement) => element.offsetWidth)).toBe(360);
  await expectAccessible(page, '.app');
  await page.keyboard.press('Escape');
  await expect(inspector).toBeHidden();
  await toggle.click();
  await expect(inspector).toBeVisible();
  const motion = () => inspector.evaluate((element) => getComputedStyle(element).animationName);
  expect(await motion()).toBe('sheet');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await motion()).toBe('none');
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => {
        const { animationName, transitionDuration } = getComputedStyle(element);
        return animationName !== 'none' || transitionDuration.split(', ').some((each) => parseFloat(each) > 0);
      })
      .map((element) => element.className),
  );
  expect(moving).toEqual([]);

  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(inspector).toBeVisible();
  await page.keyboard.press('i');
  await expect(inspector).toBeHidden();
});

test('Tab goes through the page in the order in which it is read, and always to something that is seen', async ({
  page,
}) => {
  await page.locator('body').evaluate((body) => body.focus());
  const areas: string[] = [];
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const { width, height } = element.getBoundingClientRect();
      const area =
        ['.bar', '.path', '.greeting', '.viewer', '.inspector'].find((selector) => element.closest(selector)) ??
        element.tagName;
      return { area, seen: width > 0 && height > 0, name: element.getAttribute('aria-label') ?? element.textContent };
    });
    if (!at || (at.area === '.bar' && areas.includes('.inspector'))) break;
    expect(at.seen, `${at.area}: ${at.name}`).toBe(true);
    if (areas.at(-1) !== at.area) areas.push(at.area);
  }
  expect(areas).toEqual(['.bar', '.path', '.greeting', '.viewer', '.inspector']);
});

test('touch: on a phone every control has room for a finger, upright and held sideways', async ({ page }) => {
  for (const [width, height] of [
    [390, 844],
    [844, 390],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const name of STAGES) {
      await stage(page, name).click();
      const small = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, [role=tab], input:not([type=range], [type=file])')]
          .filter(
            (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.hidden-visually'),
          )
          .filter((element) => {
            const { width: w, height: h } = element.getBoundingClientRect();
            const least = element.closest('.bar, .path, .drawer-head h3, .modal') ? 44 : 24;
            return w > 0 && Math.min(w, h) < least - 0.5;
          })
          .map(
            (element) =>
              `${element.getAttribute('aria-label') ?? element.textContent} ${element.getBoundingClientRect().width}×${element.getBoundingClientRect().height}`,
          ),
      );
      expect(small, `${name} at ${width}`).toEqual([]);
    }
  }
  const path = await page.locator('.path').boundingBox();
  expect([path?.x, path?.width], 'the path is a column at the left').toEqual([0, 72]);
});
