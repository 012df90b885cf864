import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, isBuilt } from './build.mjs';
import { findChromium, SOFTWARE_GPU_FLAGS } from './chromium.mjs';
import { ensureInstalled, ROOT, runMain } from './install.mjs';

/**
 * npm run screenshots: every stage at four sizes in both themes, with the default model and sample, into
 * docs/screenshots. To be looked at after a change of the page.
 */
const TARGET = join(ROOT, 'docs/screenshots');
const STAGES = ['Input', 'Wavelets', 'Latent', 'Recon', 'Error'];
const SIZES = [
  [1440, 900],
  [1024, 768],
  [390, 844],
  [2560, 1440],
];
const QUALITY = 0.7;

/** @param {import('@playwright/test').Page} page a blank one, whose canvas encodes @param {Buffer} png */
function toWebp(page, png) {
  return page.evaluate(
    async ({ base64, quality }) => {
      const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality })).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    },
    { base64: png.toString('base64'), quality: QUALITY },
  );
}

await runMain(async () => {
  ensureInstalled();
  if (!isBuilt()) build();
  const { preview } = await import('vite');
  const { chromium } = await import('@playwright/test');
  const server = await preview({
    root: ROOT,
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'warn',
    preview: { port: 4191 },
  });
  const { executablePath } = await findChromium({ install: true });
  const browser = await chromium.launch({ executablePath, args: SOFTWARE_GPU_FLAGS });
  try {
    mkdirSync(TARGET, { recursive: true });
    const encoder = await browser.newPage();
    const page = await browser.newPage({ colorScheme: 'dark' });
    await page.goto('http://127.0.0.1:4191/?backend=wasm');
    await page.evaluate(() => window.litevae.ready);
    const { psnr } = await page.evaluate(() => window.litevae.run());
    console.log(`PSNR ${psnr?.toFixed(2)} dB`);
    for (const [width = 0, height = 0] of SIZES) {
      await page.setViewportSize({ width, height });
      for (const colorScheme of /** @type {const} */ (['dark', 'light'])) {
        await page.emulateMedia({ colorScheme });
        for (const stage of STAGES) {
          await page.getByRole('tab', { name: new RegExp(`^${stage}`) }).click();
          await page.mouse.move(width / 2 - 60, height / 2);
          // Views are drawn by the worker; a second is many times what they take.
          await page.waitForTimeout(1000);
          const webp = await toWebp(encoder, await page.screenshot());
          writeFileSync(
            join(TARGET, `${stage.toLowerCase()}-${width}-${colorScheme}.webp`),
            Buffer.from(webp, 'base64'),
          );
        }
      }
    }
  } finally {
    await browser.close();
    await server.close();
  }
});
