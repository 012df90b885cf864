import { defineConfig } from '@playwright/test';
import { findChromium, SOFTWARE_GPU_FLAGS } from '../../scripts/chromium.mjs';
import { findFirefox, findWebKit } from '../../scripts/engines.mjs';

/** The built app in other engines than Chromium: Firefox by WebDriver BiDi and WebKitGTK by WebDriver, in their own packages. */

process.env['CHROMIUM_PATH'] ??= (await findChromium({ install: false })).executablePath;
process.env['FIREFOX_PATH'] ??= findFirefox()?.path ?? '';
process.env['WEBKIT_DRIVER_PATH'] ??= findWebKit()?.path ?? '';

export default defineConfig<object, { browserOf: 'firefox' | 'webkit' }>({
  testDir: '.',
  outputDir: '../../test-results/engines',
  // The two engines side by side, and the files of each one after another.
  workers: 2,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  globalTimeout: 15 * 60_000,
  reporter: 'list',
  projects: [
    {
      name: 'chromium',
      testMatch: 'chromium.spec.ts',
      use: { launchOptions: { executablePath: process.env['CHROMIUM_PATH'], args: SOFTWARE_GPU_FLAGS } },
    },
    // A Firefox without a window has no pictures in its clipboard.
    // Under automation a page of Firefox stops answering once in about fifty loads, so a test that failed gets a fresh browser.
    {
      name: 'firefox',
      testIgnore: ['chromium.spec.ts', 'clipboard.spec.ts'],
      use: { browserOf: 'firefox' },
      dependencies: ['chromium'],
      retries: 2,
    },
    {
      name: 'webkit',
      testIgnore: ['chromium.spec.ts', 'webgpu.spec.ts'],
      use: { browserOf: 'webkit' },
      dependencies: ['chromium'],
    },
  ],
});
