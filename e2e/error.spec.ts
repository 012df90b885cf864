import { join } from 'node:path';
import { fileOf } from './support/lab';
import { expect, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));

/** A number as the page writes it. */
const parse = (text: string): number => Number(text.replace('−', '-').replace(/[^\d.+-]/g, ''));

test('error: signed, absolute, squared, with gain; by sub-band with shares that add up', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  const summary = await lab.run();
  await page.getByRole('tab', { name: 'Error' }).click();
  const ends = page.locator('.scale-tag .ramp .ends');
  const mode = (name: string) => page.locator('.viewer-head').getByRole('radio', { name });
  const most = async (): Promise<number> =>
    parse((await ends.locator('span').last().textContent())?.split(' of')[0] ?? '');

  await test.step('each way to show it has its map and its ends', async () => {
    await expect(ends).toHaveAccessibleName(/^Colours from 0 to \d+ of 255$/);
    const absolute = await most();
    await mode('Signed').click();
    await expect(ends).toHaveAccessibleName(/^Colours from −\d+ to \+\d+ of 255$/);
    await mode('Squared').click();
    await expect(ends).toHaveAccessibleName(/ of 255²$/);
    expect(Math.sqrt(await most())).toBeCloseTo(absolute, -0.5);
    await mode('Absolute').click();
    await page.keyboard.press('g');
    await expect(ends).not.toHaveAccessibleName(new RegExp(`to ${absolute} of`));
    expect(await most()).toBeCloseTo(absolute / 2, -0.3);
  });

  await test.step('the view holds the errors: 0 is the low end, and gain makes it brighter', async () => {
    const light = () =>
      page.locator('.pane canvas').evaluate((canvas: HTMLCanvasElement) => {
        const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
          0,
          0,
          canvas.width,
          canvas.height,
        );
        return data.reduce((sum, value, index) => (index % 4 < 3 ? sum + value : sum), 0);
      });
    const at2 = await light();
    await page.keyboard.press('g');
    await expect.poll(light).toBeGreaterThan(at2 * 1.1);
  });

  await test.step('the reading under the crosshair is reconstruction minus input', async () => {
    await page.getByRole('group', { name: 'B: Error' }).focus();
    await page.keyboard.press('ArrowRight');
    const [input, output] = [await lab.tensor('input'), await lab.tensor('reconstruction')];
    const expected = [0, 1, 2].map((c) => {
      const at = c * 4096 + 32 * 64 + 33;
      return ((output.data[at] as number) - (input.data[at] as number)) * 127.5;
    });
    const reading = page.locator('.status .reading span').filter({ has: page.locator('i', { hasText: /^e$/ }) });
    await expect(reading).toBeVisible();
    const shown = ((await reading.textContent()) ?? '').replace(/^e/, '').trim().split(' ').map(parse);
    shown.forEach((value, c) => expect(Math.abs(value - (expected[c] as number))).toBeLessThanOrEqual(0.51));
  });

  await test.step('shares of the heat matrix add up, and are those of the run', async () => {
    const matrix = page.getByRole('table', { name: /^Share of the squared error/ });
    const cells = (await matrix.getByRole('cell').allTextContents())
      .filter((text) => !text.includes('level'))
      .map(parse);
    expect(cells).toHaveLength(10);
    expect(cells.reduce((sum, value) => sum + value, 0)).toBeCloseTo(100, 0);
    const total = summary.errorEnergies.reduce((sum, { energy }) => sum + energy, 0);
    const h1 = summary.errorEnergies.filter(({ level, orientation }) => level === 1 && orientation === 'H');
    expect(cells[0]).toBeCloseTo((100 * h1.reduce((sum, { energy }) => sum + energy, 0)) / total, 1);
    expect(total / summary.squaredError).toBeCloseTo(1, 3);
    await expect(page.locator('[data-drawer="error-bands"] .verdict')).toContainText(
      'Bands add up to the squared error',
    );
  });
});
