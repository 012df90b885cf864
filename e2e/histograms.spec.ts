import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './support/axe';
import { fileOf } from './support/lab';
import { traceMainThread } from './support/main-thread';
import { expect, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));
const VALUES = 64 * 64;

test.beforeEach(async ({ lab }) => {
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  await lab.run();
});

async function openDrawer(page: Page, stage: RegExp, id: string): Promise<Locator> {
  await page.getByRole('tab', { name: stage }).click();
  const drawer = page.locator(`[data-drawer="${id}"]`);
  await drawer.locator('h3 button').click();
  await expect(drawer.getByRole('img')).toBeVisible();
  return drawer;
}

/** Numbers of the table twin, column by column, bins only. */
async function tableOf(drawer: Locator): Promise<{ heads: string[]; columns: number[][] }> {
  await drawer.getByRole('button', { name: /as a table$/ }).click();
  await expect(drawer.locator('tbody tr').first()).toBeVisible();
  const rows = await drawer
    .locator('tbody tr')
    .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
  const bins = rows.filter(([head]) => head?.includes('…'));
  const width = bins[0]?.length ?? 0;
  return {
    heads: bins.map(([head]) => head ?? ''),
    columns: Array.from({ length: width - 1 }, (_, column) =>
      bins.map((cells) => Number.parseFloat(cells[column + 1] ?? '')),
    ),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

test('error: three curves over named axes, and the table holds what the tensors hold', async ({ lab, page }) => {
  const drawer = await openDrawer(page, /^Error/, 'error-histogram');
  await expect(drawer.getByRole('img')).toHaveAccessibleName(/Error, of 255.*R: the fullest bin/);
  await expect(drawer.getByRole('img')).toContainText('Share of values in a bin, log scale');
  await expect(drawer.getByRole('img')).toContainText('Error, of 255');
  await expect(drawer.locator('path.curve')).toHaveCount(3);

  const { heads, columns } = await tableOf(drawer);
  const [input, output] = [await lab.tensor('input'), await lab.tensor('reconstruction')];
  const ends = heads.map((head) => head.split('…').map((end) => Number(end.trim().replace('−', '-').replace('+', ''))));
  columns.forEach((shares, channel) => {
    const errors = Array.from({ length: VALUES }, (_, i) => {
      const at = channel * VALUES + i;
      return 127.5 * ((output.data[at] as number) - (input.data[at] as number));
    });
    // Ends are written rounded, so the halves around the middle bin are compared, not each bin.
    const [low, high] = ends[Math.floor(ends.length / 2)] as [number, number];
    const below = (100 * errors.filter((error) => error < low).length) / VALUES;
    const above = (100 * errors.filter((error) => error >= high).length) / VALUES;
    const middle = Math.floor(ends.length / 2);
    expect(sum(shares)).toBeGreaterThan(98);
    expect(Math.abs(sum(shares.slice(0, middle)) - below), 'below the middle').toBeLessThan(1.5);
    expect(Math.abs(sum(shares.slice(middle + 1)) - above), 'above the middle').toBeLessThan(1.5);
  });
});

test('bands: the selected one, before edits or after, and a muted one is all zero', async ({ lab, page }) => {
  const drawer = await openDrawer(page, /^Wavelets/, 'band-histogram');
  await expect(drawer.getByRole('img')).toContainText('Values of band H1');
  await page.getByRole('group', { name: /^V2,/ }).getByRole('button', { name: 'Mute V2' }).click();
  await expect(drawer.getByRole('img')).toContainText('Values of band V2');
  await lab.run();
  await expect(drawer.getByRole('img')).toHaveAccessibleName(/holds 100\.0/);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('searchbox', { name: 'Find a command' })).toBeFocused();
  await page.keyboard.type('before edits');
  await expect(page.getByRole('menuitem').first()).toContainText('Before edits');
  await page.keyboard.press('Enter');
  await expect(drawer).toContainText('before edits');
  await expect(drawer.getByRole('img')).not.toHaveAccessibleName(/holds 100\.0/);
});

test('latent: a channel beside N(0, 1) or its own normal', async ({ page }) => {
  const drawer = await openDrawer(page, /^Latent/, 'latent-histogram');
  await expect(drawer.getByRole('img')).toContainText('Mean of channel 0');
  await expect(drawer.locator('.chart-key')).toContainText('N(0, 1)');
  const before = await drawer.locator('path.reference').getAttribute('d');
  await drawer.getByRole('radio', { name: 'Its own normal' }).click();
  await expect(drawer.locator('.chart-key')).toContainText('Normal, mean');
  await expect(drawer.locator('path.reference')).not.toHaveAttribute('d', before ?? '');
  await drawer.getByRole('button', { name: /Channel$/ }).click();
  await page.getByRole('option', { name: '5', exact: true }).click();
  await expect(drawer.getByRole('img')).toContainText('Mean of channel 5');
  const { columns } = await tableOf(drawer);
  expect(columns).toHaveLength(2);
  expect(sum(columns[0] as number[])).toBeCloseTo(100, 0);
});

test('they are accessible in both themes and as a table, and fit a phone', async ({ page }) => {
  const drawer = await openDrawer(page, /^Error/, 'error-histogram');
  await expectAccessible(page, '[data-drawer="error-histogram"]');
  await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'light'));
  await expectAccessible(page, '[data-drawer="error-histogram"]');
  await tableOf(drawer);
  await expectAccessible(page, '[data-drawer="error-histogram"]');
  await drawer.getByRole('button', { name: /as a table$/ }).click();
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(drawer.getByRole('img')).toBeVisible();
  await expect.poll(async () => (await drawer.getByRole('img').boundingBox())?.width).toBeLessThan(340);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test('counting a large picture never holds the page for 50 ms', async ({ lab, page, browser }) => {
  test.setTimeout(120_000);
  const bytes = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(1024, 768);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    const pixels = context.createImageData(1024, 768);
    for (let i = 0; i < pixels.data.length; i++) pixels.data[i] = i % 4 === 3 ? 255 : (i * 2654435761) >>> 24;
    context.putImageData(pixels, 0, 0);
    return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
  });
  await lab.openFile({ name: 'large.png', type: 'image/png', bytes });
  await lab.run();
  await page.getByRole('tab', { name: /^Error/ }).click();
  await page.waitForTimeout(1000);
  // Its own CPU time: on the clock, tests beside this one would count as well.
  const { count, longestCpuMs } = await traceMainThread(browser, page, () =>
    page.evaluate(async () => {
      document.querySelector<HTMLElement>('[data-drawer="error-histogram"] h3 button')?.click();
      while (!document.querySelector('[data-drawer="error-histogram"] path.curve'))
        await new Promise((resolve) => setTimeout(resolve, 20));
      await new Promise((resolve) => setTimeout(resolve, 300));
    }),
  );
  expect(count).toBeGreaterThan(5);
  expect(longestCpuMs).toBeLessThan(50);
});

