import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { findChromium } from './chromium.mjs';
import { ensureInstalled, ROOT, runMain } from './install.mjs';
import { run } from './run.mjs';

/**
 * npm run soak: 500 runs of the tiny model over mixed sizes on each backend; prints as Markdown what is held and how much
 * slower the last runs are than the first warm ones. `-- --runs=2000 --backend=wasm` changes either.
 */
const HOURS = 60 * 60_000;

await runMain(async () => {
  const { values } = parseArgs({ options: { runs: { type: 'string' }, backend: { type: 'string' } } });
  ensureInstalled();
  build();
  const { executablePath } = await findChromium({ install: true });
  const args = [join(ROOT, 'node_modules/@playwright/test/cli.js'), 'test', '-c', 'e2e/soak.config.ts'];
  const env = {
    CHROMIUM_PATH: executablePath,
    ...(values.runs && { LITEVAE_SOAK_RUNS: values.runs }),
    ...(values.backend && { LITEVAE_SOAK_BACKEND: values.backend }),
  };
  const { ok, reason } = await run(process.execPath, args, { limitMs: 9 * HOURS, env });
  if (!ok) throw new Error(`The soak ${reason}.`);
});
