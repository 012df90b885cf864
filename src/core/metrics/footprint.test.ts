import { describe, expect, it } from 'vitest';
import { footprintOf } from './footprint';
import type { TensorData } from '../tensor';

const [WIDTH, HEIGHT] = [12, 10];

/** A picture of one value with steps of 8 bits added at [colour, x, y]. */
function picture(...changes: readonly (readonly [colour: number, x: number, y: number, steps: number])[]): TensorData {
  const data = new Float32Array(3 * WIDTH * HEIGHT);
  for (const [colour, x, y, steps] of changes) data[(colour * HEIGHT + y) * WIDTH + x] = steps / 127.5;
  return { dims: [1, 3, HEIGHT, WIDTH], data };
}

const CELL = { x: 0, y: 0, width: 8, height: 8 };

describe('a footprint', () => {
  it('is boxed by what changed by a step, and by what changed by 1 % of the peak', () => {
    const changed = picture([0, 3, 4, 40], [2, 5, 2, -2], [1, 9, 9, 0.5], [1, 0, 0, 0.2]);
    const { peak, step, percent, inside } = footprintOf(changed, picture(), CELL);
    expect(peak).toBeCloseTo(40, 4);
    expect(step).toMatchObject({ threshold: 1, box: { x: 3, y: 2, width: 3, height: 3 } });
    expect(percent.threshold).toBeCloseTo(0.4, 4);
    expect(percent.box).toEqual({ x: 3, y: 2, width: 7, height: 8 });
    const all = 40 ** 2 + 2 ** 2 + 0.5 ** 2 + 0.2 ** 2;
    expect(inside).toBeCloseTo((all - 0.25) / all, 6);
    expect(step.share).toBeCloseTo((1600 + 4) / all, 6);
    expect(percent.share).toBeCloseTo((all - 0.04) / all, 6);
  });

  it('takes the largest of the three colours, not their sum, and adds up the energies of all', () => {
    const changed = picture([0, 2, 2, 0.6], [1, 2, 2, 0.6], [2, 2, 2, 0.6], [1, 9, 3, 3]);
    const { step, inside } = footprintOf(changed, picture(), CELL);
    expect(step.box).toEqual({ x: 9, y: 3, width: 1, height: 1 });
    expect(inside).toBeCloseTo(1.08 / 10.08, 6);
  });

  it('reaches the last column and row', () => {
    const { step } = footprintOf(picture([0, WIDTH - 1, 0, 5], [0, 0, HEIGHT - 1, 5]), picture(), CELL);
    expect(step.box).toEqual({ x: 0, y: 0, width: WIDTH, height: HEIGHT });
  });

  it('of equal pictures is nowhere', () => {
    const same = picture([0, 1, 1, 9]);
    const none = { box: null, share: 0 };
    expect(footprintOf(same, same, CELL)).toMatchObject({ psnr: null, peak: 0, inside: 0, step: none, percent: none });
  });

  it('knows the PSNR of the 8-bit pictures', () => {
    const { psnr } = footprintOf(picture([0, 0, 0, 10]), picture(), CELL);
    expect(psnr).toBeCloseTo(10 * Math.log10((255 ** 2 * 3 * WIDTH * HEIGHT) / 100), 6);
  });
});
