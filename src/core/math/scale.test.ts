import { describe, expect, it } from 'vitest';
import { axisOf, RowScaler, type Size } from './scale';
import { formulaByte, largestDifference } from '../test-goldens';
import { rgbOf, scaleCases } from './test-scale-goldens';

function scaled(
  pixels: Uint8ClampedArray,
  from: Size,
  to: Size,
  { matte = '#000000', rowsAtATime = 3 } = {},
): RowScaler {
  const scaler = new RowScaler(from, to, matte);
  const step = 4 * from.width * rowsAtATime;
  for (let at = 0; at < pixels.length; at += step) scaler.add(pixels.subarray(at, at + step));
  return scaler;
}

describe('axisOf', () => {
  it.each([
    [8, 4],
    [7, 3],
    [5, 5],
    [100, 99],
    [3, 1],
    [4, 7],
    [1, 5],
    [2, 3],
  ])('weighs %i lines as %i by 1 each', (from, to) => {
    const { taps, starts, weights } = axisOf(from, to);
    for (let line = 0; line < to; line++) {
      const sum = weights.subarray(line * taps, (line + 1) * taps).reduce((total, weight) => total + weight, 0);
      expect(sum).toBeCloseTo(1, 12);
      expect((starts[line] as number) + taps).toBeLessThanOrEqual(from);
    }
  });

  it('counts a pixel at the end of an area by its share', () => {
    expect(axisOf(3, 2)).toMatchObject({ taps: 2, starts: Uint32Array.of(0, 1) });
    expect([...axisOf(3, 2).weights].map((weight) => Math.round(weight * 3))).toEqual([2, 1, 1, 2]);
  });

  it('takes no pixel more than it covers where a factor is whole', () => {
    // 49 / 7 and the like must not spill over by the last digit.
    expect(axisOf(49 * 3, 49).taps).toBe(3);
    expect(axisOf(4000, 1000).taps).toBe(4);
  });
});

describe('RowScaler', () => {
  it.each(scaleCases)('is within a level of Pillow: $name', ({ pixels, from, to, golden }) => {
    const scaler = scaled(pixels, from, to);
    expect(largestDifference(rgbOf(scaler.pixels), golden)).toBeLessThanOrEqual(1);
    expect(scaler.clear).toBe(false);
  });

  it('gives the same whatever number of rows comes at a time', () => {
    const { pixels, from, to } = scaleCases[2] as (typeof scaleCases)[number];
    const whole = scaled(pixels, from, to, { rowsAtATime: from.height }).pixels;
    expect(scaled(pixels, from, to, { rowsAtATime: 1 }).pixels).toEqual(whole);
  });

  it('leaves a picture of the right size as it is', () => {
    const { pixels, from } = scaleCases[0] as (typeof scaleCases)[number];
    expect(scaled(pixels, from, from).pixels).toEqual(pixels);
  });

  const from = { width: 30, height: 22 };
  const clear = Uint8ClampedArray.from({ length: 4 * 30 * 22 }, (_, i) =>
    formulaByte('pattern', (i >> 2) % 30, Math.floor(i / 120), i % 4),
  );

  it.each([
    { width: 13, height: 9 },
    { width: 30, height: 22 },
    { width: 41, height: 25 },
  ])('over one colour is the same as drawn over it first: $width', (to) => {
    const matte = [16, 200, 96] as const;
    const flat = clear.map((value, i) => {
      const alpha = clear[i | 3] as number;
      return i % 4 === 3 ? 255 : (value * alpha + (matte[i % 4] as number) * (255 - alpha)) / 255;
    });
    const over = scaled(clear, from, to, { matte: '#10c860' });
    expect(over.clear).toBe(true);
    expect(largestDifference(over.pixels, scaled(flat, from, to).pixels)).toBeLessThanOrEqual(1);
  });

  it('draws the checkerboard in the pixels of the result', () => {
    const { pixels } = scaled(
      new Uint8ClampedArray(4 * 64 * 64),
      { width: 64, height: 64 },
      { width: 16, height: 16 },
      { matte: 'checker' },
    );
    const red = (x: number, y: number) => pixels[4 * (16 * y + x)];
    expect([red(0, 0), red(7, 7), red(8, 7), red(7, 8), red(8, 8)]).toEqual([0xcc, 0xcc, 0x99, 0x99, 0xcc]);
  });

  it('does not let colours of clear pixels through', () => {
    const pair = Uint8ClampedArray.of(255, 0, 0, 0, 0, 0, 255, 255);
    expect([...scaled(pair, { width: 2, height: 1 }, { width: 1, height: 1 }, { matte: '#000000' }).pixels]).toEqual([
      0, 0, 128, 255,
    ]);
  });
});
