import { describe, expect, it } from 'vitest';
import { codecLabel, distinctRates, qualityFor } from './codec';

/** An encoder whose rate doubles every ten steps of quality; it counts what it wrote. */
function encoder() {
  const written: number[] = [];
  const rateOf = (quality: number): Promise<number> => {
    written.push(quality);
    return Promise.resolve(0.1 * 2 ** (quality / 10));
  };
  return { written, rateOf };
}

describe('qualityFor', () => {
  it.each([
    [0.2, 10],
    [0.205, 10],
    [0.212, 11],
    [12.8, 70],
    [0.8 * 2 ** 0.049, 30],
    [0.8 * 2 ** 0.051, 31],
  ])('finds the quality nearest to %f', async (target, quality) => {
    expect(await qualityFor(target, 100, encoder().rateOf)).toBe(quality);
  });

  it('ends at the nearest end where the target is out of reach, and stays under its limit', async () => {
    const { rateOf, written } = encoder();
    expect(await qualityFor(0.01, 100, rateOf)).toBe(0);
    expect(written).toEqual([0]);
    expect(await qualityFor(1000, 99, rateOf)).toBe(99);
    expect(Math.max(...written)).toBe(99);
  });

  it('writes few files', async () => {
    const { rateOf, written } = encoder();
    await qualityFor(1, 100, rateOf);
    expect(new Set(written).size).toBeLessThanOrEqual(9);
  });
});

describe('distinctRates', () => {
  it('prefers earlier ones, leaves out what is near, zero or too many, and sorts', () => {
    expect(distinctRates([2, 1, 1.05, 0, 0.5, 2.1, 3, 9], 4)).toEqual([0.5, 1, 2, 3]);
    expect(distinctRates([0, 0], 4)).toEqual([]);
  });
});

it('labels a file', () => {
  expect(codecLabel({ format: 'jpeg', quality: 62, bitsPerPixel: 0.4111, psnr: 31.24 })).toBe(
    'JPEG quality 62, 0.41 bits/px, 31.2 dB',
  );
  expect(codecLabel({ format: 'webp', quality: 99, bitsPerPixel: 4, psnr: null })).toBe(
    'WebP quality 99, 4.00 bits/px, identical',
  );
});
