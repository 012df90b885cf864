import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEPT_SIZES, openStage, QUERY, shotName, STAGES, visibleLines } from '../scripts/shots.mjs';
import { expect, test } from './support/test';

const TEXTS = JSON.parse(readFileSync(join(import.meta.dirname, '../docs/screenshots/texts.json'), 'utf8')) as Record<
  string,
  string[]
>;

test('the page says what the screenshots in the documents say: else npm run screenshots makes them anew', async ({
  lab,
  page,
}) => {
  await page.goto(`/${QUERY}`);
  await lab.ready();
  await lab.run();
  const names: string[] = [];
  for (const [width = 0, height = 0] of KEPT_SIZES) {
    await page.setViewportSize({ width, height });
    for (const stage of STAGES) {
      await openStage(page, stage);
      names.push(shotName(stage, width));
      await expect
        .poll(() => visibleLines(page), { message: `${stage} at ${width} px` })
        .toEqual(TEXTS[shotName(stage, width)]);
    }
  }
  expect(Object.keys(TEXTS)).toEqual(names);
});
