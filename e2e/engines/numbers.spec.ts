import { readFileSync } from 'node:fs';
import { asText, measure, MEASURED, type Numbers } from './support/numbers';
import { CHROMIUM } from './support/paths';
import { expect, test } from './support/test';

for (const file of MEASURED) {
  test(`${file.name} has the numbers of Chromium`, async ({ tab }) => {
    const expected = (JSON.parse(readFileSync(CHROMIUM, 'utf8')) as Record<string, Numbers>)[file.name] as Numbers;
    const found = await tab.evaluate(measure, asText(file), file.type);
    expect(found.psnr).toBeCloseTo(expected.psnr ?? NaN, 2);
    expect(found.edited).toBeCloseTo(expected.edited ?? NaN, 2);
    for (const key of ['ssim', 'flip'] as const) expect(found[key], key).toBeCloseTo(expected[key] as number, 4);
    for (const key of ['latent', 'bands'] as const) {
      expected[key].forEach((pair, channel) =>
        pair.forEach((value, i) => expect(found[key][channel]?.[i], `${key} ${channel}`).toBeCloseTo(value, 4)),
      );
    }
  });
}

test('the parity receipt: all stages agree with PyTorch', async ({ tab }) => {
  const receipt = await tab.evaluate(() => window.litevae.parity());
  expect(receipt).toMatchObject({ ok: true, with: 'pytorch' });
  expect(receipt.stages).toHaveLength(9);
});
