import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { TensorData, TensorName } from '../src/core/protocol';
import { number, scientific } from '../src/ui/kit/format';
import { expectAccessible } from './support/axe';
import { fileOf, type Lab } from './support/lab';
import { expect, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));
const CHANNELS = 12;
const SAMPLES = 8;
const PIXELS = 64 * 64;

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from({ length: Math.max(a.length, b.length) }, (_, i) => Math.abs((a[i] ?? NaN) - (b[i] ?? NaN))));
const spreadTensor = (lab: Lab): Promise<TensorData> => lab.tensor('sample-spread' as TensorName, 'samples');
const drawerOf = (page: Page, id: string) => page.locator(`[data-drawer="${id}"]`);

/** Presses a button, and Stop as soon as it is there. */
async function startAndStop(page: Page): Promise<void> {
  await drawerOf(page, 'sample-variance').evaluate(async (drawer) => {
    const button = (text: string) => [...drawer.querySelectorAll('button')].find((each) => each.textContent === text);
    await new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => {
        const stop = button('Stop');
        if (!stop) return;
        observer.disconnect();
        stop.click();
        resolve();
      });
      observer.observe(drawer, { subtree: true, childList: true, characterData: true });
      button('Decode 8 samples')?.click();
    });
  });
}

/** Standard deviation of each pixel over reconstructions: root of the mean variance of R, G and B. */
function spreadOf(pictures: readonly TensorData[]): number[] {
  return Array.from({ length: PIXELS }, (_, pixel) =>
    Math.sqrt(
      meanOf(
        [0, 1, 2].map((colour) => {
          const values = pictures.map(({ data }) => data[colour * PIXELS + pixel] as number);
          return meanOf(values.map((value) => (value - meanOf(values)) ** 2));
        }),
      ),
    ),
  );
}

