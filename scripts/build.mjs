import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './install.mjs';

/** What the build reads. Tests and documents are not among them. */
const SOURCES = ['src', 'public', 'config', 'index.html', 'vite.config.ts', 'package-lock.json', 'LICENSE', 'NOTICE'];

/**
 * Latest change at or below a path, in ms; 0 where nothing is. Folders count too, so that a deletion shows.
 * @param {string} path
 * @returns {number}
 */
export function newestChange(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestChange(join(path, name))), stats.mtimeMs);
}

export function isBuilt() {
  const built = statSync(join(ROOT, 'dist/index.html'), { throwIfNoEntry: false })?.mtimeMs;
  return built !== undefined && SOURCES.every((source) => newestChange(join(ROOT, source)) <= built);
}

/** Builds into dist. @throws Error when the build fails; its output has gone to the terminal. */
export function build() {
  console.log('Building ...');
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error('The build failed; its message is above.');
}
