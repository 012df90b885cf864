import { join } from 'node:path';
import type { TensorData } from '../src/core/protocol';
import { clearLog, logDrawing, textsOf } from './support/drawing-log';
import { fileOf } from './support/lab';
import { tinyFile } from './support/tiny-model';
import { expect, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));
const CHANNELS = 12;
const CELLS = 64;

const parse = (text: string): number => Number(text.replace('−', '-').replace(/[^\d.+-]/g, ''));
const channelOf = ({ data }: TensorData, channel: number): number[] => [
  ...data.subarray(channel * CELLS, (channel + 1) * CELLS),
];
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]): number => meanOf(values.map((value) => (value - meanOf(values)) ** 2));

test('latent: every channel, three components as colour with their share, mean, log-variance, sigma, statistics', async ({
  lab,
  page,
}) => {
  await logDrawing(page);
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  await lab.run();
  await page.getByRole('tab', { name: 'Latent' }).click();
  const [mean, logvar] = [await lab.tensor('mean'), await lab.tensor('logvar')];
  const quantity = async (name: string): Promise<void> => {
    await page
      .locator('.viewer-head')
      .getByRole('button', { name: /Quantity$/ })
      .click();
    await page.getByRole('option', { name, exact: true }).click();
  };

  await test.step('the grid names all channels with one range', async () => {
    await expect
      .poll(async () => (await textsOf(page)).filter((text) => /^\d+( ±|$)/.test(text)).length)
      .toBe(CHANNELS);
    await expect(page.locator('.tag').filter({ hasText: 'Latent channels' })).toContainText('shared scale');
  });

  await test.step('colours say how much of the variance they show', async () => {
    const {
      models: [model],
    } = JSON.parse(tinyFile('manifest.json').toString()) as { models: [{ latent: { pca: number[][] } }] };
    const latent = await lab.tensor('latent');
    const all = Array.from({ length: CHANNELS }, (_, c) => channelOf(latent, c));
    const total = all.reduce((sum, values) => sum + variance(values), 0);
    // The test model's directions are orthonormal, as every model's should be.
    const shown = model.latent.pca.reduce(
      (sum, direction) =>
        sum +
        variance(
          Array.from({ length: CELLS }, (_, i) =>
            direction.reduce((along, weight, c) => along + weight * (all[c]?.[i] as number), 0),
          ),
        ),
      0,
    );
    const tag = page.locator('.tag').filter({ hasText: 'Latent as RGB' });
    await expect(tag).toContainText(/3 directions, [\d.]+\s% of variance/);
    expect(parse(/([\d.]+)\s%/.exec((await tag.textContent()) ?? '')?.[1] ?? '')).toBeCloseTo(
      (100 * shown) / total,
      0.9,
    );
  });

  await test.step('mean, log-variance and sigma are read under the crosshair', async () => {
    await page.getByRole('group', { name: 'B: Latent as RGB' }).focus();
    await page.keyboard.press('ArrowRight');
    const at = 4 * 8 + 4;
    const reading = (name: string) =>
      page.locator('.status .reading span').filter({ has: page.locator('i', { hasText: name }) });
    const value = async (name: string): Promise<number> =>
      parse(((await reading(name).textContent()) ?? '').replace(name, ''));
    await expect(reading('latent ch. 0:')).toBeVisible();
    expect(await value('latent ch. 0:')).toBeCloseTo(mean.data[at] as number, 2.5);
    await quantity('Log-variance');
    expect(await value('latent ch. 0 log-variance:')).toBeCloseTo(logvar.data[at] as number, 2.5);
    await quantity('Sigma');
    expect(await value('latent ch. 0 sigma:')).toBeCloseTo(Math.exp((logvar.data[at] as number) / 2), 2.5);
    // An amount, which has two ends of its own.
    await expect(page.locator('.tag').filter({ hasText: 'Latent channels' }).getByRole('img')).not.toHaveAccessibleName(
      /−/,
    );
  });

  await test.step('one channel fills a side, on its own scale', async () => {
    await quantity('Mean');
    await clearLog(page);
    await page
      .getByRole('button', { name: /^Latent channels A$|A$/ })
      .first()
      .click();
    await page.getByRole('option', { name: 'One channel' }).click();
    await expect(page.getByRole('group', { name: 'A: One channel' })).toBeVisible();
    const most = Math.max(...channelOf(mean, 0).map(Math.abs));
    const ramp = page.locator('.tag').filter({ hasText: 'One channel' }).getByRole('img');
    await expect(ramp).toBeVisible();
    const end = parse(/to (\S+)/.exec((await ramp.getAttribute('aria-label')) ?? '')?.[1] ?? '');
    expect(end).toBeGreaterThan(0);
    expect(end).toBeLessThanOrEqual(most + 0.005);
  });

  await test.step('statistics are those of the tensor', async () => {
    const rows = page.locator('[data-drawer="posterior"] tbody tr');
    await expect(rows).toHaveCount(CHANNELS);
    const cells = await rows.nth(7).locator('td, th').allTextContents();
    const values = channelOf(mean, 7);
    const expected = [meanOf(values), Math.sqrt(variance(values)), Math.min(...values), Math.max(...values)];
    expected.forEach((value, index) => expect(Math.abs(parse(cells[index + 1] ?? '') - value)).toBeLessThan(0.006));
  });
});