test('latent: its spectrum, that of a channel and that of the picture', async ({ page }) => {
  const drawer = await openDrawer(page, /^Latent/, 'spectrum');
  await expect(drawer.getByRole('img')).toHaveAccessibleName(/Latent, mean of channels: slope.*Picture, luma: slope/);
  await expect(drawer.getByRole('img').locator('path.curve')).toHaveCount(3);
  await expectAccessible(page);
  await drawer.getByRole('button', { name: /as a table$/ }).click();
  await expect(drawer.locator('thead').first()).toContainText('Picture, luma');
  // 8 x 8 cells have seven frequencies.
  await expect(drawer.locator('table').first().locator('tbody tr')).toHaveCount(7);
});

test('layers: the channels of one in the viewer, and all of them in numbers', async ({ lab, page }) => {
  await page.getByRole('tab', { name: /^Encoder/ }).click();
  const drawer = page.locator('[data-drawer="layers"]');
  await drawer.locator('h3 button').click();
  await drawer.getByRole('button', { name: /Layer$/ }).click();
  await page.getByRole('option', { name: /Conv, encoder\/first\/Conv/ }).click();
  await expect(page.getByRole('group', { name: 'B: Layer channels' })).toBeVisible();
  await expect(drawer.getByRole('img')).toHaveAccessibleName(/Values of channel/);
  await expect(drawer).toContainText('1 × 16 × 8 × 8');
  await expectAccessible(page, '[data-drawer="layers"]');
  const scan = page.locator('[data-drawer="layer-scan"]');
  await scan.locator('h3 button').click();
  await scan.getByRole('button', { name: 'Scan all layers', exact: true }).click();
  await expect(scan).toContainText('Float16 would not overflow on this picture.');
  await expect(scan).toContainText(/Feature magnitudes are (not )?balanced/);
  await expectAccessible(page, '[data-drawer="layer-scan"]');
  await scan.getByRole('button', { name: /as a table$/ }).click();
  const { layers } = await lab.page.evaluate(() => window.litevae.scan());
  await expect(scan.locator('tbody tr')).toHaveCount(layers.length);
  expect(layers.map(({ part }) => part)).toEqual(expect.arrayContaining(['encoder', 'decoder']));
});
