import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { ensureInstalled, ROOT, runMain } from './install.mjs';

/** npm run icons: draws public/icons from the mark in src/ui/icon.svg. */
const FOLDER = join(ROOT, 'public/icons');
/** A launcher may cut a maskable icon down to a circle of 80 percent; the mark stays inside of it. */
const ICONS = [
  { file: '192.png', side: 192, share: 1 },
  { file: '512.png', side: 512, share: 1 },
  { file: 'apple-180.png', side: 180, share: 0.8 },
  { file: 'maskable-512.png', side: 512, share: 0.56 },
];

await runMain(async () => {
  ensureInstalled();
  const { chromium } = await import('@playwright/test');
  const { executablePath } = await findChromium({ install: true });
  const svg = readFileSync(join(ROOT, 'src/ui/icon.svg'), 'utf8');
  const browser = await chromium.launch({ executablePath, headless: true });
  try {
    mkdirSync(FOLDER, { recursive: true });
    const page = await browser.newPage();
    for (const { file, side, share } of ICONS) {
      await page.setViewportSize({ width: side, height: side });
      const ground = share < 1 ? '#131313' : 'transparent';
      await page.setContent(
        `<style>body { margin: 0; height: 100vh; display: grid; place-items: center; background: ${ground} } svg { width: ${share * 100}vw }</style>${svg}`,
      );
      await page.screenshot({ path: join(FOLDER, file), omitBackground: true });
    }
  } finally {
    await browser.close();
  }
});
