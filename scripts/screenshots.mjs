import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, isBuilt } from './build.mjs';
import { findChromium, SOFTWARE_GPU_FLAGS } from './chromium.mjs';
import { ensureInstalled, ROOT, runMain } from './install.mjs';
import { run } from './run.mjs';
import { KEPT_SIZES, openStage, QUERY, shotName, STAGES, visibleLines } from './shots.mjs';

/**
 * npm run screenshots: every stage at four sizes in both themes, with the default model and sample, into
 * docs/screenshots, and what can be read on them into texts.json. To be looked at after a change of the page.
 * With `-- --check` nothing is written: it fails where the page says something else than texts.json.
 */
const TARGET = join(ROOT, 'docs/screenshots');
const SIZES = [...KEPT_SIZES, [1024, 768], [2560, 1440]];
const QUALITY = 0.7;
/** Views are drawn by the worker; this is many times what they take. */
const DRAWN_MS = 1000;

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

/** @throws Error when a page differs; the report above says where */
async function check() {
  const args = [
    join(ROOT, 'node_modules/@playwright/test/cli.js'),
    'test',
    '-c',
    'e2e/playwright.config.ts',
    'screenshots.spec.ts',
  ];
  const { ok } = await run(process.execPath, args, { limitMs: 300_000 });
  if (!ok)
    throw new Error(
      'docs/screenshots is not what the page shows. Make it anew with npm run screenshots, and look at it.',
    );
}

await runMain(async () => {
  ensureInstalled();
  if (!isBuilt()) build();
  if (process.argv.includes('--check')) return check();
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
    await page.goto(`http://127.0.0.1:4191/${QUERY}`);
    await page.evaluate(() => window.litevae.ready);
    const { psnr } = await page.evaluate(() => window.litevae.run());
    console.log(`PSNR ${psnr?.toFixed(2)} dB`);
    // Before the pointer is anywhere: a crosshair stays, and says values.
    /** @type {Record<string, string[]>} */
    const texts = {};
    for (const [width = 0, height = 0] of KEPT_SIZES) {
      await page.setViewportSize({ width, height });
      for (const stage of STAGES) {
        await openStage(page, stage);
        await page.waitForTimeout(DRAWN_MS);
        texts[shotName(stage, width)] = await visibleLines(page);
      }
    }
    writeFileSync(join(TARGET, 'texts.json'), `${JSON.stringify(texts, null, 2)}\n`);
    for (const [width = 0, height = 0] of SIZES) {
      await page.setViewportSize({ width, height });
      for (const colorScheme of /** @type {const} */ (['dark', 'light'])) {
        await page.emulateMedia({ colorScheme });
        for (const stage of STAGES) {
          await openStage(page, stage);
          await page.mouse.move(width / 2 - 60, height / 2);
          await page.waitForTimeout(DRAWN_MS);
          const webp = await toWebp(encoder, await page.screenshot());
          writeFileSync(join(TARGET, `${shotName(stage, width)}-${colorScheme}.webp`), Buffer.from(webp, 'base64'));
        }
      }
    }
  } finally {
    await browser.close();
    await server.close();
  }
});
