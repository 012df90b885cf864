import { describe, expect, it } from 'vitest';
import { clipRect } from '../math/clip-rect';
import { flipMap } from './flip';
import { compareQuality } from './metrics';
import { toByte } from '../math/planar';
import { regionMeasures, regionSums, ssimPart } from './region';
import { ssimMap } from './ssim';
import { mapCases } from './test-map-goldens';

describe('clipRect', () => {
  const picture = { width: 20, height: 10 };
  it('keeps whole pixels that lie in the picture', () => {
    expect(clipRect({ x: -3, y: 2.4, width: 9, height: 30 }, picture)).toEqual({ x: 0, y: 2, width: 6, height: 8 });
  });

  it('is null outside, and where nothing is left', () => {
    expect(clipRect({ x: 20, y: 0, width: 5, height: 5 }, picture)).toBeNull();
    expect(clipRect({ x: 3, y: 3, width: 0, height: 4 }, picture)).toBeNull();
  });
});

it('leaves out the borders of the picture, not those of the region, from SSIM', () => {
  const picture = { width: 40, height: 30 };
  expect(ssimPart({ x: 0, y: 10, width: 40, height: 5 }, picture)).toEqual({ x: 5, y: 10, width: 30, height: 5 });
  expect(ssimPart({ x: 0, y: 0, width: 5, height: 30 }, picture)).toBeNull();
  expect(ssimPart({ x: 0, y: 0, width: 10, height: 10 }, { width: 40, height: 10 })).toBeNull();
});

describe.each(mapCases)('of $a and $b, $width x $height', ({ input, reconstruction, width, height, flipMean }) => {
  const [first, second] = [input, reconstruction].map(({ data }) => Uint8Array.from(data, toByte)) as [
    Uint8Array,
    Uint8Array,
  ];
  const data = {
    first,
    second,
    ssim: ssimMap(first, second, width, height),
    flip: flipMap(first, second, width, height),
  };
  const measures = (x: number, y: number, w: number, h: number) =>
    regionMeasures(
      { x, y, width: w, height: h },
      { width, height },
      regionSums({ x, y, width: w, height: h }, { width, height }, data),
    );

  it('the whole picture has the measures of the picture', () => {
    const { ssim, ...exact } = compareQuality(input, reconstruction);
    const whole = measures(0, 0, width, height);
    expect(whole).toMatchObject(exact);
    if (ssim === null) expect(whole.ssim).toBeNull();
    else expect(whole.ssim).toBeCloseTo(ssim, 6);
    expect(whole.flip).toBeCloseTo(flipMean, 5);
  });

  it('parts weigh as much as they have pixels', () => {
    const cut = Math.ceil(width / 3);
    const [left, right, whole] = [
      measures(0, 0, cut, height),
      measures(cut, 0, width - cut, height),
      measures(0, 0, width, height),
    ];
    for (const key of ['mse', 'meanAbsolute', 'flip'] as const) {
      expect((left[key] * cut + right[key] * (width - cut)) / width).toBeCloseTo(whole[key], 6);
    }
    expect(Math.max(left.maxAbsolute, right.maxAbsolute)).toBe(whole.maxAbsolute);
  });
});
