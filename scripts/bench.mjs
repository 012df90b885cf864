import { cpSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled, ROOT, runMain } from './install.mjs';
import { findChromium, SOFTWARE_GPU_FLAGS } from './chromium.mjs';

/**
 * npm run bench: builds bench/ into dist-bench, opens it in the found Chromium and prints what it measured. The default is
 * headless on a software GPU, so ratios only. `-- --headed` opens a window on the computer's own GPU,
 * `-- --serve --port=4180` leaves the opening to you, in any browser.
 *
 * npm run bench:large: one picture of 24 megapixels within 1.5 GB of GPU memory instead. `-- --size=6000x4000 --memory=1500
 * --tiles=auto --halo=measured` are its defaults; on a software GPU that takes hours, so choose a small size there, or the tiny
 * model of the tests: `--models=e2e/fixtures/tiny-f8c12`, or any other folder with a manifest.json. `--model` adds, runs and removes a
 * model of 168 + 335 MB instead.
 */
const CONFIG = join(ROOT, 'bench/vite.config.ts');
const REPORT = join(ROOT, 'dist-bench/report.json');
/** Linux hides WebGPU on many drivers behind these. */
const OWN_GPU_FLAGS = [
  '--no-first-run',
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--ignore-gpu-blocklist',
];

/** @param {string} address @param {boolean} headed */
async function measure(address, headed) {
  const { chromium } = await import('@playwright/test');
  const { executablePath } = await findChromium({ install: true });
  const browser = await chromium.launch({
    executablePath,
    headless: !headed,
    args: headed ? OWN_GPU_FLAGS : SOFTWARE_GPU_FLAGS,
  });
  try {
    const page = await browser.newPage();
    page.on('console', (message) =>
      console.error(message.type() === 'info' ? `  ${message.text()} ...` : message.text()),
    );
    const session = await browser.newBrowserCDPSession();
    await page.exposeFunction('gpuProcessorMs', async () => {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      const gpu = processInfo.find(({ type }) => type === 'GPU');
      return gpu ? gpu.cpuTime * 1000 : null;
    });
    await page.goto(address);
    return await page.evaluate(() => window.bench);
  } finally {
    await browser.close();
  }
}

/**
 * The other page, with what it is to do.
 * @param {string} root @param {{ size?: string, memory?: string, tiles?: string, halo?: string }} values
 */
function largePage(root, { size, memory, tiles, halo }) {
  const [width, height] = size?.split('x') ?? [];
  const asked = Object.entries({ width, height, memory, tiles, halo }).filter(([, value]) => value !== undefined);
  return `${root}large.html?${new URLSearchParams(/** @type {[string, string][]} */ (asked))}`;
}

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      headed: { type: 'boolean' },
      serve: { type: 'boolean' },
      port: { type: 'string' },
      large: { type: 'boolean' },
      size: { type: 'string' },
      memory: { type: 'string' },
      tiles: { type: 'string' },
      halo: { type: 'string' },
      models: { type: 'string' },
      model: { type: 'boolean' },
      built: { type: 'boolean' },
      backend: { type: 'string' },
    },
  });
  ensureInstalled();
  if (values.model) return (await import('./bench-model.mjs')).benchModel(values);
  const { build, preview } = await import('vite');
  await build({ configFile: CONFIG, logLevel: 'warn' });
  if (values.models) cpSync(resolve(values.models), join(ROOT, 'dist-bench/models'), { recursive: true });
  const server = await preview({
    configFile: CONFIG,
    logLevel: 'warn',
    preview: { port: values.port ? Number(values.port) : 4180, strictPort: values.port !== undefined },
  });
  const root = server.resolvedUrls?.local[0] ?? '';
  const address = values.large ? largePage(root, values) : root;
  if (values.serve) {
    console.log(`Open ${address} in the browser to measure. Ctrl-C stops.`);
    return;
  }
  try {
    const { report, text } = await measure(address, values.headed ?? false);
    writeFileSync(REPORT, `${JSON.stringify(report, null, 2)}\n`);
    console.log(`\n${text}\n\n${JSON.stringify(report)}\n\nAlso in ${REPORT}`);
  } finally {
    await server.close();
  }
});
