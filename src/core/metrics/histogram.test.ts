import { describe, expect, it } from 'vitest';
import { addValues, binRange, emptyHistogram, normalShares, totalOf } from './histogram';
import { noise } from '../math/noise';

describe('histogram', () => {
  it('counts a value on a border in the bin above, and the high end in the last', () => {
    const histogram = emptyHistogram(-1, 1, 4);
    const values = Float32Array.of(-1, -0.5, -0.25, 0, 0.5, 0.75, 1);
    addValues(histogram, values, 0, values.length);
    expect([...histogram.counts]).toEqual([1, 2, 1, 3]);
    expect(totalOf(histogram)).toBe(7);
  });

  it('counts what lies outside and what is no number apart', () => {
    const histogram = emptyHistogram(0, 1, 2);
    const values = Float32Array.of(-0.001, 1.001, Infinity, -Infinity, NaN, 0.5);
    addValues(histogram, values, 0, values.length);
    expect([...histogram.counts]).toEqual([0, 1]);
    expect(histogram).toMatchObject({ below: 2, above: 2, nonFinite: 1 });
    expect(totalOf(histogram)).toBe(5);
  });

  it('takes parts, differences and a factor', () => {
    const histogram = emptyHistogram(-10, 10, 2);
    const [a, b] = [Float32Array.of(1, 2, 3, 4), Float32Array.of(1.5, 1, 3, 0)];
    addValues(histogram, a, 0, 2, 2, b);
    addValues(histogram, a, 2, 4, 2, b);
    // Differences -0.5, 1, 0, 4 times 2.
    expect([...histogram.counts]).toEqual([1, 3]);
  });

  it('gives bins that follow each other from end to end', () => {
    const histogram = emptyHistogram(-3, 5, 16);
    const ranges = Array.from(histogram.counts, (_, bin) => binRange(histogram, bin));
    expect(ranges[0]?.[0]).toBe(-3);
    expect(ranges[15]?.[1]).toBe(5);
    ranges.slice(1).forEach(([from], index) => expect(from).toBeCloseTo(ranges[index]?.[1] as number, 12));
  });

  it('of normal noise lies on the shares of the normal distribution', () => {
    const values = Float32Array.from({ length: 200_000 }, (_, index) => 0.5 + 2 * noise(7, index));
    const histogram = emptyHistogram(-6, 7, 26);
    addValues(histogram, values, 0, values.length);
    const expected = normalShares(histogram, 0.5, 2);
    const worst = Math.max(
      ...expected.map((share, bin) => Math.abs(share - (histogram.counts[bin] as number) / values.length)),
    );
    expect(worst).toBeLessThan(0.003);
    expect(expected.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 2);
  });

  it('refuses a range without width', () => {
    expect(() => emptyHistogram(1, 1, 4)).toThrow(RangeError);
    expect(() => emptyHistogram(NaN, 1, 4)).toThrow(RangeError);
    expect(() => emptyHistogram(0, Infinity, 4)).toThrow(RangeError);
  });
});
