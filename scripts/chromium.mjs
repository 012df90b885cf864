import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, openSync, readSync, closeSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT, runMain } from './install.mjs';
import { run } from './run.mjs';

/**
 * @typedef {object} FoundChromium
 * @property {string} executablePath
 * @property {string} version as the browser prints it
 * @property {string | undefined} vulkanIcd vk_swiftshader_icd.json of this Chromium: a Vulkan driver without a GPU
 */

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_APPS = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
/** Distributions put the files of Chromium here; its command is a shell script elsewhere. */
const LIBRARY_FOLDERS = ['/usr/lib/chromium', '/usr/lib64/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'];
const ICD = 'vk_swiftshader_icd.json';
const PLAYWRIGHT_LIMIT_MS = 60_000;
const APT_GET = '/usr/bin/apt-get';
const APT_LIMIT_MS = 300_000;
/** Another apt-get may run on a computer that was just set up; it is waited for. */
const APT_WAIT = ['-o', 'DPkg::Lock::Timeout=120'];

/**
 * What Playwright turns off: of several such flags Chromium takes the last one, so ours names all of it. The last two are the menus
 * below the address bar, two more pages in each window that nobody sees.
 */
const DISABLED_FEATURES = [
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'TcpPortRandomizationWin',
  'ThirdPartyStoragePartitioning',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxPopup',
];

/**
 * Flags that give headless Chromium a working WebGPU, canvas included, on a computer without a GPU. Leaving out
 * any of the Vulkan and ANGLE ones breaks drawing, although compute still runs.
 */
export const SOFTWARE_GPU_FLAGS = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  `--disable-features=${DISABLED_FEATURES.join(',')}`,
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
  '--use-webgpu-adapter=swiftshader',
  '--ignore-gpu-blocklist',
];

/** Ubuntu's chromium is a snap: confined to folders where tests cannot put profiles. @param {string} path */
export function isSnap(path) {
  const real = realpathSync(path);
  if (/(^|\/)snap(\/|$)/.test(path) || /\/snap(\/|$)/.test(real)) return true;
  const head = Buffer.alloc(4096);
  const file = openSync(real, 'r');
  try {
    const text = head.subarray(0, readSync(file, head, 0, head.length, 0)).toString('latin1');
    return text.startsWith('#!') && /\/snap\/bin\/|snap install|chromium snap/.test(text);
  } finally {
    closeSync(file);
  }
}

/**
 * Tries one path. The browser is asked for its version, which fails where shared libraries are missing.
 * @param {string | undefined} path
 * @param {string[]} reasons what was wrong with the candidates so far
 * @returns {FoundChromium | undefined}
 */
function tryPath(path, reasons) {
  if (!path) return undefined;
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return undefined;
  }
  if (isSnap(path)) {
    reasons.push(`${path} is a snap, which tests cannot drive`);
    return undefined;
  }
  // chrome.exe opens a window instead of printing a version.
  const asked =
    process.platform === 'win32' ? undefined : spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  if (asked && asked.status !== 0) {
    reasons.push(`${path} does not start: ${asked.error?.message ?? asked.stderr.trim().split('\n')[0]}`);
    return undefined;
  }
  const folders = [dirname(realpathSync(path)), ...LIBRARY_FOLDERS];
  const icd = folders.map((folder) => join(folder, ICD)).find((file) => existsSync(file));
  return { executablePath: path, version: asked?.stdout.trim() ?? '', vulkanIcd: icd };
}

/** @returns {string[]} */
function systemPaths() {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...MAC_APPS];
}

/** @returns {Promise<string | undefined>} where Playwright keeps, or would put, its own Chromium */
async function playwrightPath() {
  try {
    const { chromium } = await import('@playwright/test');
    return chromium.executablePath();
  } catch {
    return undefined;
  }
}

async function playwrightInstall() {
  console.log('No Chromium found; downloading one with Playwright ...');
  const cli = join(ROOT, 'node_modules/@playwright/test/cli.js');
  await run(process.execPath, [cli, 'install', '--no-shell', 'chromium'], { limitMs: PLAYWRIGHT_LIMIT_MS });
}

/** Installs packages as root on Debian and its like; does nothing elsewhere. @param {string[]} packages */
export async function aptInstall(packages) {
  if (process.getuid?.() !== 0 || !existsSync(APT_GET)) return;
  console.log(`Installing ${packages.join(', ')} with apt-get ...`);
  const options = { limitMs: APT_LIMIT_MS, env: { DEBIAN_FRONTEND: 'noninteractive' } };
  await run(APT_GET, [...APT_WAIT, 'update', '-qq'], options);
  await run(APT_GET, [...APT_WAIT, 'install', '-y', '-qq', '--no-install-recommends', ...packages], options);
}

/**
 * Finds a Chromium to test with: CHROMIUM_PATH, the system's, Playwright's cache, then, with `install`,
 * Playwright's download (60 s) and apt-get (as root).
 * @param {{ install: boolean }} options
 * @returns {Promise<FoundChromium>}
 * @throws Error saying what was tried and what to do.
 */
export async function findChromium({ install }) {
  /** @type {string[]} */
  const reasons = [];
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen) {
    const found = tryPath(chosen, reasons);
    if (found) return found;
    throw new Error(`CHROMIUM_PATH is ${chosen}, which cannot be used: ${reasons[0] ?? 'no program is there'}.`);
  }
  for (const path of systemPaths()) {
    const found = tryPath(path, reasons);
    if (found) return found;
  }
  const cached = await playwrightPath();
  let found = tryPath(cached, reasons);
  for (const step of install ? [playwrightInstall, () => aptInstall(['chromium'])] : []) {
    if (found) break;
    await step();
    for (const path of [cached, ...systemPaths()]) found ??= tryPath(path, reasons);
  }
  if (found) return found;
  const seen = reasons.length > 0 ? ` (${[...new Set(reasons)].join('; ')})` : '';
  throw new Error(
    `No usable Chromium or Chrome${seen}. Install Google Chrome or Debian's chromium package, or run ` +
      '"npx playwright install --with-deps chromium", or set CHROMIUM_PATH to a browser.',
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    const found = await findChromium({ install: process.argv.includes('--install') });
    console.log(`${found.executablePath}\n${found.version}\n${found.vulkanIcd ?? `no ${ICD} beside it`}`);
  });
}
