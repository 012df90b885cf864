import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Fails on everything that axe finds in a part of the page, or in all of it; `state` says in the message what is shown. */
export async function expectAccessible(page: Page, selector = 'html', state = ''): Promise<void> {
  await expect(page.locator(selector)).toBeVisible();
  // Legacy mode sums up in the page itself. The other one opens a second page each time, for frames of other origins, and there are none.
  const axe = new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .include(selector);
  const { violations } = await axe.analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  expect(found, `axe in ${selector} ${state}`).toEqual([]);
}
