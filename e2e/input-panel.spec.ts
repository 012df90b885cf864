import { join } from 'node:path';
import { planarToRgba } from '../src/core/math/planar';
import { RowScaler } from '../src/core/math/scale';
import { largestDifference } from '../src/core/test-goldens';
import { expectAccessible } from './support/axe';
import { fileOf, type Lab } from './support/lab';
import { expect, test } from './support/test';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const ODD = fileOf(join(FIXTURES, 'goldens/tiny-f8c12/53x37.png'));
const TURNED = fileOf(join(FIXTURES, 'pictures/png-exif-6.png'));
const CLEAR = fileOf(join(FIXTURES, 'pictures/png-rgba.png'));

/** The picture that the network reads, as bytes. */
async function bytesOf(lab: Lab) {
  const input = await lab.tensor('input');
  const [, , height, width] = input.dims as [number, number, number, number];
  return { width, height, pixels: planarToRgba(input) };
}

test('the panel says what was done to a picture on its way, and shows the padding', async ({ lab, page }) => {
  await lab.open({ backend: 'wasm' });
  await lab.choose(ODD);
  await lab.runsAt(53);
  await page.getByRole('tab', { name: /^Input/ }).click();
  const panel = page.locator('[data-drawer="truth"]');
  const fact = (name: string) =>
    panel
      .locator('.facts > div')
      .filter({ has: page.getByText(name, { exact: true }) })
      .locator('dd');
  await expect(fact('Scaling filter')).toHaveText('none, not scaled');
  await expect(fact('Orientation')).toHaveText('as in the file');
  await expect(fact('Padding')).toHaveText('3 right, 3 bottom');
  await expect(fact('Values')).toHaveText(/^[−+]\d\.\d{3} … [−+]\d\.\d{3} of ±1$/);
  await expect(panel).toContainText(
    'Hatched: 3 columns and 3 rows of padding, which repeat the last ones of the picture.',
  );
  // The last 24 pixels, three of them padding, at both sides.
  const box = await panel.locator('.corner-picture').boundingBox();
  const strips = await panel
    .locator('.corner-picture .strip')
    .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().toJSON() as DOMRect));
  expect(strips).toHaveLength(2);
  expect((strips[0] as DOMRect).width / (box?.width ?? 1)).toBeCloseTo(3 / 24, 2);
  expect((strips[1] as DOMRect).height / (box?.height ?? 1)).toBeCloseTo(3 / 24, 2);
  await expectAccessible(page, '[data-drawer="truth"]');

  await panel.getByRole('button', { name: 'Show the padded picture' }).click();
  await expect(page.getByRole('toolbar', { name: 'View' })).toContainText('Padded input');

  const whole = await bytesOf(lab);
  await lab.set({ maxSide: 32 });
  await lab.run();
  const scaler = new RowScaler(whole, { width: 32, height: 22 }, '#000000');
  scaler.add(whole.pixels);
  expect((await bytesOf(lab)).pixels).toEqual(scaler.pixels);
  await expect(fact('Scaling filter')).toHaveText('area average, gamma-encoded values');
  await expect(fact('Limit')).toHaveText('longest side 32 px');
  await expect(panel.getByRole('list', { name: 'What was done' })).toContainText(
    'Scaled from 53 × 37 to 32 × 22 by area average.',
  );
  await page.locator('[data-drawer="limits"]').getByRole('radio', { name: 'This browser’s' }).click();
  await expect(fact('Scaling filter')).toHaveText('this browser’s own filter, gamma-encoded values');
  expect((await lab.run()).settings.scaling).toBe('browser');
  const other = (await bytesOf(lab)).pixels;
  expect(other).not.toEqual(scaler.pixels);
  expect(largestDifference(other, scaler.pixels)).toBeLessThan(128);

  await lab.choose(TURNED);
  await expect(fact('Orientation')).toHaveText('turned by 90° clockwise');
  await lab.choose(CLEAR);
  await expect(fact('Transparency')).toHaveText('over a grey checkerboard');
  await page.getByRole('radio', { name: 'Colour' }).click();
  await expect(fact('Transparency')).toHaveText('over #808080');
});
