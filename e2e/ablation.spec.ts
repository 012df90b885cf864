import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { BAND_KEYS, COLOURS, LEVELS, ORIENTATIONS, bandKey, channelIndex, type BandKey } from '../src/core/math/bands';
import type { TensorData } from '../src/core/protocol';
import { expectAccessible } from './support/axe';
import { fileOf, type Lab } from './support/lab';
import { expect, GPU, test } from './support/test';

const GOLDENS = join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12');
const PICTURE = fileOf(join(GOLDENS, '64x64.png'));
const OTHER = fileOf(join(GOLDENS, '53x37.png'));

const keysOf = (name: string): BandKey[] => BAND_KEYS.filter((key) => key.startsWith(`${name[1]}.${name[0]}`));
const mute = (name: string) => Object.fromEntries(keysOf(name).map((key) => [key, { mute: true }]));

const drawer = (lab: Lab, id: string): Locator => lab.page.locator(`[data-drawer="${id}"]`);

async function openDrawer(lab: Lab, id: string): Promise<Locator> {
  const one = drawer(lab, id);
  const head = one.locator('h3 button');
  if ((await head.getAttribute('aria-expanded')) !== 'true') await head.click();
  return one;
}

/** Values of a band in one colour. */
function channelOf(
  { dims, data }: TensorData,
  orientation: (typeof ORIENTATIONS)[number],
  colour: (typeof COLOURS)[number],
): number[] {
  const count = (dims[2] as number) * (dims[3] as number);
  const start = channelIndex(orientation, colour) * count;
  return Array.from(data.slice(start, start + count));
}

/** Whether a pane shows anything but the colour of zero. */
function coloursOf(pane: Locator): Promise<number> {
  return pane
    .locator('canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
        0,
        0,
        canvas.width,
        canvas.height,
      );
      return new Set(new Uint32Array(data.buffer)).size;
    });
}

