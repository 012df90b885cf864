import { expect, test } from 'vitest';
import { formulaPicture, formulaPixels, readGoldenJson, type FormulaName } from '../test-goldens';
import { differenceSums, finished, qualityFromSums } from '../metrics/metrics';
import { geometryOf } from './geometry';
import { haarForward, pyramidInverse, type Pyramid } from './haar';
import { countForPsnr, keepLargest, placeBits, rankedInSteps, thresholdOf } from './largest';
import { rgbaToPlanar } from './planar';

interface Case {
  readonly formula: FormulaName;
  readonly width: number;
  readonly height: number;
  readonly total: number;
  readonly points: readonly { readonly count: number; readonly threshold: number; readonly psnr: number | null }[];
}

const { cases } = readGoldenJson<{ cases: Case[] }>('largest.json');

test.each(cases)(
  '$formula of $width x $height is made of its largest as by NumPy',
  ({ formula, width, height, total, points }) => {
    const pyramid = haarForward(rgbaToPlanar(formulaPixels(formula, width, height), geometryOf(width, height)));
    const ranks = finished(rankedInSteps(pyramid));
    expect(ranks.total).toBe(total);
    for (const { count, threshold, psnr } of points) {
      const limit = thresholdOf(pyramid, ranks, count);
      expect(limit).toBeCloseTo(threshold, 6);
      const kept = keepLargest(pyramid, limit);
      // Equal magnitudes may differ by the rounding of float32, and stay together in the golden.
      expect(Math.abs(kept.count - count)).toBeLessThan(8);
      const near = keepLargest(pyramid, limit * (1 - 1e-5));
      expect(near.count).toBe(count);
      const made = pyramidInverse(near.pyramid, width, height);
      const ours = qualityFromSums(differenceSums(formulaPicture(formula, width, height), made), null).psnr;
      if (psnr === null) expect(ours).toBeNull();
      // Values half way between two bytes may round the other way.
      else expect(Math.abs((ours as number) - psnr)).toBeLessThan(0.02);
    }
  },
);

test('all coefficients are the picture, and A of levels 1 and 2 is none of them', () => {
  const picture = formulaPicture('pattern', 16, 8);
  const pyramid = haarForward(picture);
  const ranks = finished(rankedInSteps(pyramid));
  expect(ranks.total).toBe(3 * 16 * 8);
  const { pyramid: all, count } = keepLargest(pyramid, thresholdOf(pyramid, ranks, ranks.total + 1));
  expect(count).toBe(ranks.total);
  expect(qualityFromSums(differenceSums(picture, pyramidInverse(all, 16, 8)), null).identical).toBe(true);
  const louder = pyramid.map(({ dims, data }, level) => ({
    dims,
    data: data.map((value, i) => (level < 2 && i < data.length / 4 ? 1000 : value)),
  })) as unknown as Pyramid;
  expect(finished(rankedInSteps(louder))).toEqual(ranks);
});

test('the search ends at the least number that reaches a PSNR', async () => {
  const asked: number[] = [];
  const search = (target: number, below: number, above: number) =>
    countForPsnr(target, below, above, (count) => {
      asked.push(count);
      return Promise.resolve(count >= 900 ? null : count / 10);
    });
  expect(await search(30, 0, 800)).toBe(300);
  expect(await search(95, 500, 1000)).toBe(900);
  expect(await search(30, 299, 300)).toBe(300);
  asked.length = 0;
  const large = await countForPsnr(50, 0, 1_000_000, (count) => {
    asked.push(count);
    return Promise.resolve(count / 10_000);
  });
  expect(Math.abs(large - 500_000)).toBeLessThanOrEqual(500);
  expect(asked.length).toBeLessThan(14);
});

test('places take as many bits as their entropy says', () => {
  expect(placeBits(50, 100)).toBeCloseTo(100, 9);
  expect(placeBits(100, 100)).toBe(0);
  expect(placeBits(1, 1024)).toBeCloseTo(11.44, 2);
});
