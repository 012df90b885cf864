import { describe, expect, it } from 'vitest';
import { ORIENTATIONS, channelIndex } from './bands';
import { geometryOf } from './geometry';
import { backButterfly, blockValues, butterfly, butterflyAt, haarByHand } from './haar-by-hand';
import { haarForward } from './haar';
import { crop, rgbaToPlanar } from './planar';
import { formulaPixels } from '../test-goldens';

/** 20 x 12: the blocks at the right and the bottom hold padding. */
const [WIDTH, HEIGHT] = [20, 12];
const padded = rgbaToPlanar(formulaPixels('pattern', WIDTH, HEIGHT), geometryOf(WIDTH, HEIGHT));
const picture = crop(padded, WIDTH, HEIGHT);
const pyramid = haarForward(padded);

describe.each([
  [0, 0],
  [8, 8],
  [16, 8],
])('the block at %i, %i', (x, y) => {
  it.each([0, 1, 2])('has the values of the band tensors in colour %i', (colour) => {
    const levels = haarByHand(blockValues(picture, colour, x, y));
    levels.forEach(({ level, side, scaled, bands }) => {
      const tensor = pyramid[level - 1] as (typeof pyramid)[number];
      const [, , height, width] = tensor.dims as [number, number, number, number];
      for (const orientation of ORIENTATIONS) {
        const channel = channelIndex(orientation, (['R', 'G', 'B'] as const)[colour] as 'R');
        scaled[orientation].forEach((value, index) => {
          const [column, row] = [(x >> level) + (index % side), (y >> level) + Math.floor(index / side)];
          expect(value).toBeCloseTo(tensor.data[(channel * height + row) * width + column] as number, 6);
          expect(bands[orientation][index]).toBeCloseTo(value * 2 ** level, 12);
        });
      }
    });
  });

  it('comes back, level by level', () => {
    for (const { input, rebuilt } of haarByHand(blockValues(picture, 1, x, y))) {
      expect(rebuilt).toHaveLength(input.length);
      rebuilt.forEach((value, index) => expect(value).toBeCloseTo(input[index] as number, 12));
    }
  });
});

it('is fed by the average of the level before', () => {
  const levels = haarByHand(blockValues(picture, 0, 8, 0));
  expect(levels.map(({ level, side, input }) => [level, side, input.length])).toEqual([
    [1, 4, 64],
    [2, 2, 16],
    [3, 1, 4],
  ]);
  expect(levels[1].input).toBe(levels[0].bands.A);
  expect(levels[2].input).toBe(levels[1].bands.A);
  const { bands } = butterflyAt(levels[0], 3, 2);
  for (const orientation of ORIENTATIONS) expect(levels[0].bands[orientation][2 * 4 + 3]).toBe(bands[orientation]);
});

it('adds and subtracts by the definition, and back over the same sums', () => {
  const there = butterfly(10, 20, 30, 70);
  expect(there.sums).toEqual([30, 100, -10, -40]);
  expect(there.bands).toEqual({ A: 65, H: -35, V: -25, D: 15 });
  expect(backButterfly(there.bands)).toEqual(there);
});
