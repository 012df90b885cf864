import { join } from 'node:path';
import { expectAccessible } from './support/axe';
import { fileOf } from './support/lab';
import { expect, test } from './support/test';

const PICTURE = fileOf(join(import.meta.dirname, 'fixtures/goldens/tiny-f8c12/64x64.png'));

test('an adapter without shader-f16 runs fp32 and says why; fp16 that was chosen is refused', async ({ lab, page, watch }) => {
  await lab.open({ backend: 'webgpu', query: { parity: 'on' } });
  expect(await lab.info()).toMatchObject({
    backend: 'webgpu', precision: 'fp32, weights stored as fp16', precisionReason: 'This adapter has no shader-f16.', half: 'none',
  });
  await lab.openFile(PICTURE);
  const { psnr } = await lab.run();

  await lab.set({ precision: 'fp16' });
  await expect(lab.run()).rejects.toMatchObject({ code: 'no-backend', message: 'fp16 was chosen, but this adapter has no shader-f16. Choose Auto or fp32.' });
  await expect(page.getByText('fp16 was chosen, but this adapter has no shader-f16.').first()).toBeVisible();
  // What was shown stays, and fp32 brings it back on the same backend.
  expect((await lab.tensor('reconstruction')).dims).toEqual([1, 3, 64, 64]);
  await lab.set({ precision: 'fp32' });
  expect(await lab.run()).toMatchObject({ backend: 'webgpu', psnr });
  expect(await lab.info()).toMatchObject({ precision: 'fp32, weights stored as fp16', half: 'none' });
  expect((await lab.parity()).precision).toBe('fp32');
  expect(watch.requests.filter((address) => address.includes('fp16')), 'nothing is loaded that cannot run').toEqual([]);
});

test('the panel shows the precision and lets one choose, by keyboard and on a phone', async ({ lab, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await lab.open({ backend: 'wasm' });
  await lab.openFile(PICTURE);
  await lab.run();
  await page.getByRole('button', { name: /CPU/ }).first().click();
  const panel = page.locator('.popover');
  await expect(panel.getByText('fp32, weights stored as fp16')).toBeVisible();
  await expect(panel.getByText('The CPU computes in fp32.')).toBeVisible();
  await expectAccessible(page, '.popover');

  const choice = panel.getByRole('radiogroup', { name: 'Precision' });
  await choice.getByRole('radio', { name: 'Auto' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await expect(choice.getByRole('radio', { name: 'fp32' })).toBeChecked();
  await lab.run();
  await expect(panel.getByText('fp32, weights stored as fp16')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await expect(panel.getByText('fp16 does not run here. The CPU computes in fp32.')).toBeVisible();
  await expect(page.getByText('fp16 was chosen, but the CPU computes in fp32. Choose Auto or fp32.').first()).toBeVisible();
  expect((await lab.settings()).precision).toBe('fp16');
  await expectAccessible(page, '.popover');
  const box = await choice.boundingBox();
  expect(box && box.x >= 0 && box.x + box.width <= 390).toBe(true);

  // It is a setting like any other: undo takes it back, and the networks with it.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  expect((await lab.settings()).precision).toBe('fp32');
  await lab.run();
  expect(await lab.info()).toMatchObject({ backend: 'wasm', precision: 'fp32, weights stored as fp16' });
});
