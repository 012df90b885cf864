import { expect, ODD, PICTURE, test } from './support/test';

test('a band is muted with a click, and undo takes it back', async ({ tab }) => {
  const { psnr: before } = await tab.run();
  await tab.click({ role: 'tab', name: 'Wavelets' });
  await tab.click({ role: 'button', name: 'Mute H1' });
  await expect.poll(() => tab.evaluate(() => Object.keys(window.litevae.settings().bands).length)).toBe(3);
  expect((await tab.run()).psnr).not.toBe(before);
  await tab.press('Control+z');
  await expect.poll(() => tab.evaluate(() => Object.keys(window.litevae.settings().bands).length)).toBe(0);
  expect((await tab.run()).psnr).toBe(before);
});

test('a gain slider moves by keys', async ({ tab }) => {
  await tab.click({ role: 'tab', name: 'Wavelets' });
  await tab.focus('[aria-label="Gain of V1"] input');
  await tab.press('ArrowRight');
  await expect.poll(() => tab.evaluate(() => window.litevae.settings().bands['1.V.R']?.gain ?? 1)).toBeGreaterThan(1);
  await tab.set({ bands: {} });
});

test('a poke and its footprint', async ({ tab }) => {
  await tab.click({ role: 'tab', name: 'Latent' });
  await tab.openDrawer('probe');
  const within = '[data-drawer="probe"]';
  await tab.click({ role: 'button', name: 'Measure footprint', within });
  await tab.says(within, /Measured reach ?\d+ × \d+ px/);
  await tab.click({ role: 'button', name: 'Poke this cell', within });
  await expect.poll(() => tab.evaluate(() => window.litevae.settings().latent.pokes?.length ?? 0)).toBe(1);
  await tab.set({ latent: {} });
});

test('a sample with a seed is the same each time', async ({ tab }) => {
  const first = await tab.set({ posterior: 'sample', seed: 3 });
  const other = await tab.set({ seed: 4 });
  const again = await tab.set({ seed: 3 });
  expect(other.psnr).not.toBe(first.psnr);
  expect(again.psnr).toBe(first.psnr);
  await tab.set({ posterior: 'mean', seed: 0 });
});

test('rate and distortion beside JPEG', async ({ tab }) => {
  await tab.click({ role: 'tab', name: 'Reconstruction' });
  await tab.openDrawer('rate');
  const within = '[data-drawer="rate"]';
  await tab.click({ role: 'button', name: 'Measure all rates', within });
  await tab.find({ role: 'button', name: 'Measure again', within });
  await tab.click({ role: 'button', name: 'Rate and distortion as a table', within });
  await tab.says(`${within} table`, /4 bits.*JPEG quality \d+/);
});

test('SSIM and FLIP maps, and a region', async ({ tab }) => {
  await tab.click({ role: 'tab', name: 'Error' });
  await tab.openDrawer('maps');
  await tab.says('[data-drawer="maps"] table', /SSIM.*FLIP|FLIP.*SSIM/);
  const { whole, region, spread } = await tab.evaluate(async () => {
    const numbers = await window.litevae.region({ x: 3, y: 10, width: 21, height: 30 });
    const { data } = await window.litevae.tensor('flip-map');
    return { ...numbers, spread: Math.max(...data) - Math.min(...data) };
  });
  expect(region?.psnr).not.toBe(whole.psnr);
  expect(spread).toBeGreaterThan(0.1);
});

test('a second picture gives a band', async ({ tab }) => {
  const { psnr } = await tab.run();
  await tab.evaluate(
    (text) =>
      window.litevae.second(
        new Blob([Uint8Array.from(atob(text), (each) => each.charCodeAt(0))], { type: 'image/png' }),
      ),
    Buffer.from(ODD.bytes).toString('base64'),
  );
  const swapped = await tab.set({ bands: { '2.H.G': { swap: true } } });
  expect(swapped.psnr).not.toBe(psnr);
  await tab.set({ bands: {} });
  await tab.evaluate(() => window.litevae.second(null).then(() => undefined));
  await tab.show(PICTURE);
});
