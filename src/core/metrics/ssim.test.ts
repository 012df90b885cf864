import { describe, expect, it } from 'vitest';
import { toByte } from '../math/planar';
import { SSIM_BORDER, SSIM_SIDE, ssimMap, ssimSum } from './ssim';
import { formulaPicture, largestDifference } from '../test-goldens';
import { mapCases } from './test-map-goldens';

const bytesOf = (values: Float32Array): Uint8Array => Uint8Array.from(values, toByte);

describe.each(mapCases.filter(({ ssim }) => ssim))('SSIM map of $a and $b, $width x $height', (golden) => {
  const { width, height } = golden;
  const [first, second] = [bytesOf(golden.input.data), bytesOf(golden.reconstruction.data)];
  const map = ssimMap(first, second, width, height);

  it('is the full map of scikit-image, borders included', () => {
    expect(largestDifference(map, golden.ssim as Float32Array)).toBeLessThan(1e-6);
  });

  it('has the measure of the picture as its mean inside the borders', () => {
    const plane = width * height;
    const inside = [...map].filter((_, i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      return Math.min(x, y, width - 1 - x, height - 1 - y) >= SSIM_BORDER;
    });
    const mean = inside.reduce((sum, value) => sum + value, 0) / inside.length;
    const channels = [0, 1, 2].map((c) =>
      ssimSum(first.subarray(c * plane, (c + 1) * plane), second.subarray(c * plane, (c + 1) * plane), width, height),
    );
    const windows = (width - SSIM_SIDE + 1) * (height - SSIM_SIDE + 1);
    expect(mean).toBeCloseTo(channels.reduce((sum, value) => sum + value, 0) / 3 / windows, 6);
  });
});

it('has a map of pictures that no window fits into', () => {
  const picture = bytesOf(formulaPicture('ramp', 2, 3).data);
  expect([...ssimMap(picture, picture, 2, 3)]).toEqual(Array.from({ length: 6 }, () => 1));
});
