import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium, SOFTWARE_GPU_FLAGS } from './chromium.mjs';
import { writeLargeModel } from './large-model.mjs';

/**
 * npm run bench:large -- --model: a model of 168 + 335 MB in the built page, from the drop to the removal: memory of page and
 * worker together (their process, sampled every 50 ms; Linux only), storage, times. `--backend=webgpu` runs it there, `--built` takes
 * dist as it is.
 */
const SIDE = 64;

/** @param {number} bytes */
const mega = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;

/** Bytes that a process has in memory; 0 where the system does not say. @param {number} pid */
function resident(pid) {
  try {
    return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** @typedef {import('@playwright/test').Page} Page */

/** The address of a server for what was built. @param {boolean} isBuilt */
async function serve(isBuilt) {
  const { build, preview } = await import('vite');
  if (!isBuilt) await build({ logLevel: 'warn' });
  const server = await preview({ logLevel: 'warn', preview: { port: 4190, strictPort: false } });
  return { address: server.resolvedUrls?.local[0] ?? '', close: () => server.close() };
}

/**
 * Does something, and says what memory it took at most above `before`.
 * @template T @param {string} what @param {() => number} memory @param {() => Promise<T>} work
 */
async function measured(what, memory, work) {
  let peak = memory();
  const timer = setInterval(() => (peak = Math.max(peak, memory())), 50);
  const start = performance.now();
  try {
    return await work();
  } finally {
    clearInterval(timer);
    rows.push({ what, peak: Math.max(peak, memory()), after: memory(), seconds: (performance.now() - start) / 1000 });
  }
}

/** @type {{ what: string, peak: number, after: number, seconds: number }[]} */
const rows = [];

/** @param {Page} page */
const stored = (page) => page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);

/** @param {{ built?: boolean | undefined, backend?: string | undefined }} asked */
export async function benchModel({ built = false, backend = 'wasm' }) {
  const { chromium } = await import('@playwright/test');
  const folder = mkdtempSync(join(tmpdir(), 'litevae-large-'));
  const files = writeLargeModel(folder);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const { executablePath } = await findChromium({ install: true });
  const server = await serve(built);
  // A profile on the disk: private windows keep what they store in memory.
  const browser = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath,
    args: SOFTWARE_GPU_FLAGS,
  });
  try {
    const page = await browser.newPage();
    const session = await browser.browser()?.newBrowserCDPSession();
    if (!session) throw new Error('This browser tells nothing of its processes.');
    await page.goto(`${server.address}?backend=${backend}&parity=off`);
    const answer = async (/** @type {string} */ script) => {
      const { value, error } = await page.evaluate(
        `Promise.resolve(${script}).then((value) => ({ value }), (error) => ({ error }))`,
      );
      if (error) throw new Error(error.message);
      return value;
    };
    await page.waitForFunction(() => 'litevae' in window);
    await answer('litevae.ready.then(() => null)');
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
    const memory = () => Math.max(...renderers.map(resident));
    const [before, kept] = [memory(), await stored(page)];

    const dialog = page.getByRole('dialog', { name: 'Add your own model' });
    await page.getByRole('button', { name: /^Model:/ }).click();
    await page.getByRole('button', { name: 'Add your own model…' }).click();
    await measured('check', memory, async () => {
      await dialog.getByLabel('Files of a model', { exact: true }).setInputFiles(files.map(({ path }) => path));
      await dialog.getByRole('button', { name: 'Add model' }).waitFor({ timeout: 300_000 });
    });
    await dialog.getByRole('radio', { name: '−1 to 1' }).click();
    await dialog.getByLabel('Name').fill('Large');
    await measured('store', memory, async () => {
      await dialog.getByRole('button', { name: 'Add model' }).click();
      await dialog.waitFor({ state: 'hidden', timeout: 300_000 });
    });
    const stores = (await stored(page)) - kept;
    await page.getByRole('button', { name: 'Model: Large' }).waitFor({ timeout: 300_000 });
    await measured(`load and run at ${SIDE} x ${SIDE}`, memory, () =>
      answer(`(async () => {
        const canvas = new OffscreenCanvas(${SIDE}, ${SIDE});
        const context = canvas.getContext('2d');
        for (let i = 0; i < 64; i++) {
          context.fillStyle = 'hsl(' + i * 37 + ' 60% 50%)';
          context.fillRect((i * 29) % 56, (i * 17) % 56, 12, 12);
        }
        await litevae.open(await canvas.convertToBlob());
        return litevae.run();
      })()`),
    );
    const [info, run] = [await answer('litevae.info()'), await answer('litevae.run()')];
    await page.reload();
    await page.waitForFunction(() => 'litevae' in window);
    await measured('load from storage', memory, () => answer('litevae.ready.then(() => null)'));
    await measured('remove', memory, () => answer(`litevae.removeModel(${JSON.stringify(info.model)})`));
    const left = (await stored(page)) - kept;
    const own = await page.evaluate(() => caches.has('litevae-lab-own-1'));

    console.log(
      `\nModel of ${files.map(({ bytes }) => mega(bytes)).join(' + ')}, ${info.backend}, ${browser.browser()?.version() ?? 'Chromium'}`,
    );
    console.log(`Latent ${run.latentDims.join(' x ')}; page and worker before: ${mega(before)}\n`);
    console.log('| step | peak above before | times the files | kept | seconds |\n|---|---|---|---|---|');
    for (const { what, peak, after, seconds } of rows)
      console.log(
        `| ${what} | ${mega(peak - before)} | ${((peak - before) / total).toFixed(2)} | ${mega(after - before)} | ${seconds.toFixed(1)} |`,
      );
    console.log(
      `\nStorage: ${mega(stores)} for ${mega(total)}; left after the removal: ${mega(left)}${own ? ', and its cache' : ''}`,
    );
    const worst = Math.max(...rows.map(({ peak }) => peak - before));
    if (worst > 3 * total) throw new Error(`${mega(worst)} is over three times the files.`);
    if (own || left > total / 100) throw new Error('The removal left something in the storage.');
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true });
  }
}
