import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import type { TensorData } from '../src/core/protocol';
import { expectAccessible } from './support/axe';
import { fileOf, type Lab } from './support/lab';
import { expect, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));
const SIDE = 64;

test.beforeEach(async ({ lab, page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  await lab.run();
  await page.getByRole('tab', { name: /^Wavelets/ }).click();
});

async function openDrawer(page: Page, id: string): Promise<Locator> {
  const drawer = page.locator(`[data-drawer="${id}"]`);
  // A key opens it: a drawer above may still load its body and push this one away under the pointer.
  await drawer.locator('h3 button').press('Enter');
  await expect(drawer.locator('h3 button')).toHaveAttribute('aria-expanded', 'true');
  return drawer;
}

/** Clicks the shown picture at a share of its pane, and reads from the status line which block that is. */
async function clickBlock(page: Page, name: string, across: number, down: number): Promise<{ x: number; y: number }> {
  const pane = page.getByRole('group', { name });
  const { width, height } = (await pane.boundingBox()) ?? { width: 0, height: 0 };
  await pane.click({ position: { x: across * width, y: down * height } });
  const text = await page.locator('[class*="reading"]:visible').first().textContent();
  const [x = NaN, y = NaN] = (/px\s*(\d+), (\d+)/.exec(text ?? '') ?? []).slice(1).map(Number);
  return { x: Math.floor(x / 8), y: Math.floor(y / 8) };
}

const numbersIn = (text: string): number[] =>
  [
    ...text
      .replaceAll('−', '-')
      .replaceAll(',', '')
      .matchAll(/[+-]?\d+(?:\.\d+)?/g),
  ].map(([value]) => Number(value));

/** What the table of all butterflies says of a row: a to d, A to D, and A to D as stored. */
async function rowOf(drawer: Locator, head: string): Promise<number[]> {
  const row = drawer.locator('tbody tr', { has: drawer.page().getByRole('rowheader', { name: head, exact: true }) });
  return row
    .locator('td')
    .evaluateAll((cells) =>
      cells.map((cell) => Number((cell.textContent ?? '').replace('−', '-').replaceAll(',', ''))),
    );
}

/** A, H, V, D of a band tensor in red, at a cell. */
function bandsAt({ dims, data }: TensorData, x: number, y: number): number[] {
  const [, , height = 0, width = 0] = dims;
  return [0, 3, 6, 9].map((channel) => data[(channel * height + y) * width + x] as number);
}

async function expectStored(drawer: Locator, lab: Lab, block: { x: number; y: number }): Promise<void> {
  for (const level of [1, 2, 3] as const) {
    const tensor = await lab.tensor(`bands${level}.raw`);
    const side = 8 >> level;
    const [x, y] = [side - 1, 0];
    const row = await rowOf(drawer, `level ${level}: ${x}, ${y}`);
    const expected = bandsAt(tensor, block.x * side + x, block.y * side + y);
    expect(row).toHaveLength(12);
    row.slice(8).forEach((value, index) => expect(value).toBeCloseTo(expected[index] as number, 3 - 1e-9));
    // Unscaled values are 2^level times the stored ones, and come from a, b, c, d.
    const [a = NaN, b = NaN, c = NaN, d = NaN] = row;
    expect(Math.abs((row[4] as number) - (a + b + c + d) / 2)).toBeLessThan(0.0021);
    expect(Math.abs((row[7] as number) - (a - b - c + d) / 2)).toBeLessThan(0.0021);
  }
}

test('Haar by hand: a clicked block holds what the band tensors hold; keys move it; and it comes back', async ({
  lab,
  page,
}) => {
  await page.keyboard.press('v');
  const drawer = await openDrawer(page, 'haar');
  const panel = page.getByRole('region', { name: 'Haar by hand' });
  await expect(panel).toContainText('Block 4, 4 · level 1 · R');
  await page.getByRole('button', { name: /Shown$/ }).click();
  await page.getByRole('option', { name: 'Input', exact: true }).click();
  const block = await clickBlock(page, 'B: Input', 0.4, 0.7);
  expect(block.x).toBeLessThan(4);
  expect(block.y).toBeGreaterThan(3);
  await expect(panel).toContainText(`Block ${block.x}, ${block.y} `);
  await expect(panel).toHaveAttribute('data-corner', 'top right');

  await drawer.getByRole('button', { name: /as a table$/ }).click();
  await expect(drawer.locator('tbody tr')).toHaveCount(21);
  await expectStored(drawer, lab, block);

  // Hovering chooses nothing; the keys do.
  await page.getByRole('group', { name: 'B: Input' }).hover({ position: { x: 330, y: 120 } });
  await expect(panel).toContainText(`Block ${block.x}, ${block.y} `);
  await clickBlock(page, 'B: Input', 0.4, 0.7);
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowUp');
  await expect(panel).toContainText(`Block ${block.x + 1}, ${block.y - 1} `);
  await expectStored(drawer, lab, { x: block.x + 1, y: block.y - 1 });

  // The butterfly and the written sums say the same, forward and back, on each level.
  await drawer.getByRole('button', { name: /as a table$/ }).click();
  const sums = drawer.locator('.sums');
  const ends = async (): Promise<number[]> =>
    (await sums.locator('dd').allTextContents()).map((text) => numbersIn(text.split('=').at(-1) ?? '')[0] as number);
  for (const level of [1, 2, 3]) {
    await drawer.getByRole('radio', { name: String(level), exact: true }).click();
    await expect(panel).toContainText(`level ${level}`);
    const forward = await ends();
    await expect(panel.getByRole('img', { name: new RegExp(`^Butterfly of level ${level}, forward`) })).toBeVisible();
    await drawer.getByRole('radio', { name: 'Back' }).click();
    const butterfly = panel.getByRole('img', { name: new RegExp(`^Butterfly of level ${level}, back`) });
    const said = numbersIn(
      ((await butterfly.getAttribute('aria-label')) ?? '')
        .split(': ')
        .at(-1)
        ?.replaceAll(/[AHVD]\d /g, '') ?? '',
    );
    expect(said).toHaveLength(8);
    said.slice(0, 4).forEach((value, index) => expect(value).toBe(forward[index]));
    expect(said.slice(4)).toEqual(await ends());
    await expect(drawer).toContainText('that went in: 0.000');
    await drawer.getByRole('radio', { name: 'Forward' }).click();
  }
  await expectAccessible(page, '[data-drawer="haar"]');
  await expectAccessible(page, '.viewer-panel');

  // The block stays the same in another colour and unit.
  const red = await ends();
  await drawer.getByRole('radio', { name: 'G', exact: true }).click();
  expect(await ends()).not.toEqual(red);
  await panel.getByRole('button', { name: 'Close Haar by hand' }).click();
  await expect(panel).toHaveCount(0);
});

test('Haar by hand on a phone stands in its drawer, stacked', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'light'));
  await page.getByRole('tab', { name: /^Input/ }).click();
  const drawer = await openDrawer(page, 'haar');
  await expect(drawer.getByRole('img', { name: /^Butterfly/ })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Haar by hand' })).toHaveCount(0);
  const block = await clickBlock(page, 'B: Input', 0.55, 0.3);
  await expect(drawer).toContainText(`Block ${block.x}, ${block.y} `);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await expectAccessible(page, '[data-drawer="haar"]');
});