test('posterior: sigma and KL, samples by seed and temperature, and how far eight of them spread', async ({
  lab,
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  await lab.run();
  await page.getByRole('tab', { name: 'Latent' }).click();
  const [mean, logvar] = [await lab.tensor('mean'), await lab.tensor('logvar')];
  const cells = mean.data.length / CHANNELS;

  await test.step('log-variance per channel, sigma as a view with its largest value', async () => {
    const posterior = drawerOf(page, 'posterior');
    await posterior.getByRole('radio', { name: 'Log-variance' }).click();
    const first = meanOf([...logvar.data.subarray(0, cells)]);
    await expect(posterior.locator('tbody tr').first().locator('td').first()).toHaveText(
      `${first < 0 ? '−' : '+'}${Math.abs(first).toFixed(2)}`,
    );
    await page
      .locator('.viewer-head')
      .getByRole('button', { name: /Quantity$/ })
      .click();
    await page.getByRole('option', { name: 'Sigma', exact: true }).click();
    const most = Math.max(...logvar.data.map((value) => Math.exp(value / 2)));
    const ramp = page.locator('.tag').filter({ hasText: 'Latent channels' }).getByRole('img');
    await expect(ramp).toHaveAccessibleName(
      `Colours from ${number(0, most >= 0.1 ? 2 : 4)} to ${number(most, most >= 0.1 ? 2 : 4)}`,
    );
  });

  await test.step('KL per channel and per position is that of mean and log-variance', async () => {
    const nats = mean.data.map(
      (mu, i) => (mu * mu + Math.exp(logvar.data[i] as number) - 1 - (logvar.data[i] as number)) / 2,
    );
    const rows = drawerOf(page, 'posterior').locator('tbody tr');
    for (const channel of [0, 5, CHANNELS - 1]) {
      const expected = meanOf([...nats.subarray(channel * cells, (channel + 1) * cells)]);
      await expect(rows.nth(channel).locator('td').last()).toHaveText(number(expected, 2));
    }
    const byPosition = Array.from({ length: cells }, (_, at) =>
      Array.from({ length: CHANNELS }, (_, channel) => nats[channel * cells + at] as number).reduce(
        (sum, value) => sum + value,
        0,
      ),
    );
    expect(worst((await lab.tensor('kl-map' as TensorName)).data, byPosition)).toBeLessThan(1e-3);
    await page.getByRole('button', { name: 'Show the KL map' }).click();
    await expect(page.locator('.pane[data-sheet="kl"]')).toBeVisible();
  });

  await test.step('a channel is drawn against N(0, 1)', async () => {
    await drawerOf(page, 'posterior').getByRole('radio', { name: 'Mean' }).click();
    const histogram = drawerOf(page, 'latent-histogram');
    await histogram.locator('h3 button').click();
    await expect(histogram.getByRole('radio', { name: 'N(0, 1)' })).toBeVisible();
    await histogram.locator('h3 button').click();
  });

  const latents: TensorData[] = [];
  await test.step('a seed gives one sample, another seed another, temperature 0 the mean', async () => {
    const sampling = drawerOf(page, 'sampling');
    await sampling.getByRole('radio', { name: 'Sample' }).click();
    for (const seed of ['3', '4', '3']) {
      await sampling.getByRole('textbox', { name: 'Seed' }).fill(seed);
      await page.keyboard.press('Enter');
      await lab.run();
      latents.push(await lab.tensor('latent'));
    }
    expect(latents[2]).toEqual(latents[0]);
    expect(worst(latents[0]?.data ?? [], latents[1]?.data ?? [])).toBeGreaterThan(1e-3);
    await lab.set({ temperature: 0 });
    await lab.run();
    expect((await lab.tensor('latent')).data).toEqual(mean.data);
    await lab.set({ temperature: 1.5 });
    await lab.run();
  });

  const drawer = drawerOf(page, 'sample-variance');
  const picture = drawer.getByRole('img', { name: /^Standard deviation/ });
  await test.step('stopped samples leave nothing', async () => {
    await drawer.locator('h3 button').click();
    await expect(drawer).toContainText('seeds 3 to 10, × 1.50');
    await startAndStop(page);
    await expect(drawer.getByRole('button', { name: 'Decode 8 samples' })).toBeVisible();
    await expect(picture).toHaveCount(0);
    await expect(spreadTensor(lab)).rejects.toMatchObject({ code: 'no-picture' });
  });

  await test.step('the spread of eight samples is that of eight runs', async () => {
    const shown = await lab.tensor('reconstruction');
    await drawer.getByRole('button', { name: 'Decode 8 samples' }).click();
    await expect(picture).toBeVisible();
    expect(await lab.tensor('reconstruction')).toEqual(shown);
    const pictures: TensorData[] = [];
    for (let sample = 0; sample < SAMPLES; sample++) {
      const { reused } = await lab.trial({ seed: 3 + sample }, 'other');
      expect(reused).toContain('encoder');
      pictures.push(await lab.tensor('reconstruction', 'other'));
    }
    const expected = spreadOf(pictures);
    const spread = await spreadTensor(lab);
    expect(spread.dims).toEqual([1, 1, 64, 64]);
    expect(Math.max(...expected)).toBeGreaterThan(1e-3);
    expect(worst(spread.data, expected)).toBeLessThan(1e-5);

    const [average, most] = [meanOf([...spread.data]) * 127.5, Math.max(...spread.data) * 127.5];
    await expect(drawer.getByRole('status')).toContainText(
      `${scientific(average)} on average, at most ${scientific(most)} of 255`,
    );
    await drawer.getByRole('button', { name: 'Sample variance as a table' }).click();
    await expect(drawer.locator('tbody tr', { hasText: 'Max' }).locator('td')).toHaveText(scientific(most));
    await drawer.getByRole('button', { name: 'Sample variance as a table' }).click();
    await drawer.getByRole('button', { name: 'Show it in the viewer' }).click();
    await expect(page.locator('.pane[data-sheet="spread"]')).toHaveAccessibleDescription(/spreads over samples/);
    const ramp = page.locator('.panes .ramp');
    await expect(ramp).toContainText('own scale');
    await expect(ramp.getByRole('img')).toHaveAccessibleName(/^Colours from 0.* of 255$/);
    await expectAccessible(page, '.viewer');
    await expectAccessible(page, '[data-drawer="sample-variance"]');
  });

  await test.step('it says when it is not of the present settings, and is zero without temperature', async () => {
    await lab.set({ seed: 20 });
    await lab.run();
    await expect(drawer.locator('.stale')).toContainText('seed 3, temperature 1.50');
    await lab.set({ temperature: 0 });
    await lab.run();
    await drawer.getByRole('button', { name: 'Decode again' }).click();
    await expect(drawer.locator('[role=status]:not(.stale)')).toContainText('deviation 0 on average, at most 0 of 255');
    await expect(drawer.locator('.stale')).toHaveCount(0);
    expect((await spreadTensor(lab)).data.every((value) => value === 0)).toBe(true);
  });

  await test.step('on a phone nothing is wider than the screen', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await expectAccessible(page, '.inspector');
  });
});
