/** How long ago a frame still counts, in ms; the last few always do. */
const WINDOW_MS = 2000;
const AT_LEAST = 3;

export interface FrameRate {
  /** Frames that were shown a second, by the median time between two; NaN until there are two. */
  readonly rate: number;
  /** Time from taking a frame until it is on screen, in ms; NaN before the first frame. */
  readonly latency: { readonly median: number; readonly p95: number };
}

export const NO_RATE: FrameRate = { rate: NaN, latency: { median: NaN, p95: NaN } };

/** Rate and latency of the frames of the last two seconds. */
export class FrameTimes {
  #frames: { readonly at: number; readonly latency: number }[] = [];

  /** @param at when it was on screen, @param latency how long that took, both in ms */
  add(at: number, latency: number): void {
    const all = [...this.#frames, { at, latency }];
    this.#frames = all.filter((frame, index) => at - frame.at <= WINDOW_MS || index >= all.length - AT_LEAST);
  }

  /** A pause is no time between two frames. */
  clear(): void {
    this.#frames = [];
  }

  get rate(): FrameRate {
    const latencies = this.#frames.map(({ latency }) => latency);
    const gaps = this.#frames.slice(1).map(({ at }, index) => at - (this.#frames[index]?.at ?? NaN));
    return {
      rate: 1000 / quantile(gaps, 0.5),
      latency: { median: quantile(latencies, 0.5), p95: quantile(latencies, 0.95) },
    };
  }
}

/** The value below which this share of the values lies, interpolated; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)] ?? NaN, sorted[Math.ceil(at)] ?? NaN];
  return low + (high - low) * (at - Math.floor(at));
}
