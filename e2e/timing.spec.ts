import { join } from 'node:path';
import { STAGE_NAMES } from '../src/core/protocol';
import { expectAccessible } from './support/axe';
import { fileOf } from './support/lab';
import { expect, GPU, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));

test(
  'every stage cold and warm, median of n, with GPU time and bytes, copied as Markdown',
  GPU,
  async ({ lab, page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await lab.open({ backend: 'webgpu' });
    await lab.openFile(PICTURE);
    const first = await lab.run();
    // The test browser's software GPU has timestamp queries, so that this path runs.
    expect(Object.keys(first.gpuTimings ?? {}).sort()).toEqual([...STAGE_NAMES].sort());
    expect(first.readbacks.betweenStages).toBe(0);
    expect(first.gpuWork?.haar).toEqual({ dispatches: 1, submits: 1, buffersMade: 0 });
    expect(first.gpuWork?.encoder?.dispatches).toBeGreaterThan(2);

    const drawer = page.locator('[data-drawer="timing"]');
    await drawer
      .getByRole('button', { name: /Timing/ })
      .first()
      .click();
    await expect(drawer.getByText('No warm run yet of this size')).toBeVisible();
    const haar = drawer.getByRole('row', { name: /Haar, 3 levels/ });
    await expect(haar.getByRole('cell').nth(1)).toHaveText('—');
    await drawer.getByRole('textbox', { name: 'Runs' }).fill('3');
    await drawer.getByRole('textbox', { name: 'Runs' }).press('Enter');
    await drawer.getByRole('button', { name: 'Run 3 times' }).click();
    await expect(drawer.getByText('Warm is the median of 3 runs of this size')).toBeVisible({ timeout: 60_000 });
    await expect(drawer.getByText('GPU is the mean by timestamp queries')).toBeVisible();
    await expect(haar.getByRole('cell').nth(1)).toHaveText(/^[\d.,]+$/);
    await expect(haar.getByRole('cell').nth(4)).toHaveText(/111\sKiB/);
    // Every column can be seen.
    expect(await drawer.locator('.table-scroll').evaluate((table) => table.scrollWidth - table.clientWidth)).toBe(0);
    // All three levels in one dispatch, and nothing made for it; the networks' part is counted, too.
    await expect(haar.getByRole('cell').nth(3)).toHaveText('1');
    await expect(
      drawer.getByText(/A warm run asks for \d+ dispatches in \d+ submits?, and makes \d+ buffers?\./),
    ).toBeVisible();

    await drawer.getByRole('button', { name: 'Copy as Markdown' }).click();
    await expect(page.getByText('Copied as Markdown.').first()).toBeVisible();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text).toMatch(/64 x 64 px; warm: median of 3/);
    expect(text.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(1 + STAGE_NAMES.length);
    await expectAccessible(page, '[data-drawer="timing"]');
  },
);
