/** What npm run screenshots takes and e2e/screenshots.spec.ts checks: both go through the same pages in the same order. */

export const STAGES = ['Input', 'Wavelets', 'Latent', 'Recon', 'Error'];
/** Width and height of the pictures that stay in docs/screenshots. */
export const KEPT_SIZES = [
  [1440, 900],
  [390, 844],
];
/** The same backend and model everywhere; the parity receipt would come at any time. */
export const QUERY = '?backend=wasm&parity=off';

/** What differs from computer to computer and from run to run: times, with a unit that fits, memory, threads, rounding. */
const MEASURED = /\d[\d.,]*\s?(ms|s|threads?|GB)\b|\d[\d.]*e[−-]\d+/g;

/** @param {string} stage @param {number} width */
export const shotName = (stage, width) => `${stage.toLowerCase()}-${width}`;

/**
 * @param {import('@playwright/test').Page} page
 * @returns {Promise<string[]>} the lines that can be seen, with … for what is measured
 */
export async function visibleLines(page) {
  const text = await page.locator('body').innerText();
  return text
    .split('\n')
    .map((line) => line.trim().replace(MEASURED, '…'))
    .filter((line) => line !== '');
}

/** The line for first visits goes first. @param {import('@playwright/test').Page} page @param {string} stage */
export async function openStage(page, stage) {
  const greeting = page.getByRole('button', { name: 'Close this line' });
  if (await greeting.isVisible()) await greeting.click();
  await page.getByRole('tab', { name: new RegExp(`^${stage}`) }).click();
}
