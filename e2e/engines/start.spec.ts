import { join } from 'node:path';
import { fileOf } from '../support/lab';
import { loadGoldens } from '../support/goldens';
import { GOLDENS } from './support/paths';
import { expect, PICTURE, test, tinyHost } from './support/test';

const SMALL = `#settings=${encodeURIComponent(JSON.stringify({ maxSide: 96 }))}`;

test('a first visit shows a sample and its result', async ({ fresh, whole }) => {
  await fresh.open(`${whole.address}?parity=off&backend=wasm${SMALL}`);
  await expect.poll(() => fresh.size(), { timeout: 30_000 }).toBe('96x64');
  expect((await fresh.run()).psnr).toBeGreaterThan(20);
  await fresh.says({ role: 'tab', name: 'Reconstruction' }, /\d\d\.\d\d dB/);
});

test('a first visit loads every part of the page while the page is being stored', async ({ fresh, whole }) => {
  await fresh.open(`${whole.address}?parity=off&backend=wasm${SMALL}`);
  await fresh.run();
  const outcome = await fresh.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active?.state !== 'activated') await new Promise((resolve) => active?.addEventListener('statechange', resolve));
    let failed = 0;
    for (let i = 0; i < 20; i++) {
      await fetch(`models/manifest.json?${i}`, { signal: AbortSignal.timeout(10_000) }).then(
        ({ ok }) => ok || (failed += 1),
        () => (failed += 1),
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return { failed, claimed: navigator.serviceWorker.controller !== null };
  });
  expect(outcome).toEqual({ failed: 0, claimed: false });
  await fresh.openDrawer('parity');
  await fresh.click({ role: 'button', name: 'Help' });
  await fresh.says('[role=dialog]', /Stored on this device/);
});

test('after one visit the page opens and runs with the host gone', async ({ fresh }) => {
  const host = tinyHost();
  await host.start();
  await fresh.open(`${host.address}?parity=off&backend=wasm`);
  await fresh.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await host.stop();
  await fresh.reload();
  const { psnr } = await fresh.show(PICTURE);
  expect(psnr).toBeCloseTo(loadGoldens('tiny-f8c12').cases[0]?.psnr ?? 0, 2);
});

test('the default model gives the numbers that Python stored', async ({ fresh, whole }) => {
  const [golden] = loadGoldens('litevae-s-f8c12').cases;
  await fresh.open(`${whole.address}?parity=off&backend=wasm${SMALL}`);
  const { psnr, ssim } = await fresh.show(fileOf(join(GOLDENS, 'litevae-s-f8c12/64x64.png')));
  expect(psnr).toBeCloseTo(golden?.psnr ?? 0, 2);
  expect(ssim).toBeCloseTo(golden?.ssim ?? 0, 3);
});

test('the CPU has the threads that it says', async ({ tab }) => {
  const { said, possible } = await tab.evaluate(() => ({
    said: window.litevae.info().threads,
    possible: typeof SharedArrayBuffer === 'undefined' ? 1 : Math.min(4, navigator.hardwareConcurrency),
  }));
  expect(said).toBe(possible);
});
