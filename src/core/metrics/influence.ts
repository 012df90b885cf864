import { clipRect } from '../math/clip-rect';
import type { LatentPoke } from '../settings/latent-settings';
import type { TensorData } from '../tensor';
import { scaled } from '../tiles/tiles';
import type { Rect } from '../view/view';
import { statsOf } from './stats';

/** Which cells are poked one after another, and how. */
export interface InfluenceAsk {
  /** Job of the shown result that is meant. */
  readonly job: number;
  /** Columns and rows. */
  readonly cells: readonly (readonly [x: number, y: number])[];
  readonly channel: LatentPoke['channel'];
  /** Units of the latent. */
  readonly amount: number;
  /** Cells around the poked one that its change is expected in. */
  readonly halo: number;
}

/** How a poke of one cell changes the picture. */
export interface CellChange {
  readonly x: number;
  readonly y: number;
  /** Root of the sum of squared changes of all values, in steps of 0 to 255. */
  readonly total: number;
  /** The largest change of a value, in the same steps. */
  readonly peak: number;
  /** Share of the squared change in the pixels of the cell and of the eight around it, 0..1. */
  readonly near: number;
  /** Share that lies further away than the halo. */
  readonly beyond: number;
}

const STEPS = 127.5;
/** A cell whose total lies so many standard deviations from the mean of all is named. */
const OUTLIER = 3;

/** The pixels of a cell and of `halo` cells around it, within the picture. */
export function pixelsAround(
  [x, y]: readonly [number, number],
  halo: number,
  side: number,
  picture: { readonly width: number; readonly height: number },
): Rect | null {
  const size = 2 * halo + 1;
  return clipRect(scaled({ x: x - halo, y: y - halo, width: size, height: size }, side), picture);
}

/** Compares two pictures [1,3,h,w] in [-1, 1] of one size. Null stands for no pixels. */
export function changeOf(
  poked: TensorData,
  plain: TensorData,
  near: Rect | null,
  field: Rect | null,
): Omit<CellChange, 'x' | 'y'> {
  const [, colours, height, width] = plain.dims as [number, number, number, number];
  let [all, inNear, inField, peak] = [0, 0, 0, 0];
  for (let c = 0, i = 0; c < colours; c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const change = Math.abs((poked.data[i] as number) - (plain.data[i] as number)) * STEPS;
        if (change === 0) continue;
        const squared = change * change;
        all += squared;
        if (change > peak) peak = change;
        if (isIn(near, x, y)) inNear += squared;
        if (isIn(field, x, y)) inField += squared;
      }
    }
  }
  const share = (part: number): number => (all > 0 ? part / all : 0);
  return { total: Math.sqrt(all), peak, near: share(inNear), beyond: share(all - inField) };
}

function isIn(rect: Rect | null, x: number, y: number): boolean {
  return rect !== null && x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;
}

export interface Outlier extends CellChange {
  /** Standard deviations of the totals of all cells between this one's and their mean. */
  readonly z: number;
}

/** Cells that change the picture far more or less than others, the furthest first. */
export function outliersOf(cells: readonly CellChange[]): Outlier[] {
  const { mean, std } = statsOf(cells.map(({ total }) => total));
  return cells
    .map((cell) => ({ ...cell, z: std > 0 ? (cell.total - mean) / std : 0 }))
    .filter(({ z }) => Math.abs(z) >= OUTLIER)
    .sort((a, b) => Math.abs(b.z) - Math.abs(a.z));
}
