import { differenceSums, qualityFromSums } from './metrics';
import type { TensorData } from '../tensor';
import type { Slot } from '../slots';
import type { Rect } from '../view/view';

/** Which picture of which result. */
export interface PictureRef {
  readonly tensor: 'input' | 'reconstruction';
  readonly slot: Slot;
}

/** The pixels that changed by at least `threshold`. */
export interface Reach {
  /** Steps of 0 to 255; compared with the largest change of a pixel's three colours. */
  readonly threshold: number;
  /** The smallest rectangle with all such pixels; null where there are none. */
  readonly box: Rect | null;
  /** Share of the energy of the whole change that lies in the box, 0..1. */
  readonly share: number;
}

/** How far a picture changed, and where. Changes are not rounded; energies are sums of their squares. */
export interface Footprint {
  /** PSNR of the 8-bit pictures, dB; null when they are identical. */
  readonly psnr: number | null;
  /** The largest change of a value, in steps of 0 to 255. */
  readonly peak: number;
  /** Share of the energy in the pixels that were asked for, 0..1. */
  readonly inside: number;
  /** The pixels that changed by at least one step of 8 bits. `percent` has those that changed by at least 1 % of the peak. */
  readonly step: Reach;
  readonly percent: Reach;
}

/** Steps of 8 bits for each unit of a picture in [-1, 1]. */
const STEPS = 127.5;

/**
 * Compares two pictures [1,3,h,w] in [-1, 1] of one size.
 * @param pixels whose share of the energy is given
 */
export function footprintOf(picture: TensorData, against: TensorData, pixels: Rect): Footprint {
  const [, colours, height, width] = picture.dims as [number, number, number, number];
  const count = width * height;
  const most = new Float32Array(count);
  const energy = new Float32Array(count);
  let peak = 0;
  for (let c = 0, i = 0; c < colours; c++) {
    for (let at = 0; at < count; at++, i++) {
      const change = Math.abs((picture.data[i] as number) - (against.data[i] as number)) * STEPS;
      energy[at] = (energy[at] as number) + change * change;
      if (change > (most[at] as number)) most[at] = change;
      if (change > peak) peak = change;
    }
  }
  const whole = { x: 0, y: 0, width, height };
  const all = sumIn(energy, width, whole);
  const shareOf = (rect: Rect | null): number => (rect && all > 0 ? sumIn(energy, width, rect) / all : 0);
  const reach = (threshold: number): Reach => {
    const box = boxOf(most, width, height, threshold);
    return { threshold, box, share: shareOf(box) };
  };
  const { psnr } = qualityFromSums(differenceSums(picture, against), null);
  return { psnr, peak, inside: shareOf(pixels), step: reach(1), percent: reach(peak / 100) };
}

function boxOf(most: Float32Array, width: number, height: number, threshold: number): Rect | null {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const change = most[at] as number;
      // A picture that did not change at all has a threshold of 0.
      if (change === 0 || change < threshold) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return right < 0 ? null : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

function sumIn(values: Float32Array, stride: number, { x, y, width, height }: Rect): number {
  let sum = 0;
  for (let row = y; row < y + height; row++) {
    for (let at = row * stride + x; at < row * stride + x + width; at++) sum += values[at] as number;
  }
  return sum;
}
