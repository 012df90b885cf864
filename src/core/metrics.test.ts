import { describe, expect, it } from 'vitest';
import { geometryOf } from './geometry';
import { compareQuality, compressionOf, errorEnergies, errorPicture } from './metrics';
import { channelStats, countNonFinite } from './stats';
import { formulaPicture, readGoldenJson, type MetricsCase } from './test-goldens';

const golden = readGoldenJson<{ tolerance: Record<'mse' | 'psnr' | 'ssim', number>; cases: MetricsCase[] }>('metrics.json');

function expectNear(ours: number | null, theirs: number | null, tolerance: number): void {
  if (theirs === null) expect(ours).toBeNull();
  else expect(Math.abs((ours as number) - theirs)).toBeLessThan(tolerance);
}

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
    const { energies, squaredError } = errorEnergies(first, second, geometryOf(width, height));
    const error = errorPicture(first, second, width, height);
    const direct = error.data.reduce((sum, value) => sum + value * value, 0);
    expect(energies).toHaveLength(30);
    expect(squaredError).toBeCloseTo(direct, 6);
    expect(energies.reduce((sum, { energy }) => sum + energy, 0)).toBeCloseTo(squaredError, 4);
  });
});

it('puts the energy of a flat error into the approximation of level 3', () => {
  const picture = (value: number) => ({ dims: [1, 3, 8, 8], data: new Float32Array(192).fill(value) });
  const { energies } = errorEnergies(picture(0), picture(0.5), geometryOf(8, 8));
  for (const { level, orientation, energy } of energies) {
    expect(energy).toBeCloseTo(level === 3 && orientation === 'A' ? 16 : 0, 9);
  }
});

it('takes absolute differences of 8-bit values', () => {
  const first = { dims: [1, 3, 1, 2], data: Float32Array.from([0, 10, 20, 30, 40, 250], (v) => v / 127.5 - 1) };
  const second = { dims: [1, 3, 1, 2], data: Float32Array.from([0, 11.4, 17, 30, 300, 250], (v) => v / 127.5 - 1) };
  const { mse, meanAbsolute, maxAbsolute } = compareQuality(first, second);
  expect({ mse, meanAbsolute, maxAbsolute }).toEqual({ mse: (1 + 9 + 215 ** 2) / 6, meanAbsolute: 219 / 6, maxAbsolute: 215 });
});

it('counts compression with padding', () => {
  expect(compressionOf(geometryOf(768, 512), 12)).toEqual({ ratio: 16, latentValues: 73728, bitsPerPixel: 6 });
  expect(compressionOf(geometryOf(7, 13), 12)).toEqual({
    ratio: 273 / 24, latentValues: 24, bitsPerPixel: (24 * 32) / 91,
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
