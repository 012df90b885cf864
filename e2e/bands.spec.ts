import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { clearLog, logDrawing, textsOf } from './support/drawing-log';
import { fileOf } from './support/lab';
import { expect, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));

/** Ranges as they are written on the bands, such as { V1: 0.14 }. */
async function ranges(page: Page): Promise<Record<string, number>> {
  const found = (await textsOf(page))
    .map((text) => /^([HVD][123]) ±([\d.]+)$/.exec(text))
    .filter((match) => match !== null);
  return Object.fromEntries(found.map(([, name, reach]) => [name as string, Number(reach)]));
}

const pick = async (page: Page, name: string | RegExp, option: string): Promise<void> => {
  await page.locator('.viewer-head').getByRole('button', { name }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
};

test('sub-bands: pyramid, grid and one of them; scales and gain said; mute, threshold, solo', async ({ lab, page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await logDrawing(page);
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  const summary = await lab.run();
  await page.getByRole('tab', { name: 'Wavelets' }).click();

  await test.step('the pyramid names its bands with their ranges: one for each level', async () => {
    await expect
      .poll(async () => Object.keys(await ranges(page)).sort())
      .toEqual(['D1', 'D2', 'D3', 'H1', 'H2', 'H3', 'V1', 'V2', 'V3']);
    expect(await textsOf(page)).toContain('A3');
    const { H1, V1, D1, H2 } = await ranges(page);
    expect([V1, D1]).toEqual([H1, H1]);
    expect(H2).not.toBe(H1);
    await expect(page.locator('.scale-tag .ramp')).toContainText('scale per level');
  });

  await test.step('a click on a band of the pyramid selects it', async () => {
    const shown = page.locator('[data-drawer="band-histogram"]');
    const pane = await page.locator('.pane[data-sheet="bands"]').boundingBox();
    if (!pane) throw new Error('the pyramid is not laid out');
    const [x, y] = [pane.x + pane.width / 2, pane.y + pane.height / 2];
    await page.mouse.click(x - 40, y + 40);
    await expect(shown).toContainText('H1');
    await page.mouse.click(x + 40, y - 40);
    await expect(shown).toContainText('V1');
  });

  await test.step('gain narrows what the ends stand for', async () => {
    const { H1: before = 0 } = await ranges(page);
    await clearLog(page);
    await page.keyboard.press('g');
    await expect.poll(async () => (await ranges(page))['H1']).toBeCloseTo(before / 2, 1.7);
    await expect(page.locator('.scale-tag .ramp')).toContainText('gain 2×');
    await pick(page, /Gain$/, '1×');
  });

  await test.step('one scale for all, and one for each band', async () => {
    await clearLog(page);
    await pick(page, /Scale$/, 'Shared scale');
    await expect.poll(async () => new Set(Object.values(await ranges(page))).size).toBe(1);
    await expect(page.locator('.scale-tag .ramp .ends')).toHaveAccessibleName(/^Colours from −[\d.]+ to \+[\d.]+$/);
    await clearLog(page);
    await pick(page, /Scale$/, 'Scale per band');
    await expect.poll(async () => new Set(Object.values(await ranges(page))).size).toBeGreaterThan(5);
    await expect(page.locator('.scale-tag .ramp')).toContainText('scale per band');
  });

  await test.step('a level as a grid, then one band by level, orientation and colour', async () => {
    await clearLog(page);
    await page.getByRole('radio', { name: 'Grid' }).click();
    await pick(page, /Level$/, 'Level 2');
    await expect
      .poll(async () =>
        Object.keys(await ranges(page))
          .filter((name) => name.endsWith('2'))
          .sort(),
      )
      .toEqual(['D2', 'H2', 'V2']);
    await pick(page, /Shown$/, 'One band');
    await pick(page, /Band$/, 'V, vertical');
    await pick(page, /Detail$/, 'Green');
    const { dims, data } = await lab.tensor('bands2');
    const plane = (dims[2] as number) * (dims[3] as number);
    const most = Math.max(...data.subarray(7 * plane, 8 * plane).map(Math.abs));
    const ends = page.locator('.scale-tag .ramp .ends');
    const end = async (): Promise<number> =>
      Number(/to \+([\d.]+)$/.exec((await ends.getAttribute('aria-label')) ?? '')?.[1]);
    await expect.poll(end).toBeLessThanOrEqual(most + 0.006);
    expect(await end()).toBeGreaterThan(0);
  });

  await test.step('a click on a band in the viewer selects it', async () => {
    await lab.set({ bands: {} });
    await pick(page, /Shown$/, 'Wavelets');
    await expect(page.locator('.pane[data-sheet="bands"]')).toBeVisible();
    await pick(page, /Detail$/, 'RGB mean');
    const box = await page.locator('.pane[data-sheet="bands"]').boundingBox();
    if (!box) throw new Error('The pane is not laid out.');
    // Level 2 as a grid: D lies in the lower right quarter.
    await page.mouse.click(box.x + box.width / 2 + 40, box.y + box.height / 2 + 40);
    await expect(page.locator('.matrix').getByRole('group', { name: /^D2,/ })).toHaveAttribute('data-selected', 'true');
  });

  await test.step('heads mute a column or a row, a threshold empties a band, solo leaves one', async () => {
    const heads = page.getByRole('group', { name: 'Bands by level and orientation' });
    await heads.getByRole('button', { name: 'Mute diagonal detail of all levels' }).click();
    await expect.poll(async () => Object.keys((await lab.settings()).bands).length).toBe(9);
    await heads.getByRole('button', { name: 'Mute or unmute the details of level 3' }).click();
    // H and V of all three colours: D is muted already, and the average stays.
    await expect.poll(async () => Object.keys((await lab.settings()).bands).length).toBe(15);
    expect(Object.keys((await lab.settings()).bands).filter((key) => key.includes('.A.'))).toEqual([]);
    const muted = await lab.run();
    expect(muted.psnr).not.toBe(summary.psnr);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await lab.settings()).bands).toEqual({});

    await page.getByRole('group', { name: /^H1,/ }).locator('canvas').click();
    await page.getByRole('slider', { name: 'Threshold' }).focus();
    await page.keyboard.press('End');
    await expect.poll(async () => (await lab.settings()).bands['1.H.R']?.threshold).toBeGreaterThan(0);
    await lab.set({ bands: {} });
    await page.locator('.matrix').getByRole('group', { name: /^H1,/ }).locator('canvas').click();
    await page.keyboard.press('Alt+m');
    await expect
      .poll(async () => Object.keys((await lab.settings()).bands).filter((key) => !key.includes('.H.')).length)
      .toBeGreaterThan(9);
    expect((await lab.settings()).bands).not.toHaveProperty(['1.H.R']);
  });
});
