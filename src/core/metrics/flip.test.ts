import { describe, expect, it } from 'vitest';
import { FLIP_PIXELS_PER_DEGREE, flipMap } from './flip';
import { toByte } from '../math/planar';
import { largestDifference } from '../test-goldens';
import { goldenPixelsPerDegree, mapCases } from './test-map-goldens';

const bytesOf = (values: Float32Array): Uint8Array => Uint8Array.from(values, toByte);
const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each(mapCases)(
  'FLIP of $a and $b, $width x $height',
  ({ input, reconstruction, width, height, flip, flipMean }) => {
    const map = flipMap(bytesOf(input.data), bytesOf(reconstruction.data), width, height);

    it('is that of the reference implementation', () => {
      expect(largestDifference(map, flip)).toBeLessThan(2e-5);
      expect(Math.abs(mean(map) - flipMean)).toBeLessThan(1e-5);
    });

    it('is the same in either order', () => {
      const swapped = flipMap(bytesOf(reconstruction.data), bytesOf(input.data), width, height);
      expect(largestDifference(map, swapped)).toBeLessThan(1e-6);
    });
  },
);

it('assumes the same distance from the screen as the reference', () => {
  expect(FLIP_PIXELS_PER_DEGREE).toBeCloseTo(goldenPixelsPerDegree, 4);
});
