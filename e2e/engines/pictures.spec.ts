import { readFileSync } from 'node:fs';
import { claimsConversion } from '../support/claims';
import { asText } from './support/numbers';
import { PIXELS } from './support/paths';
import {
  DECODED,
  decodedIn,
  difference,
  limitOf,
  pictureFile,
  SCALED,
  SIDE,
  type DecodedPicture,
} from './support/pictures';
import { expect, PICTURE, test } from './support/test';

/** What JPEG and AVIF lose by themselves: the mean, in levels. */
const LOSS = 4;
/** Pictures of another content than the stored scene. */
const OTHER = /alpha|gray/;

test('every fixture picture has the pixels of Chromium, or differs as docs/pictures.md says, and notes say what happened', async ({
  tab,
  browserOf,
}) => {
  const expected = JSON.parse(readFileSync(PIXELS, 'utf8')) as Record<string, DecodedPicture>;
  const stored = expected[`png-rgb.png ${SIDE}`] as DecodedPicture;
  const notes = () =>
    tab.evaluate(() => [...document.querySelectorAll('[data-note]')].map(({ textContent }) => textContent).join(' '));
  await tab.click({ role: 'tab', name: 'Input' });
  for (const [{ file, header }, side] of [
    ...DECODED.map((each) => [each, SIDE] as const),
    ...SCALED.map(([file, to]) => [{ file, header: null }, to] as const),
  ]) {
    const given = pictureFile(file);
    const key = `${file} ${side}`;
    const found = await tab.evaluate(decodedIn, asText(given), given.type, side);
    const { most, mean } = difference(found, expected[key] as DecodedPicture);
    const limit = limitOf(file, browserOf);
    expect.soft(most, `${key}: levels at most (mean ${mean.toFixed(3)})`).toBeLessThanOrEqual(limit.most);
    expect.soft(mean, `${key}: levels in the mean`).toBeLessThanOrEqual(limit.mean);
    const moved = difference(found, stored).mean;
    if (header && !['none', 'srgb'].includes(header.colourBy) && !OTHER.test(file)) {
      const isMoved = moved > (/^(png|webp)/.test(file) ? 0.5 : LOSS);
      await expect
        .poll(async () => claimsConversion(await notes()), { message: `${file}: off by ${moved.toFixed(2)}` })
        .toBe(isMoved);
    }
    if (header && header.orientation !== 1) {
      expect.soft(moved, `${file} is upright`).toBeLessThan(LOSS);
      await expect.poll(notes, { message: file }).toMatch(/Shown (turned|mirrored)/);
    }
  }
  await tab.set({ maxSide: 1024 });
  await tab.show(PICTURE);
});
