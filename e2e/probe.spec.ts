import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import type { TensorData } from '../src/core/protocol';
import type { Rect } from '../src/core/view/view';
import { expectAccessible } from './support/axe';
import { fileOf, type Lab } from './support/lab';
import { expect, GPU, test } from './support/test';

const GOLDENS = join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12');
const PICTURE = fileOf(join(GOLDENS, '64x64.png'));
const OTHER = fileOf(join(GOLDENS, '53x37.png'));
/** Cells along a side, and the reach of the tiny decoder by its layers. */
const SIDE = 8;
const FIELD = 33;

const drawerOf = (page: Page, id: string): Locator => page.locator(`[data-drawer="${id}"]`);

async function openDrawer(page: Page, id: string): Promise<Locator> {
  const drawer = drawerOf(page, id);
  await drawer.locator('h3 button').click();
  return drawer;
}

async function type(drawer: Locator, name: string, value: string): Promise<void> {
  const field = drawer.getByRole('textbox', { name, exact: true });
  await field.fill(value);
  await field.press('Enter');
}

const at = ({ data }: TensorData, channel: number, x: number, y: number): number =>
  data[(channel * SIDE + y) * SIDE + x] as number;

/** The place of a box of the layer, in pixels of the picture that its pane shows whole. */
async function boxIn(pane: Locator, kind: string): Promise<Rect> {
  const box = pane.locator(`.probe-box[data-kind="${kind}"]`);
  const [cell, own] = [await pane.locator('.probe-box[data-kind="cell"]').boundingBox(), await box.boundingBox()];
  const frame = await pane.boundingBox();
  if (!cell || !own || !frame) throw new Error(`there is no ${kind}`);
  // The cell is 8 pixels wide, and the picture of 64 lies in the middle of its pane.
  const scale = cell.width / 8;
  const [left, top] = [frame.x + frame.width / 2 - 32 * scale, frame.y + frame.height / 2 - 32 * scale];
  // Pictures are placed on whole pixels of the screen.
  const round = (value: number): number => Math.round(value);
  return {
    x: round((own.x - left) / scale),
    y: round((own.y - top) / scale),
    width: round(own.width / scale),
    height: round(own.height / scale),
  };
}

/** The rectangle of pixels whose largest change over the colours is one step of 8 bits or more. */
function boxOf(one: TensorData, other: TensorData, threshold: number): Rect {
  const [, , height = 0, width = 0] = one.dims;
  const xs: number[] = [];
  const ys: number[] = [];
  for (let i = 0; i < width * height; i++) {
    const changes = [0, 1, 2].map(
      (c) =>
        Math.abs((one.data[c * width * height + i] as number) - (other.data[c * width * height + i] as number)) * 127.5,
    );
    if (Math.max(...changes) < threshold) continue;
    xs.push(i % width);
    ys.push(Math.floor(i / width));
  }
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x + 1, height: Math.max(...ys) - y + 1 };
}

async function expectEdited(
  lab: Lab,
  expected: (raw: TensorData, channel: number, x: number, y: number) => number,
): Promise<void> {
  await lab.run();
  const [raw, latent] = [await lab.tensor('latent.raw'), await lab.tensor('latent')];
  for (let channel = 0; channel < 12; channel++) {
    for (let i = 0; i < SIDE * SIDE; i++) {
      const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
      expect(Math.abs(at(latent, channel, x, y) - expected(raw, channel, x, y)), `${channel}: ${x}, ${y}`).toBeLessThan(
        1e-5,
      );
    }
  }
}

