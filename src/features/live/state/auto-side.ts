import type { RunSummary } from '../../../core/protocol';
import { quantile } from './frame-times';

/** Sides that are tried by themselves, smallest first, and the time that a frame may take then. */
const AUTO_SIDES = [64, 128, 256] as const;
const ENOUGH_FRAMES = 3;
export const AUTO_MS = 100;
export const FIRST_SIDE = AUTO_SIDES[0];

/**
 * The longest side of the frames that come next. Twice the side is four times the pixels, so it is tried when even four times
 * the present time is short enough. @param times of frames at this side, in ms, without the first, which compiles shaders
 */
export function nextSide(side: number, times: readonly number[]): number {
  if (times.length < ENOUGH_FRAMES || 4 * quantile(times, 0.5) > AUTO_MS) return side;
  return AUTO_SIDES.find((each) => each > side) ?? side;
}

/** Chooses the side by measured time, where that is left to the page. */
export class AutoSide {
  /** Ms of frames at the present side. */
  #runs: number[] = [];
  #backend = '';

  /** What was measured says nothing of the next frames. */
  clear(): void {
    this.#runs = [];
  }

  /** The side of the next frames. @param took ms from taking the frame of this run to its result */
  next(side: number, took: number, { cold, backend }: Pick<RunSummary, 'cold' | 'backend'>): number {
    if (backend !== this.#backend) {
      // What was measured on the GPU says nothing of the CPU.
      this.#backend = backend;
      this.#runs = [];
      return FIRST_SIDE;
    }
    if (!cold) this.#runs.push(took);
    const next = nextSide(side, this.#runs.slice(1));
    if (next !== side) this.#runs = [];
    return next;
  }
}
