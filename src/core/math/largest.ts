import type { Pyramid } from './haar';
import type { TensorData } from '../tensor';

/**
 * The largest Haar coefficients of a picture (docs/numbers.md, "Largest coefficients"). Magnitudes are those of the orthonormal
 * transform, so that keeping the largest ones is the best that so many coefficients can do.
 */

/** Magnitudes in one bucket have the same sign, exponent and first 8 bits of the mantissa. */
const BUCKET_SHIFT = 15;
const BUCKETS = 2 ** 16;

/** How magnitudes spread: how many are in each bucket, smallest first. */
export interface Ranks {
  /** All coefficients: as many as the padded picture has values. */
  readonly total: number;
  readonly counts: Uint32Array;
}

/** What of the bands of a level a picture is made of: A of level 3, and H, V, D of all. */
function contributing({ dims, data }: TensorData, level: number): Float32Array {
  const [, , height = 0, width = 0] = dims;
  return level === 3 ? data : data.subarray(3 * height * width);
}

/** 2^level makes stored bands orthonormal; a power of two rounds nothing. */
function* parts(pyramid: Pyramid): Generator<{ readonly values: Float32Array; readonly factor: number }> {
  for (const [index, band] of pyramid.entries()) {
    yield { values: contributing(band, index + 1), factor: 2 ** (index + 1) };
  }
}

/** Sorts the magnitudes into buckets, a step for each level. */
export function* rankedInSteps(pyramid: Pyramid): Generator<undefined, Ranks> {
  const counts = new Uint32Array(BUCKETS);
  let total = 0;
  for (const { values, factor } of parts(pyramid)) {
    total += values.length;
    forEachBucket(values, factor, (bucket) => {
      counts[bucket] = (counts[bucket] as number) + 1;
    });
    yield;
  }
  return { total, counts };
}

/** The bits of floats that are not negative are in the order of their values. */
function forEachBucket(values: Float32Array, factor: number, visit: (bucket: number, magnitude: number) => void): void {
  const float = new Float32Array(1);
  const bits = new Uint32Array(float.buffer);
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i] as number) * factor;
    float[0] = magnitude;
    visit((bits[0] as number) >>> BUCKET_SHIFT, magnitude);
  }
}

/** The magnitude of the `count`-th largest coefficient, from 1; 0 where there are fewer. */
export function thresholdOf(pyramid: Pyramid, { total, counts }: Ranks, count: number): number {
  if (count > total) return 0;
  let [bucket, above] = [BUCKETS - 1, 0];
  while (above + (counts[bucket] as number) < count) above += counts[bucket--] as number;
  const members: number[] = [];
  for (const { values, factor } of parts(pyramid)) {
    forEachBucket(values, factor, (of, magnitude) => {
      if (of === bucket) members.push(magnitude);
    });
  }
  return members.sort((a, b) => b - a)[count - above - 1] as number;
}

/** The pyramid without the coefficients whose magnitude is under the threshold, and how many are left: those equal to it stay. */
export function keepLargest(
  pyramid: Pyramid,
  threshold: number,
): { readonly pyramid: Pyramid; readonly count: number } {
  let count = 0;
  const kept = pyramid.map(({ dims, data }, index): TensorData => {
    const copy = { dims, data: new Float32Array(data) };
    const values = contributing(copy, index + 1);
    const limit = threshold / 2 ** (index + 1);
    for (let i = 0; i < values.length; i++) {
      if (Math.abs(values[i] as number) < limit) values[i] = 0;
      else count++;
    }
    return copy;
  });
  return { pyramid: kept as unknown as Pyramid, count };
}

/** How near the search comes: one part of so many. */
const FINENESS = 1000;

/**
 * The least number of coefficients whose picture reaches a PSNR in dB, by bisection between two numbers, to one part in a thousand.
 * @param below does not reach it @param above reaches it @param psnrOf of the picture of so many coefficients; null when identical
 */
export async function countForPsnr(
  target: number,
  below: number,
  above: number,
  psnrOf: (count: number) => Promise<number | null>,
): Promise<number> {
  let [low, high] = [below, above];
  while (high - low > Math.max(1, high / FINENESS)) {
    const middle = (low + high) >> 1;
    if (((await psnrOf(middle)) ?? Infinity) >= target) high = middle;
    else low = middle;
  }
  return high;
}

/** A picture of its largest coefficients alone. */
export interface LargestPoint {
  /** How many are kept: equal magnitudes are kept together. */
  readonly count: number;
  readonly total: number;
  /** Against the picture, dB, 8 bits; null when identical. */
  readonly psnr: number | null;
}

/** Bits that say which `count` of `total` coefficients are kept, at least: their binary entropy. */
export function placeBits(count: number, total: number): number {
  const share = count / total;
  if (share <= 0 || share >= 1) return 0;
  return -total * (share * Math.log2(share) + (1 - share) * Math.log2(1 - share));
}
