import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Runs before anything is installed: only node: imports here.

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * The reason why this Node cannot run the toolchain, or undefined. The ranges are those that vite, vitest and
 * eslint share; odd releases between them are refused by eslint.
 * @param {string} version such as '20.19.0'
 * @returns {string | undefined}
 */
export function nodeProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major >= 24;
  if (fits) return undefined;
  return (
    `litevae-lab needs Node 20.19 or a later 20, 22.13 or a later 22, or 24 and up; this is Node ${version}. ` +
    'Install a current Node from https://nodejs.org and run the command again.'
  );
}

/**
 * Whether node_modules holds what package-lock.json asks for, by the record that npm leaves after a whole install.
 * Compares contents, not times: a checkout touches files without changing them.
 * @param {string} lockText package-lock.json
 * @param {string | undefined} installedText node_modules/.package-lock.json
 */
export function isInstalled(lockText, installedText) {
  if (installedText === undefined) return false;
  /** @typedef {{ version?: string, integrity?: string, optional?: boolean }} Entry */
  const wanted = /** @type {Record<string, Entry>} */ (JSON.parse(lockText).packages);
  const installed = /** @type {Record<string, Entry>} */ (JSON.parse(installedText).packages);
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = installed[path];
    // Optional packages for other platforms are left out by npm.
    if (!found && entry.optional) continue;
    if (found?.version !== entry.version || found?.integrity !== entry.integrity) return false;
  }
  return Object.keys(installed).every((path) => path in wanted);
}

/** @param {string} path @returns {string | undefined} */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Runs `npm ci` when it is needed. @throws Error with a sentence for the person at the terminal. */
export function ensureInstalled() {
  const problem = nodeProblem(process.versions.node);
  if (problem) throw new Error(problem);
  const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
  if (isInstalled(lock, readIfThere(join(ROOT, 'node_modules/.package-lock.json')))) return;

  console.log('Installing packages (npm ci) ...');
  // --include=dev: NODE_ENV=production in the environment would leave out the build tools.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const npmCli = process.env['npm_execpath'];
  /** @type {import('node:child_process').SpawnSyncOptions} */
  const options = { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] };
  // Under `npm start` the very npm that is running is used; `node scripts/start.mjs` finds one on the path.
  const { status, error } = npmCli?.endsWith('.js')
    ? spawnSync(process.execPath, [npmCli, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (error) throw new Error(`npm could not be started (${error.message}). It comes with Node.`, { cause: error });
  if (status !== 0) {
    throw new Error('npm ci failed; its message is above. It needs the network, and write access to this folder.');
  }
}

/**
 * Ends the process with one sentence instead of a stack for what a person can mend.
 * @param {() => Promise<void>} main
 */
export async function runMain(main) {
  try {
    await main();
  } catch (thrown) {
    console.error(`\n${thrown instanceof Error ? thrown.message : String(thrown)}`);
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runMain(async () => ensureInstalled());
