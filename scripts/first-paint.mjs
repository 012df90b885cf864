import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium, SOFTWARE_GPU_FLAGS } from './chromium.mjs';
import { ensureInstalled, ROOT, runMain } from './install.mjs';

/**
 * npm run first-paint: stores what a first visit shows before any model byte has come, into public/first-paint. Run it
 * after the default model or the default sample has changed; a unit test compares the hashes.
 */
const TARGET = join(ROOT, 'public/first-paint');
const BUDGET = 300 * 1024;

await runMain(async () => {
  ensureInstalled();
  const { createServer } = await import('vite');
  const { chromium } = await import('@playwright/test');
  const server = await createServer({
    root: ROOT,
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'warn',
    // The page must not reload while it works.
    server: { port: 4190, hmr: false, watch: null },
  });
  await server.listen();
  const { executablePath } = await findChromium({ install: true });
  const browser = await chromium.launch({ executablePath, args: SOFTWARE_GPU_FLAGS });
  try {
    const samples = JSON.parse(readFileSync(join(ROOT, 'public/samples/samples.json'), 'utf8'));
    const manifest = JSON.parse(readFileSync(join(ROOT, 'public/models/manifest.json'), 'utf8'));
    const [sample] = samples;
    const model = manifest.models.find((/** @type {{ id: string }} */ entry) => entry.id === manifest.default);
    const page = await browser.newPage();
    page.on('console', (message) => console.log(message.text()));
    await page.goto(`http://127.0.0.1:${server.config.server.port}/scripts/first-paint/index.html`);
    await page.waitForFunction(() => 'makePaint' in window);
    const { picture, summary, views } = await page.evaluate((file) => window.makePaint(file), sample.file);

    rmSync(TARGET, { recursive: true, force: true });
    mkdirSync(TARGET, { recursive: true });
    const stored = views.map(({ request, legends, webp }) => {
      const file = `${Object.values(request)
        .filter((value) => typeof value === 'string')
        .join('-')}.webp`;
      writeFileSync(join(TARGET, file), Buffer.from(webp, 'base64'));
      return { request, legends, file };
    });
    const index = {
      sample: sample.id,
      encoder: model.encoder.sha256,
      decoder: model.decoder.sha256,
      picture,
      summary,
      views: stored,
    };
    writeFileSync(join(TARGET, 'index.json'), `${JSON.stringify(index)}\n`);
    const bytes = readdirSync(TARGET).reduce((sum, name) => sum + readFileSync(join(TARGET, name)).length, 0);
    console.log(`${views.length} views, ${Math.round(bytes / 1024)} KiB, PSNR ${summary.psnr?.toFixed(2)} dB`);
    if (bytes > BUDGET)
      throw new Error(`The stored views take ${bytes} bytes, over the budget of ${BUDGET}. Lower a quality.`);
  } finally {
    await browser.close();
    await server.close();
  }
});