test('the latent is probed, edited, mixed and pasted by hand', async ({ lab, page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  await lab.run();
  await page.getByRole('tab', { name: /^Latent/ }).click();
  const probe = await openDrawer(page, 'probe');

  await test.step('the cell under the pointer is outlined as 8 x 8 pixels; a click holds it, keys move it', async () => {
    await probe.getByRole('radio', { name: 'Reconstruction' }).click();
    const pane = page.getByRole('group', { name: 'B: Reconstruction' });
    const { width, height } = (await pane.boundingBox()) ?? { width: 0, height: 0 };
    await pane.hover({ position: { x: width / 2 + 3, y: height / 2 + 3 } });
    await expect(probe).toContainText('The cell follows the pointer.');
    await expect(probe.getByRole('textbox', { name: 'Column' })).toHaveValue('4');
    expect(await boxIn(pane, 'cell')).toEqual({ x: 32, y: 32, width: 8, height: 8 });
    await pane.click({ position: { x: width / 2 - 3, y: height / 2 + 3 } });
    await expect(probe).toContainText('This cell is held.');
    await pane.hover({ position: { x: width / 2 + 60, y: height / 2 - 60 } });
    await expect(probe.getByRole('textbox', { name: 'Column' })).toHaveValue('3');
    await pane.click({ position: { x: width / 2 - 3, y: height / 2 + 3 } });
    await page.keyboard.press('Shift+ArrowUp');
    await expect(probe.getByRole('textbox', { name: 'Row' })).toHaveValue('3');
    expect(await boxIn(pane, 'cell')).toEqual({ x: 24, y: 24, width: 8, height: 8 });
    await type(probe, 'Row', '4');
    expect(await boxIn(pane, 'cell')).toEqual({ x: 24, y: 32, width: 8, height: 8 });
    const latent = await lab.tensor('latent');
    const cells = await probe.locator('tbody tr').nth(5).locator('td').allTextContents();
    expect(Number(cells[2]?.replace('−', '-'))).toBeCloseTo(at(latent, 5, 3, 4), 2.9);
  });

  await test.step('a poke adds its amount to that cell alone, and is undone', async () => {
    await probe.getByRole('button', { name: /Channel$/ }).click();
    await page.getByRole('option', { name: '7', exact: true }).click();
    await type(probe, 'Amount', '2.5');
    await expect(probe).toContainText('5.00 standard deviations of channel 7, which is 0.500.');
    await probe.getByRole('button', { name: 'Poke this cell' }).click();
    await expectEdited(
      lab,
      (raw, channel, x, y) => at(raw, channel, x, y) + (channel === 7 && x === 3 && y === 4 ? 2.5 : 0),
    );
    await expect(probe.getByRole('list', { name: 'Pokes' })).toContainText('Channel 7, cell 3, 4: +2.50');
    await probe.getByRole('button', { name: 'Poke the whole channel' }).click();
    await expectEdited(
      lab,
      (raw, channel, x, y) => at(raw, channel, x, y) + (channel === 7 ? 2.5 + (x === 3 && y === 4 ? 2.5 : 0) : 0),
    );
    await page.keyboard.press('Control+z');
    await expect(probe.getByRole('listitem')).toHaveCount(1);
    await probe.getByRole('button', { name: /^Remove: Channel 7/ }).click();
    expect((await lab.settings()).latent).toEqual({});
  });

  await test.step('its footprint is the box of the pixels that change, drawn on the picture', async () => {
    await probe.getByRole('button', { name: 'Measure footprint' }).click();
    await expect(probe.getByRole('status').filter({ hasText: 'Footprint of cell 3, 4' })).toHaveCount(1);
    const [poked, plain] = [
      await lab.tensor('reconstruction', 'other'),
      await lab.tensor('reconstruction', 'reference'),
    ];
    const peak = Math.max(...poked.data.map((value, i) => Math.abs(value - (plain.data[i] as number)))) * 127.5;
    const pane = page.getByRole('group', { name: 'B: Reconstruction' });
    for (const [name, threshold] of [
      ['1 of 255', 1],
      ['1 % of the peak', peak / 100],
    ] as const) {
      await probe.getByRole('radio', { name }).click();
      const box = boxOf(poked, plain, threshold);
      expect(Math.max(box.width, box.height)).toBeLessThanOrEqual(FIELD + 7);
      await expect(probe.locator('.facts')).toContainText(`Measured reach${box.width} × ${box.height} px`);
      expect(await boxIn(pane, 'reach')).toEqual(box);
    }
    await expect(probe.locator('.facts')).toContainText(`by its layers${FIELD} px`);
    // Nothing of the shown result was touched.
    expect((await lab.settings()).latent).toEqual({});
    await probe.getByRole('button', { name: 'Show the change' }).click();
    await expect(page.getByRole('group', { name: 'B: Change by the poke' })).toBeVisible();
    await expect(page.locator('.tag').filter({ hasText: 'Change by the poke' }).getByRole('img')).toHaveAccessibleName(
      /of 255/,
    );
    await expectAccessible(page, '[data-drawer="probe"]');
    await expectAccessible(page, '.viewer');
    await probe.getByRole('button', { name: 'Probe as a table' }).click();
    await expect(probe.getByRole('row', { name: /^Width, px/ })).toContainText(String(boxOf(poked, plain, 1).width));
    await probe.getByRole('button', { name: 'Probe as a table' }).click();
    await probe.getByRole('button', { name: 'Clear' }).click();
    await expect(probe.locator('.facts')).toHaveCount(0);
    await probe.getByRole('radio', { name: 'Latent as RGB' }).click();
    await probe.locator('h3 button').click();
  });

  await test.step('channels are zeroed, scaled and swapped', async () => {
    const channels = await openDrawer(page, 'channels');
    await channels.getByRole('button', { name: 'Zero channel 2' }).click();
    await type(channels, 'Gain of channel 4', '-1.5');
    await type(channels, 'Offset of channel 4', '0.25');
    const swap = channels.getByRole('group', { name: 'Swap two channels' });
    await swap.getByRole('button', { name: /with$/ }).click();
    await page.getByRole('option', { name: '9', exact: true }).click();
    await swap.getByRole('button', { name: 'Swap', exact: true }).click();
    await expectEdited(lab, (raw, channel, x, y) => {
      if (channel === 2) return 0;
      if (channel === 4) return -1.5 * at(raw, 4, x, y) + 0.25;
      return at(raw, channel === 0 ? 9 : channel === 9 ? 0 : channel, x, y);
    });
    await expect(page.getByRole('tab', { name: /^Latent/ })).toHaveAccessibleDescription(/edited/);
    await expectAccessible(page, '[data-drawer="channels"]');
    const gain = channels.getByRole('textbox', { name: 'Gain of channel 4' });
    const typed = async (text: string): Promise<number | undefined> => {
      await gain.click();
      await page.keyboard.press('Control+a');
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
      return (await lab.settings()).latent.channels?.[4]?.gain;
    };
    for (const [text, value] of [
      ['0,5', 0.5],
      ['1,25', 1.25],
      ['1e-1', 0.1],
      ['−2', -2],
      ['٠٫٥', 0.5],
    ] as const)
      expect(await typed(text), text).toBe(value);
    for (const text of [',.', '1,125', '99']) {
      expect(await typed(text), text).toBe(0.5);
      await expect(channels.getByRole('alert')).toHaveText(/0\.5 stays\.$/);
      await expect(gain).toHaveValue('0.5');
    }
    await expectAccessible(page, '[data-drawer="channels"]');
    await type(channels, 'Gain of channel 4', '-1.5');
    await expect(channels.getByRole('alert')).toHaveCount(0);
    await channels.getByRole('button', { name: 'Edit channels as a table' }).click();
    await expect(channels.locator('tbody tr').nth(4)).toHaveText(/^4−1\.5000\.2504$/);
    await channels.getByRole('button', { name: 'Edit channels as a table' }).click();
    await channels.getByRole('button', { name: 'Reset all channels' }).click();
    expect((await lab.settings()).latent).toEqual({});
    await channels.locator('h3 button').click();
  });

  await test.step("a mix of 100 % is the second picture's latent", async () => {
    const mix = await openDrawer(page, 'interpolate');
    const slider = mix.getByRole('slider', { name: 'A to B' });
    await expect(slider).toBeDisabled();
    await mix
      .getByLabel('Second picture file')
      .setInputFiles({ name: OTHER.name, mimeType: OTHER.type, buffer: Buffer.from(OTHER.bytes) });
    await expect(slider).toBeEnabled();
    await mix.getByRole('radio', { name: 'Spherical' }).click();
    await expect(mix.locator('.formula')).toContainText('angle between the latents');
    await slider.focus();
    await page.keyboard.press('End');
    expect((await lab.settings()).latent.mix).toEqual({ amount: 1, mode: 'spherical' });
    await lab.run();
    const second = await lab.tensor('latent', 'second');
    await expectEdited(lab, (_, channel, x, y) => at(second, channel, x, y));
    await expect(mix.locator('.facts')).toContainText(/second picture, B[\d.]+\sdB/);
    await mix.getByRole('button', { name: 'Back to A' }).click();
    expect((await lab.settings()).latent).toEqual({});
    await expectAccessible(page, '[data-drawer="interpolate"]');
    await mix.locator('h3 button').click();
  });

  await test.step("a pasted region has the second picture's values, from the marked rectangle to where it is put", async () => {
    const paste = await openDrawer(page, 'paste');
    await paste.getByRole('button', { name: 'Mark a region' }).click();
    await page.getByRole('button', { name: 'Take the middle' }).click();
    await paste.getByRole('button', { name: 'Use the marked region' }).click();
    // The middle half of the picture.
    await expect(paste.getByRole('textbox', { name: 'Width' })).toHaveValue('4');
    await type(paste, 'Width', '3');
    await type(paste, 'To x', '5');
    await type(paste, 'To y', '0');
    await paste.getByRole('button', { name: 'Paste', exact: true }).click();
    expect((await lab.settings()).latent).toEqual({
      paste: { fromX: 2, fromY: 2, toX: 5, toY: 0, width: 3, height: 4 },
    });
    await lab.run();
    const second = await lab.tensor('latent', 'second');
    await expectEdited(lab, (raw, channel, x, y) =>
      x >= 5 && y < 4 ? at(second, channel, x - 3, y + 2) : at(raw, channel, x, y),
    );
    await expectAccessible(page, '[data-drawer="paste"]');
    await page.keyboard.press('Control+z');
    expect((await lab.settings()).latent).toEqual({});
  });

  await test.step('at 390 px nothing is wider than the page', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const id of ['probe', 'channels', 'interpolate']) await openDrawer(page, id);
    await expect(drawerOf(page, 'channels').getByRole('group', { name: 'Channel 11' })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await expectAccessible(page, '.inspector');
  });
});

test('on the GPU a poke changes its cell, and its footprint is measured', GPU, async ({ lab, page }) => {
  await lab.open({ backend: 'webgpu' });
  await lab.openFile(PICTURE);
  await lab.run();
  await page.getByRole('tab', { name: /^Latent/ }).click();
  const probe = await openDrawer(page, 'probe');
  await type(probe, 'Column', '1');
  await type(probe, 'Row', '6');
  await probe.getByRole('button', { name: 'Measure footprint' }).click();
  await expect(probe.getByRole('status').filter({ hasText: 'Footprint of cell 1, 6' })).toHaveCount(1);
  const box = boxOf(await lab.tensor('reconstruction', 'other'), await lab.tensor('reconstruction', 'reference'), 1);
  await expect(probe.locator('.facts')).toContainText(`Measured reach${box.width} × ${box.height} px`);
  await probe.getByRole('button', { name: 'Poke this cell' }).click();
  await expectEdited(lab, (raw, channel, x, y) => at(raw, channel, x, y) + (x === 1 && y === 6 ? 1 : 0));
});
