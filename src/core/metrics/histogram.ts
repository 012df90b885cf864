/** Counts of values in bins of equal width between two ends; what lies outside, or is no number, is counted apart. */
export interface Histogram {
  readonly low: number;
  readonly high: number;
  readonly counts: Uint32Array;
  below: number;
  above: number;
  nonFinite: number;
}

/** @throws RangeError unless low < high, both finite, and there is at least one bin */
export function emptyHistogram(low: number, high: number, bins: number): Histogram {
  if (!(low < high) || !Number.isFinite(high - low)) throw new RangeError(`No range: ${low} to ${high}.`);
  return { low, high, counts: new Uint32Array(bins), below: 0, above: 0, nonFinite: 0 };
}

/**
 * Adds factor * (values[i] - minus[i]) for i from `start` up to and without `end`; without `minus`, factor * values[i].
 * A bin holds its lower end; the last one also holds `high`.
 */
export function addValues(
  histogram: Histogram,
  values: Float32Array,
  start: number,
  end: number,
  factor = 1,
  minus?: Float32Array,
): void {
  const { low, high, counts } = histogram;
  const bins = counts.length;
  const scale = bins / (high - low);
  for (let i = start; i < end; i++) {
    const value = factor * (minus ? (values[i] as number) - (minus[i] as number) : (values[i] as number));
    if (value >= low && value <= high) {
      const bin = Math.min(bins - 1, Math.floor((value - low) * scale));
      counts[bin] = (counts[bin] as number) + 1;
    } else if (value < low) histogram.below++;
    else if (value > high) histogram.above++;
    else histogram.nonFinite++;
  }
}

/** All finite values, those outside of the ends included. */
export function totalOf({ counts, below, above }: Histogram): number {
  return counts.reduce((sum, count) => sum + count, below + above);
}

/** The values between which a bin counts. */
export function binRange({ low, high, counts }: Histogram, bin: number): readonly [number, number] {
  const width = (high - low) / counts.length;
  return [low + bin * width, low + (bin + 1) * width];
}

/** Share of a normal distribution in each bin, by the density in its middle. std > 0. */
export function normalShares(histogram: Histogram, mean: number, std: number): number[] {
  return Array.from(histogram.counts, (_, bin) => {
    const [from, to] = binRange(histogram, bin);
    const z = ((from + to) / 2 - mean) / std;
    return ((to - from) * Math.exp((-z * z) / 2)) / (std * Math.sqrt(2 * Math.PI));
  });
}