test('bands added one at a time come nearer to the picture, up to it', async ({ lab, page }) => {
  const drawer = await openDrawer(page, 'rebuild');
  const slider = drawer.getByRole('slider', { name: 'Bands' });
  await expect(drawer.getByRole('img')).toHaveAccessibleName(/with A3 .*with D1 identical/);
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(drawer.locator('p[role=status]')).toContainText(/^A3 · \d/);
  const pane = page.getByRole('group', { name: 'B: Bands added up' });
  await expect(pane).toBeVisible();

  await drawer.getByRole('button', { name: /as a table$/ }).click();
  const rows = await drawer
    .locator('tbody tr')
    .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
  expect(rows.map(([band]) => band)).toEqual(['A3', 'H3', 'V3', 'D3', 'H2', 'V2', 'D2', 'H1', 'V1', 'D1']);
  const psnr = rows.slice(0, 9).map(([, value]) => Number(value));
  psnr.slice(1).forEach((value, index) => expect(value).toBeGreaterThanOrEqual(psnr[index] as number));
  expect(rows[9]?.[1]).toBe('identical');
  const energy = rows.reduce((sum, row) => sum + Number.parseFloat(row[3] ?? ''), 0);
  expect(energy).toBeCloseTo(100, 0);

  // A3 alone is worth what block means are worth.
  const { data } = await lab.tensor('input');
  const bytes = Array.from(data, (value) => Math.round((value + 1) * 127.5));
  let squared = 0;
  for (let c = 0; c < 3; c++) {
    for (let block = 0; block < (SIDE / 8) ** 2; block++) {
      const at = Array.from(
        { length: 64 },
        (_, i) => c * SIDE * SIDE + (Math.floor(block / 8) * 8 + Math.floor(i / 8)) * SIDE + (block % 8) * 8 + (i % 8),
      );
      const mean = Math.floor(at.reduce((sum, i) => sum + (bytes[i] as number), 0) / 64 + 0.5);
      squared += at.reduce((sum, i) => sum + ((bytes[i] as number) - mean) ** 2, 0);
    }
  }
  expect(psnr[0]).toBeCloseTo(10 * Math.log10(255 ** 2 / (squared / (3 * SIDE * SIDE))), 1);

  const picture = (): Promise<Buffer> => pane.screenshot();
  const coarse = await picture();
  await slider.focus();
  await page.keyboard.press('End');
  await expect(drawer.locator('p[role=status]')).toHaveText('D1 · identical');
  await expect.poll(async () => (await picture()).equals(coarse)).toBe(false);
  await expectAccessible(page, '[data-drawer="rebuild"]');
  await drawer.getByRole('button', { name: 'Show the bands' }).click();
  await expect(page.getByRole('group', { name: 'B: Wavelets' })).toBeVisible();
});
