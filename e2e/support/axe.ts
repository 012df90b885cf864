import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Fails on everything that axe finds in a part of the page. */
export async function expectAccessible(page: Page, selector: string): Promise<void> {
  await expect(page.locator(selector)).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include(selector).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  expect(found, `axe in ${selector}`).toEqual([]);
}
