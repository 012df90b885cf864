import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { aptInstall, isSnap } from './chromium.mjs';
import { runMain } from './install.mjs';

/**
 * Other engines to test with, each from its own package: Firefox, and WebKitGTK with its driver.
 * @typedef {{ path: string, version: string }} FoundEngine
 */

const FIREFOX_NAMES = ['firefox-esr', 'firefox'];
const MAC_FIREFOX = '/Applications/Firefox.app/Contents/MacOS/firefox';
/** WebDriver BiDi as the tests use it. */
const OLDEST_FIREFOX = 140;

/** @param {string} name @returns {string[]} where a command of this name may be */
function places(name) {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name));
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} path @returns {string} what it prints of itself; '' when it does not start */
function versionOf(path) {
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  return status === 0 ? stdout.trim() : '';
}

/** @returns {FoundEngine | undefined} FIREFOX_PATH, or the system's; snaps and old ones do not count */
export function findFirefox() {
  const chosen = process.env['FIREFOX_PATH'];
  for (const path of chosen ? [chosen] : [...FIREFOX_NAMES.flatMap(places), MAC_FIREFOX]) {
    if (!isProgram(path) || isSnap(path)) continue;
    const version = versionOf(path);
    if (Number(/\d+/.exec(version)?.[0] ?? 0) >= OLDEST_FIREFOX) return { path, version };
  }
  return undefined;
}

/** @returns {FoundEngine | undefined} the driver of WebKitGTK's MiniBrowser, where Xvfb is there as well */
export function findWebKit() {
  const driver = places('WebKitWebDriver').find(isProgram);
  if (!driver || !places('Xvfb').some(isProgram)) return undefined;
  return { path: driver, version: 'WebKitGTK' };
}

/** Packages of Debian; the last one is a Vulkan driver without a GPU, for Firefox's WebGPU. */
export const ENGINE_PACKAGES = ['firefox-esr', 'webkit2gtk-driver', 'xvfb', 'mesa-vulkan-drivers'];

/**
 * Finds both engines; as root on Debian, installs what is missing.
 * @param {{ install: boolean }} options
 * @returns {Promise<{ firefox: FoundEngine | undefined, webkit: FoundEngine | undefined }>}
 */
export async function findEngines({ install }) {
  const found = () => ({ firefox: findFirefox(), webkit: findWebKit() });
  const before = found();
  if (!install || (before.firefox && before.webkit)) return before;
  await aptInstall(ENGINE_PACKAGES);
  return found();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    const engines = await findEngines({ install: process.argv.includes('--install') });
    for (const name of /** @type {const} */ (['firefox', 'webkit'])) {
      const { path = 'not found', version = '' } = engines[name] ?? {};
      console.log(`${name}: ${path} ${version}`);
    }
  });
}
