import { describe, expect, it } from 'vitest';
import { noise, noiseBits } from './noise';
import { posterior, splitMoments } from './posterior';
import { largestDifference, readGoldenJson, scatter } from '../test-goldens';

interface NoiseGolden {
  readonly index: number[];
  readonly cases: { seed: number; a: number[]; b: number[]; z: number[] }[];
  readonly moments: { seed: number; count: number; mean: number; std: number };
}
const golden = readGoldenJson<NoiseGolden>('noise.json');

describe('noise', () => {
  it.each(golden.cases)('of seed $seed has the bits and values of the golden', ({ seed, a, b, z }) => {
    const bits = golden.index.map((index) => noiseBits(seed, index));
    expect(bits.map(([first]) => first)).toEqual(a);
    expect(bits.map(([, second]) => second)).toEqual(b);
    expect(
      largestDifference(
        golden.index.map((index) => noise(seed, index)),
        z,
      ),
    ).toBeLessThan(1e-9);
  });

  it('has the moments of the golden', () => {
    const { seed, count, mean, std } = golden.moments;
    const values = Array.from({ length: count }, (_, i) => noise(seed, i));
    const ours = values.reduce((sum, value) => sum + value, 0) / count;
    expect(ours).toBeCloseTo(mean, 9);
    expect(Math.sqrt(values.reduce((sum, value) => sum + (value - ours) ** 2, 0) / count)).toBeCloseTo(std, 9);
  });
});

describe('posterior', () => {
  const { mean, logvar } = splitMoments({ dims: [1, 4, 2, 3], data: scatter(24) }, 2);

  it('splits moments in the middle', () => {
    expect(mean.dims).toEqual([1, 2, 2, 3]);
    expect([...mean.data, ...logvar.data]).toEqual([...scatter(24)]);
  });

  it('is the mean, or the mean plus scaled noise', () => {
    expect(posterior(mean, logvar, { posterior: 'mean', temperature: 1, seed: 5 }).data).toEqual(mean.data);
    expect(posterior(mean, logvar, { posterior: 'sample', temperature: 0, seed: 5 }).data).toEqual(mean.data);
    const { data } = posterior(mean, logvar, { posterior: 'sample', temperature: 2, seed: 5 });
    const expected = Array.from(
      mean.data,
      (value, i) => value + 2 * Math.exp((logvar.data[i] as number) / 2) * noise(5, i),
    );
    expect(largestDifference(data, expected)).toBeLessThan(1e-6);
  });
});

it('the latent is shown as (z - shift) * scale', () => {
  const mean = { dims: [1, 1, 1, 2], data: Float32Array.of(3, -1) };
  const shown = posterior(mean, mean, { posterior: 'mean', temperature: 1, seed: 0 }, { scale: 0.25, shift: 1 });
  expect([...shown.data]).toEqual([0.5, -0.5]);
});

it('moments of the mean alone leave a log-variance without channels', () => {
  const { mean, logvar } = splitMoments({ dims: [1, 4, 2, 3], data: scatter(24) }, 4);
  expect([mean.dims, logvar.dims, logvar.data.length]).toEqual([[1, 4, 2, 3], [1, 0, 2, 3], 0]);
});
