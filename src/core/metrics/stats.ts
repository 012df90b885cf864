import type { ChannelStats, TensorData } from '../tensor';

/** Statistics of each channel of [1,C,H,W]; std is that of the whole channel (divided by n). */
export function channelStats(tensor: TensorData): ChannelStats[] {
  const channels = tensor.dims[1] as number;
  const count = tensor.data.length / channels;
  return Array.from({ length: channels }, (_, c) => statsOf(tensor.data.subarray(c * count, (c + 1) * count)));
}

export function statsOf(values: Float32Array | readonly number[]): ChannelStats {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { min, max, mean, std: Math.sqrt(squares / values.length) };
}

/** The middle value; the mean of the two in the middle where there is none. NaN without values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? NaN;
  const lower = sorted[Math.ceil(middle) - 1] ?? NaN;
  return (lower + upper) / 2;
}

/** Statistics of channels that were counted in two parts, of so many values each (or so many rows of equal length). */
export function mergeStats(
  first: readonly ChannelStats[],
  firstCount: number,
  second: readonly ChannelStats[],
  secondCount: number,
): ChannelStats[] {
  const share = secondCount / (firstCount + secondCount);
  return first.map((one, index) => {
    const other = second[index] as ChannelStats;
    const apart = other.mean - one.mean;
    const variance = (1 - share) * one.std ** 2 + share * other.std ** 2 + share * (1 - share) * apart ** 2;
    return {
      min: Math.min(one.min, other.min),
      max: Math.max(one.max, other.max),
      mean: one.mean + share * apart,
      std: Math.sqrt(variance),
    };
  });
}

/** Number of values that are NaN or infinite: a network that writes one is not to be trusted. */
export function countNonFinite(values: Float32Array): number {
  let count = 0;
  for (const value of values) if (!Number.isFinite(value)) count++;
  return count;
}

/** Largest distance from zero. */
export function maxAbsolute(stats: ChannelStats): number {
  return Math.max(Math.abs(stats.min), Math.abs(stats.max));
}

/** Root of the mean square. */
export function rootMeanSquare(stats: ChannelStats): number {
  return Math.hypot(stats.mean, stats.std);
}

/** Statistics of each channel of [1,C,H,W] over its finite values, and how many others there are. A channel without any has zeros. */
export function finiteStats({ dims, data }: TensorData): { channels: ChannelStats[]; nonFinite: number } {
  const count = data.length / (dims[1] as number);
  let nonFinite = 0;
  const channels = Array.from({ length: dims[1] as number }, (_, c) => {
    const values = data.subarray(c * count, (c + 1) * count);
    const bad = countNonFinite(values);
    nonFinite += bad;
    if (bad === 0) return statsOf(values);
    const finite = values.filter((value) => Number.isFinite(value));
    return finite.length > 0 ? statsOf(finite) : { min: 0, max: 0, mean: 0, std: 0 };
  });
  return { channels, nonFinite };
}
