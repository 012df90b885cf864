import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { finished } from '../src/core/metrics/metrics';
import { haarForward } from '../src/core/math/haar';
import { keepLargest, rankedInSteps, thresholdOf } from '../src/core/math/largest';
import { number } from '../src/ui/kit/format';
import { expectAccessible } from './support/axe';
import { fileOf } from './support/lab';
import { expect, test } from './support/test';
import { tinyFile } from './support/tiny-model';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));

/** Models of the studies: the tiny one under other names. */
function withStudies(): unknown {
  const manifest = JSON.parse(tinyFile('manifest.json').toString()) as { models: object[] };
  const [model] = manifest.models;
  const named = (id: string, study: string): object => ({ ...model, id, title: id, study });
  return {
    ...manifest,
    models: [
      ...manifest.models,
      named('study-norm-smc', 'norms'),
      named('study-norm-none', 'norms'),
      named('study-resolution-64', 'resolution'),
    ],
  };
}

async function openDrawer(page: Page, stage: RegExp, id: string): Promise<Locator> {
  await page.getByRole('tab', { name: stage }).click();
  const drawer = page.locator(`[data-drawer="${id}"]`);
  await drawer.locator('h3 button').press('Enter');
  await expect(drawer.locator('h3 button')).toHaveAttribute('aria-expanded', 'true');
  return drawer;
}

test('the three claims of the paper are measured on the open picture', async ({ lab, page }) => {
  await page.route('**/models/manifest.json', (route) => route.fulfill({ json: withStudies() }));
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  const { psnr, compression } = await lab.run();

  await test.step('the largest coefficients that are as near as the model', async () => {
    const drawer = await openDrawer(page, /^Wavelets/, 'claim-coefficients');
    await expect(
      drawer.getByRole('img', { name: /^Shares of the picture and of the error by sub-band: A3 / }),
    ).toBeVisible();
    await drawer.getByRole('button', { name: 'Count the coefficients' }).click();
    await expect(drawer.getByRole('button', { name: 'Count again' })).toBeVisible();
    await expect(drawer.getByText(`the model has ${number(psnr as number, 2)}`)).toBeVisible();
    // The slider stands at the size of the latent, and its picture is that of so many coefficients.
    const pyramid = haarForward(await lab.tensor('input'));
    const limit = thresholdOf(pyramid, finished(rankedInSteps(pyramid)), compression.latentValues);
    const { count } = keepLargest(pyramid, limit);
    await expect(
      drawer.getByRole('img', { name: new RegExp(`alone: ${count.toLocaleString('en')} of 12,288 coefficients`) }),
    ).toBeVisible();
    await drawer.getByRole('button', { name: 'As near as the model' }).click();
    await drawer.getByRole('button', { name: 'Few coefficients are enough as a table' }).click();
    await expect(drawer.locator('tr.selected')).toHaveCount(1);
    await expectAccessible(page, '[data-drawer="claim-coefficients"]');
  });

  await test.step('sizes that the picture has, through models of the study', async () => {
    const drawer = await openDrawer(page, /^Reconstruction/, 'claim-resolution');
    await expect(drawer).toContainText('Your picture has 64 × 64 px and is never enlarged, so 96, 128');
    await drawer.getByRole('button', { name: 'Run: 1 model at 1 size' }).click();
    await expect(drawer.getByRole('button', { name: /^Run again/ })).toBeVisible();
    await drawer.getByRole('button', { name: 'Learned at low resolution as a table' }).click();
    const row = drawer.locator('tbody tr', { hasText: '64 px, 64 × 64' });
    await expect(row.locator('td').first()).toHaveText(number(psnr as number, 2));
    await expect(drawer.locator('tbody tr', { hasText: '64-256-0.75' })).toBeVisible();
  });

  await test.step('decoders with other norms, and stale marks once the size changes', async () => {
    const drawer = await openDrawer(page, /^Reconstruction/, 'claim-norms');
    await drawer.getByRole('button', { name: 'Run: 2 decoders' }).click();
    await expect(drawer.getByText('On your picture, best first:')).toBeVisible();
    // The tiny decoder has no blocks of that name: it says so, and what was measured stays.
    await drawer.getByRole('button', { name: 'Measure the feature maps: 2 decoders' }).click();
    await expect(drawer.getByRole('alert')).toContainText('has no layer');
    await expectAccessible(page, '.inspector');
    await lab.set({ maxSide: 32 });
    await lab.run();
    await expect(drawer.getByText('Stale: made with another picture, size or other settings.')).toBeVisible();
  });
});
