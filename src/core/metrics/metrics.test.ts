import { describe, expect, it } from 'vitest';
import { geometryOf } from '../math/geometry';
import { compareQuality, compressionOf, errorInStrips, errorPicture, finished, qualityInStrips } from './metrics';
import { channelStats, countNonFinite } from './stats';
import { formulaPicture, readGoldenJson, type MetricsCase } from '../test-goldens';

const golden = readGoldenJson<{ tolerance: Record<'mse' | 'psnr' | 'ssim', number>; cases: MetricsCase[] }>(
  'metrics.json',
);

function expectNear(ours: number | null, theirs: number | null, tolerance: number): void {
  if (theirs === null) expect(ours).toBeNull();
  else expect(Math.abs((ours as number) - theirs)).toBeLessThan(tolerance);
}

/** The latent of the default model. */
const S_LATENT = { latentChannels: 12, downscale: 8 };

describe.each(golden.cases)('$a against $b, $width x $height', ({ a, b, width, height, ...expected }) => {
  const [first, second] = [formulaPicture(a, width, height), formulaPicture(b, width, height)];

  it('has the quality of scikit-image', () => {
    const quality = compareQuality(first, second);
    expectNear(quality.mse, expected.mse, golden.tolerance.mse);
    expectNear(quality.psnr, expected.psnr, golden.tolerance.psnr);
    expectNear(quality.ssim, expected.ssim, golden.tolerance.ssim);
    expect(quality.identical).toBe(expected.identical);
  });

  it('splits its squared error into bands', () => {
    const { energies, squaredError } = finished(errorInStrips(first, second, geometryOf(width, height)));
    const error = errorPicture(first, second, width, height);
    const direct = error.data.reduce((sum, value) => sum + value * value, 0);
    expect(energies).toHaveLength(30);
    expect(squaredError).toBeCloseTo(direct, 6);
    expect(energies.reduce((sum, { energy }) => sum + energy, 0)).toBeCloseTo(squaredError, 4);
  });
});

/** Runs the steps of a measure and counts them. */
function stepsOf<T>(work: Generator<undefined, T>): { steps: number; result: T } {
  for (let steps = 0; ; steps++) {
    const { done, value } = work.next();
    if (done) return { steps, result: value };
  }
}

describe.each([
  [37, 53],
  [64, 40],
  [12, 11],
  [30, 41],
])('strips of %i x %i', (width, height) => {
  const [first, second] = [formulaPicture('ramp', width, height), formulaPicture('ramp-perturbed', width, height)];
  const geometry = geometryOf(width, height);

  it('have the quality of the whole', () => {
    const { steps, result } = stepsOf(qualityInStrips(first, second, 8 * width));
    const whole = compareQuality(first, second);
    expect(steps).toBe(Math.ceil(height / 8));
    expect({ ...result, ssim: 0 }).toEqual({ ...whole, ssim: 0 });
    expect(result.ssim).toBeCloseTo(whole.ssim as number, 12);
  });

  it('have the error of the whole, and its statistics', () => {
    const { steps, result } = stepsOf(errorInStrips(first, second, geometry, 8 * geometry.paddedWidth));
    const whole = finished(errorInStrips(first, second, geometry));
    expect(steps).toBe(geometry.paddedHeight / 8);
    result.energies.forEach(({ energy }, index) => expect(energy).toBeCloseTo(whole.energies[index]?.energy ?? NaN, 9));
    const stats = channelStats(errorPicture(first, second, width, height));
    result.stats.forEach((each, channel) => {
      const { min, max, mean, std } = stats[channel] as (typeof stats)[number];
      expect([each.min, each.max]).toEqual([min, max]);
      expect(each.mean).toBeCloseTo(mean, 9);
      expect(each.std).toBeCloseTo(std, 9);
    });
  });
});

it('counts values of an error that are not numbers', () => {
  const broken = formulaPicture('ramp', 16, 24);
  broken.data.set([NaN, Infinity], 300);
  expect(finished(errorInStrips(formulaPicture('ramp', 16, 24), broken, geometryOf(16, 24))).nonFinite).toBe(2);
});

it('puts the energy of a flat error into the approximation of level 3', () => {
  const picture = (value: number) => ({ dims: [1, 3, 8, 8], data: new Float32Array(192).fill(value) });
  const { energies } = finished(errorInStrips(picture(0), picture(0.5), geometryOf(8, 8)));
  for (const { level, orientation, energy } of energies) {
    expect(energy).toBeCloseTo(level === 3 && orientation === 'A' ? 16 : 0, 9);
  }
});

it('takes absolute differences of 8-bit values', () => {
  const first = { dims: [1, 3, 1, 2], data: Float32Array.from([0, 10, 20, 30, 40, 250], (v) => v / 127.5 - 1) };
  const second = { dims: [1, 3, 1, 2], data: Float32Array.from([0, 11.4, 17, 30, 300, 250], (v) => v / 127.5 - 1) };
  const { mse, meanAbsolute, maxAbsolute } = compareQuality(first, second);
  expect({ mse, meanAbsolute, maxAbsolute }).toEqual({
    mse: (1 + 9 + 215 ** 2) / 6,
    meanAbsolute: 219 / 6,
    maxAbsolute: 215,
  });
});

it('counts compression with padding', () => {
  expect(compressionOf(geometryOf(768, 512), S_LATENT)).toEqual({ ratio: 16, latentValues: 73728, bitsPerPixel: 6 });
  expect(compressionOf(geometryOf(7, 13), S_LATENT)).toEqual({
    ratio: 273 / 24,
    latentValues: 24,
    bitsPerPixel: (24 * 32) / 91,
  });
  // The bits of the values that are decoded.
  expect(compressionOf(geometryOf(100, 60, 32), { latentChannels: 128, downscale: 32 })).toEqual({
    ratio: (3 * 6000) / (128 * 4 * 2),
    latentValues: 1024,
    bitsPerPixel: (32 * 1024) / 6000,
  });
  expect(compressionOf(geometryOf(768, 512), S_LATENT, 3)).toEqual({
    ratio: 16,
    latentValues: 73728,
    bitsPerPixel: 0.5625,
  });
});

it('takes statistics of channels', () => {
  const data = Float32Array.from([1, 2, 3, 6, -5, -5, -5, -5]);
  expect(channelStats({ dims: [1, 2, 2, 2], data })).toEqual([
    { min: 1, max: 6, mean: 3, std: Math.sqrt(3.5) },
    { min: -5, max: -5, mean: -5, std: 0 },
  ]);
  expect(countNonFinite(Float32Array.from([0, NaN, Infinity, -Infinity, 1e38]))).toBe(3);
});
