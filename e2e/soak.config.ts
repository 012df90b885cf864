import { defineConfig } from '@playwright/test';
import base from './playwright.config';

/** npm run soak: the same page, server and browser as the tests, for hours if need be. */
const HOURS = 60 * 60_000;

export default defineConfig({
  ...base,
  testMatch: 'soak.bench.ts',
  projects: [{ name: 'soak' }],
  timeout: 4 * HOURS,
  globalTimeout: 8 * HOURS,
});
