import { expect, test, vi } from 'vitest';
import { geometryOf } from '../../core/math/geometry';
import { haarForward, pyramidInverse } from '../../core/math/haar';
import { keepLargest, rankedInSteps, thresholdOf } from '../../core/math/largest';
import { rgbaToPlanar } from '../../core/math/planar';
import { differenceSums, finished, qualityFromSums } from '../../core/metrics/metrics';
import { formulaPicture, formulaPixels } from '../../core/test-goldens';
import type { Picture } from '../picture/pictures';
import { LargestCoefficients } from './largest';

const [WIDTH, HEIGHT] = [37, 21];
const pixels = new Uint8ClampedArray(formulaPixels('perturbed', WIDTH, HEIGHT));
const OPEN = { pixels, geometry: geometryOf(WIDTH, HEIGHT) } as unknown as Picture;

test('the open picture is measured without its padding, and all of it is identical', async () => {
  const one = new LargestCoefficients();
  const pyramid = haarForward(rgbaToPlanar(pixels, geometryOf(WIDTH, HEIGHT)));
  const ranks = finished(rankedInSteps(pyramid));
  const kept = keepLargest(pyramid, thresholdOf(pyramid, ranks, 200));
  const sums = differenceSums(formulaPicture('perturbed', WIDTH, HEIGHT), pyramidInverse(kept.pyramid, WIDTH, HEIGHT));
  const point = await one.measure(OPEN, 200, () => undefined);
  expect(point).toEqual({ count: kept.count, total: 3 * 40 * 24, psnr: qualityFromSums(sums, null).psnr });
  expect(await one.measure(OPEN, 1e9, () => undefined)).toEqual({ count: 2880, total: 2880, psnr: null });
  expect((await one.measure(OPEN, -3, () => undefined)).count).toBeGreaterThanOrEqual(1);
});

test('it gives way between its steps, and asks for a picture', async () => {
  const one = new LargestCoefficients();
  const yieldTurn = vi.fn();
  await one.measure(OPEN, 10, yieldTurn);
  expect(yieldTurn.mock.calls.length).toBeGreaterThan(3);
  const yielded = new Error('A run waits.');
  await expect(
    one.measure(OPEN, 10, () => {
      throw yielded;
    }),
  ).rejects.toBe(yielded);
  const none = { ...OPEN, pixels: null } as unknown as Picture;
  await expect(one.measure(none, 10, () => undefined)).rejects.toMatchObject({ code: 'no-picture' });
});
