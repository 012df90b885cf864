import type { TensorData } from '../tensor';

/** How two latents of one shape differ, in their own units. */
export interface LatentDifference {
  readonly meanAbsolute: number;
  /** Root of the mean square. */
  readonly rms: number;
  readonly maxAbsolute: number;
  /** Pearson's, over all values; NaN where one of them does not vary. */
  readonly correlation: number;
  /** The largest difference lies in this channel, row and column. */
  readonly at: { readonly channel: number; readonly y: number; readonly x: number };
}

/** Both [1,C,h,w]. */
export function latentDifference({ dims, data: first }: TensorData, { data: second }: TensorData): LatentDifference {
  const count = first.length;
  let [sumFirst, sumSecond, absolute, squared, maximum, place] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const [a, b] = [first[i] as number, second[i] as number];
    const apart = Math.abs(a - b);
    sumFirst += a;
    sumSecond += b;
    absolute += apart;
    squared += apart * apart;
    if (apart > maximum) [maximum, place] = [apart, i];
  }
  const [meanFirst, meanSecond] = [sumFirst / count, sumSecond / count];
  let [together, spreadFirst, spreadSecond] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const [a, b] = [(first[i] as number) - meanFirst, (second[i] as number) - meanSecond];
    together += a * b;
    spreadFirst += a * a;
    spreadSecond += b * b;
  }
  const [, , height, width] = dims as [number, number, number, number];
  return {
    meanAbsolute: absolute / count,
    rms: Math.sqrt(squared / count),
    maxAbsolute: maximum,
    correlation: together / Math.sqrt(spreadFirst * spreadSecond),
    at: {
      channel: Math.floor(place / (height * width)),
      y: Math.floor(place / width) % height,
      x: place % width,
    },
  };
}
