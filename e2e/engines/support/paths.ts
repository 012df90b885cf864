import { join } from 'node:path';

const E2E = join(import.meta.dirname, '../..');
export const GOLDENS = join(E2E, 'fixtures/goldens');
export const PICTURES = join(E2E, 'fixtures/pictures');
export const KINDS = join(E2E, 'fixtures/tiny-kinds');
/** Which versions ran, and what Chromium measured for the other engines. Not where Playwright puts its own, which it empties. */
export const RESULTS = join(E2E, '../test-results/engines-found');
export const CHROMIUM = join(RESULTS, 'chromium.json');
/** The fixture pictures as Chromium decodes them. */
export const PIXELS = join(RESULTS, 'pixels.json');
/** A video that Chromium recorded: WebKitGTK plays VP8, and records nothing. */
export const CLIP = join(RESULTS, 'clip.webm');
