import { createServer } from 'node:net';
import { defineConfig } from '@playwright/test';
import { findChromium, SOFTWARE_GPU_FLAGS } from '../scripts/chromium.mjs';

/** The built app in dist (npm run build first), in one real Chromium with a software WebGPU. */

// Each frame of the page through the software GPU takes more time than a run does, so the CPU puts the page together.
const FLAGS = [...SOFTWARE_GPU_FLAGS, '--disable-gpu-compositing'];

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

// Worker processes load this file again and inherit the environment, so all agree on one port and one browser.
process.env['LITEVAE_E2E_PORT'] ??= String(await freePort());
process.env['CHROMIUM_PATH'] ??= (await findChromium({ install: false })).executablePath;

const origin = `http://127.0.0.1:${process.env['LITEVAE_E2E_PORT']}`;

export default defineConfig({
  testDir: '.',
  // They have a configuration of their own.
  testIgnore: 'engines/**',
  outputDir: '../test-results/e2e',
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  // Many times what an idle computer needs: software GPUs on busy ones are slow, and a test that passes never waits.
  timeout: 120_000,
  globalTimeout: 60 * 60_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    baseURL: origin,
    headless: true,
    viewport: { width: 1280, height: 800 },
    // A service worker fetches past the routes that tests serve their models by; offline.spec.ts allows it.
    serviceWorkers: 'block',
    // Recording costs seconds a test here: a trace has the steps and what came over the network, and a failure a picture of its end.
    // `--trace on` keeps the page of each step, too.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false, sources: true },
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: process.env['CHROMIUM_PATH'], args: FLAGS },
  },
  projects: [
    // One software adapter serves all of them: two at once would only take twice as long each.
    { name: 'gpu', grep: /@gpu/, workers: 1 },
    { name: 'cpu', grepInvert: /@gpu/ },
  ],
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${process.env['LITEVAE_E2E_PORT']} --strictPort`,
    cwd: '..',
    url: origin,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});
