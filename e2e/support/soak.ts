import type { Page } from '@playwright/test';
import type { Resources } from '../../src/core/protocol';

/** Sides that are multiples of 8 and not, wide and tall, so that every run meets other buffers than the one before. */
export const SOAK_SIZES = [
  [32, 32],
  [57, 33],
  [40, 64],
  [71, 39],
  [96, 64],
] as const;
/** Compiles shaders and fills caches. */
const WARM_UP = 2 * SOAK_SIZES.length;
const WINDOW = 50;

export interface SoakRun extends Resources {
  readonly width: number;
  readonly height: number;
  /** Time of the whole pipeline, as the summary says. */
  readonly ms: number;
}

/** Opens pictures of these sizes in turn and runs each, in the page that is open; what is held is read after every run. */
export function soak(page: Page, runs: number, from = 0): Promise<SoakRun[]> {
  return page.evaluate(
    async ({ sizes, count, first }) => {
      const pictures = await Promise.all(
        sizes.map(([width, height]) => {
          const canvas = new OffscreenCanvas(width, height);
          const pixels = new ImageData(width, height);
          pixels.data.forEach((_, i) => void (pixels.data[i] = i % 4 === 3 ? 255 : (i * 7 + (i >> 6) * 31) & 255));
          canvas.getContext('2d')?.putImageData(pixels, 0, 0);
          return canvas.convertToBlob();
        }),
      );
      const done: SoakRun[] = [];
      for (let i = first; i < first + count; i++) {
        await window.litevae.open(pictures[i % pictures.length] as Blob);
        const { width, height, totalMs: ms } = await window.litevae.run();
        done.push({ width, height, ms, ...(await window.litevae.resources()) });
      }
      return done;
    },
    { sizes: SOAK_SIZES, count: runs, first: from },
  );
}

/** Median milliseconds of the first warm runs and of the last, and by how much these are slower. */
export function driftOf(runs: readonly SoakRun[]): { first: number; last: number; drift: number } {
  const times = runs.map(({ ms }) => ms);
  const [first, last] = [median(times.slice(WARM_UP, WARM_UP + WINDOW)), median(times.slice(-WINDOW))];
  return { first, last, drift: last / first - 1 };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}
