import { ensureInstalled, ROOT, runMain } from './install.mjs';
import { build, isBuilt } from './build.mjs';

const FIRST_PORT = 4173;

/** @param {string | undefined} text @returns {number | undefined} */
function wantedPort(text) {
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return port;
  throw new Error(`PORT is a number from 1 to 65535, not "${text}".`);
}

/** Installs and builds as far as needed, then serves the built app on this computer only, until Ctrl-C. */
await runMain(async () => {
  const port = wantedPort(process.env['PORT']);
  ensureInstalled();
  if (!isBuilt()) build();

  const { preview } = await import('vite');
  // If no port was asked for, the next free one is taken; a port that was asked for is used or refused.
  const server = await preview({
    root: ROOT,
    logLevel: 'warn',
    preview: { host: '127.0.0.1', port: port ?? FIRST_PORT, strictPort: port !== undefined, open: false },
  });
  console.log(`\n  litevae-lab: ${server.resolvedUrls?.local[0]}\n\n  Ctrl-C stops it.`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0));
});