test('bands are muted, swapped and left out in two modes, and the change is shown', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await lab.choose(PICTURE);
  await expect(page.getByRole('banner')).toContainText('64x64.png');
  const plain = await lab.run();
  await page.getByRole('tab', { name: /Wavelets/ }).click();
  const matrix = await openDrawer(lab, 'matrix');

  await test.step('the modes give different numbers, each against the unedited run', async () => {
    const numbers: number[] = [];
    for (const name of ['Edit what the network reads', 'Keep bands consistent']) {
      await matrix.getByRole('radio', { name }).click();
      await lab.set({ bands: mute('A3') });
      const { psnr } = await lab.run();
      numbers.push(psnr as number);
      const change = (psnr as number) - (plain.psnr as number);
      const said = `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(2)} dB`;
      await expect(matrix.locator('.cost')).toContainText(said);
    }
    expect(Math.abs((numbers[0] as number) - (numbers[1] as number))).toBeGreaterThan(0.001);
  });

  await test.step('the change is a picture with a scale, and all zero without edits', async () => {
    await matrix.getByRole('button', { name: 'Show the change' }).click();
    const pane = page.getByRole('group', { name: 'B: Change by edits' });
    await expect.poll(() => coloursOf(pane)).toBeGreaterThan(20);
    await expect(page.locator('.ramp .ends').first()).toHaveAccessibleName(/Colours from −.* to \+.* of 255/);
    await matrix.getByRole('button', { name: 'Reset' }).click();
    await lab.run();
    // Zero everywhere, on the surround.
    await expect.poll(() => coloursOf(pane)).toBeLessThanOrEqual(2);
    await matrix.getByRole('button', { name: 'Show the bands' }).click();
  });

  await test.step("a swapped band is the second picture's", async () => {
    await matrix.getByRole('radio', { name: 'Edit what the network reads' }).click();
    await matrix.getByRole('group', { name: /^V1,/ }).locator('.band-picture').click();
    await matrix.getByRole('button', { name: 'Choose a second picture' }).click();
    const chooser = matrix.getByRole('group', { name: /Second picture/ });
    await lab.drop(PICTURE, '.second');
    await expect(chooser.getByRole('alert')).toContainText('is the picture that is shown');
    await lab.drop(OTHER, '.second');
    await expect(chooser).toContainText('53x37.png');
    await expect(page.locator('.drop-overlay')).toHaveCount(0);
    await expect(page.getByRole('banner')).toContainText('64x64.png');
    await expect(chooser).toContainText('Cropped to');
    await matrix.getByRole('checkbox', { name: /^Swap/ }).click({ force: true });
    await lab.run();
    expect(await lab.settings()).toMatchObject({ bands: { '1.V.R': { swap: true } } });
    await expect(matrix.getByRole('group', { name: /^V1,.*of the second picture/ })).toBeVisible();
    const [bands, raw, second] = [
      await lab.tensor('bands1'),
      await lab.tensor('bands1.raw'),
      await lab.tensor('bands1.raw', 'second'),
    ];
    for (const colour of COLOURS) {
      expect(channelOf(bands, 'V', colour)).toEqual(channelOf(second, 'V', colour));
      expect(channelOf(bands, 'H', colour)).toEqual(channelOf(raw, 'H', colour));
    }
    await expectAccessible(page, '.inspector');
    expect(
      await page.evaluate(() => document.documentElement.scrollHeight - innerHeight),
      'only drawers scroll',
    ).toBeLessThanOrEqual(1);
    await chooser.getByRole('button', { name: 'Remove the second picture' }).click();
    await expect(matrix.getByRole('button', { name: 'Choose a second picture' })).toBeVisible();
    expect((await lab.settings()).bands).toEqual({});
  });

  await test.step('leave one out ranks all 12 with the numbers of muting by hand', async () => {
    await lab.run();
    const panel = await openDrawer(lab, 'leave-one-out');
    await panel.getByRole('button', { name: 'Run: 12 bands' }).click();
    await expect(panel.getByRole('progressbar')).toHaveAttribute('aria-valuetext', 'All 12');
    await panel.getByRole('button', { name: 'Leave one out as a table' }).click();
    const table = panel.locator('table');
    const cells = await table
      .locator('tbody tr')
      .evaluateAll((list) => list.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
    expect(cells.map(([name]) => name).sort()).toEqual(
      LEVELS.flatMap((level) => ORIENTATIONS.map((each) => `${each}${level}`)).sort(),
    );
    const changes = cells.map((row) => Number((row[2] as string).replace('−', '-')));
    expect([...changes].sort((a, b) => a - b)).toEqual(changes);
    for (const [name = '', psnr] of [cells[0] as string[], cells.at(-1) as string[]]) {
      await lab.set({ bands: mute(name) });
      expect((await lab.run()).psnr?.toFixed(2), name).toBe(psnr);
    }
    await table.getByRole('button', { name: 'Band', exact: true }).click();
    await expect(table.locator('tbody th').first()).toHaveText('A1');
    await panel.getByRole('button', { name: 'Leave one out as a table' }).click();
    await lab.set({ bands: {} });
    await panel.getByRole('button', { name: /^Mute H1: PSNR/ }).click();
    expect((await lab.settings()).bands[bandKey(1, 'H', 'G')]).toMatchObject({ mute: true });
    await page.keyboard.press('Control+z');
    expect((await lab.settings()).bands).toEqual({});
    await expectAccessible(page, '.inspector');
  });

  await test.step('the other mode makes it stale, leaves A1 and A2 out, and stops', async () => {
    const panel = drawer(lab, 'leave-one-out');
    await panel.getByRole('radio', { name: 'Keep bands consistent' }).click();
    await expect(panel.locator('.stale')).toHaveText('Stale: made in the other mode.');
    await expect(panel).toContainText('A1 and A2 are left out');
    await panel.getByText('Each colour by itself').click();
    await expect(panel.getByRole('button', { name: 'Run again: 30 band channels' })).toBeVisible();
    // The page itself presses, so that 30 runs of a small picture cannot be faster.
    await panel.evaluate(async (element) => {
      const press = (word: string): boolean => {
        const button = [...element.querySelectorAll('button')].find(({ textContent }) => textContent.startsWith(word));
        button?.click();
        return button !== undefined;
      };
      press('Run again');
      while (!press('Stop')) await new Promise(requestAnimationFrame);
    });
    await expect(panel.getByRole('progressbar')).toHaveAttribute('aria-valuetext', /^Stopped after \d+ of 30$/);
    await expect(panel.locator('.stale')).toHaveCount(0);
  });

  await test.step('at 390 px nothing is wider than the page', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await expectAccessible(page, '.inspector');
  });
});

test(
  "on the GPU a swapped band is the second picture's too, and the difference is drawn there",
  GPU,
  async ({ lab, page }) => {
    await lab.open({ backend: 'webgpu' });
    await lab.openFile(PICTURE);
    await lab.run();
    await page.getByRole('tab', { name: /Wavelets/ }).click();
    const matrix = await openDrawer(lab, 'matrix');
    await matrix.getByRole('button', { name: 'Choose a second picture' }).click();
    await page
      .getByLabel('Second picture file')
      .setInputFiles({ name: '53x37.png', mimeType: 'image/png', buffer: Buffer.from(OTHER.bytes) });
    // The name alone stands there while the file is read.
    await expect(matrix.locator('.second-name')).toHaveText('53x37.png');
    await lab.set({ bands: Object.fromEntries(keysOf('A1').map((key) => [key, { swap: true }])) });
    await lab.run();
    const [bands, second] = [await lab.tensor('bands1'), await lab.tensor('bands1.raw', 'second')];
    for (const colour of COLOURS) expect(channelOf(bands, 'A', colour)).toEqual(channelOf(second, 'A', colour));
    await matrix.getByRole('button', { name: 'Show the change' }).click();
    await expect.poll(() => coloursOf(page.getByRole('group', { name: 'B: Change by edits' }))).toBeGreaterThan(20);
  },
);
