import { expect, test } from 'vitest';
import { SampleSums } from './sample-spread';
import { randomNumbers } from '../picture/header/test-bytes';

test('is the root of the mean variance of R, G and B, also of samples that differ by 1e-5', () => {
  const next = randomNumbers(4);
  const random = () => next() / 2 ** 32;
  const base = Array.from({ length: 3 * 6 }, () => 2 * random() - 1);
  const samples = Array.from({ length: 8 }, () => Float32Array.from(base, (value) => value + 1e-5 * random()));
  const [first, ...others] = samples.map((data) => ({ dims: [1, 3, 2, 3], data }));
  const sums = new SampleSums(first as NonNullable<typeof first>);
  for (const each of others) sums.add(each);
  expect(sums.count).toBe(8);
  const { dims, data } = sums.spread();
  expect(dims).toEqual([1, 1, 2, 3]);
  for (let i = 0; i < 6; i++) {
    const variances = [0, 1, 2].map((colour) => {
      const values = samples.map((sample) => sample[colour * 6 + i] as number);
      const mean = values.reduce((sum, value) => sum + value, 0) / 8;
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 8;
    });
    const expected = Math.sqrt(variances.reduce((sum, value) => sum + value, 0) / 3);
    expect(expected).toBeGreaterThan(1e-6);
    expect(Math.abs((data[i] as number) - expected)).toBeLessThan(1e-3 * expected);
  }
});

test('is exactly zero for equal samples', () => {
  const sample = { dims: [1, 3, 1, 2], data: Float32Array.of(0.1, -0.7, 0.3, 1, -1, 0.2) };
  const sums = new SampleSums(sample);
  for (let i = 0; i < 7; i++) sums.add(sample);
  expect([...sums.spread().data]).toEqual([0, 0]);
});
