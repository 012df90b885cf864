import { describe, expect, it } from 'vitest';
import { colourTable } from './colour-map';
import type { TableMap } from './palette-names';

const entry = (map: TableMap, index: number): number[] => [...colourTable(map).subarray(4 * index, 4 * index + 4)];

/** Lightness in OKLab of an sRGB colour, written apart from the code that is tested. */
function lightness([r, g, b]: number[]): number {
  const [x, y, z] = [r, g, b].map((byte) => {
    const value = (byte as number) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * x + 0.5363325363 * y + 0.0514459929 * z);
  const m = Math.cbrt(0.2119034982 * x + 0.6806995451 * y + 0.1073969566 * z);
  const s = Math.cbrt(0.0883024619 * x + 0.2817188376 * y + 0.6299787005 * z);
  return 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
}

describe('the signed map', () => {
  it('is near black in the middle, blue below, orange above', () => {
    const [r, g, b] = entry('signed', 127) as [number, number, number];
    expect(Math.max(r, g, b)).toBeLessThan(20);
    const blue = entry('signed', 60) as [number, number, number];
    const orange = entry('signed', 195) as [number, number, number];
    expect(blue[2]).toBeGreaterThan(blue[0] + 50);
    expect(orange[0]).toBeGreaterThan(orange[2] + 50);
  });

  it('is equally light at equal distance from zero', () => {
    for (let i = 0; i < 128; i++) {
      expect(Math.abs(lightness(entry('signed', i)) - lightness(entry('signed', 255 - i)))).toBeLessThan(0.02);
    }
  });

  it('has the lightness of the stops of the design', () => {
    for (const [t, expected] of [
      [0.18, 0.3],
      [0.45, 0.52],
      [0.75, 0.76],
      [1, 0.945],
    ] as const) {
      const index = Math.round(127.5 + 127.5 * t);
      expect(lightness(entry('signed', index))).toBeCloseTo(expected, 1.5);
    }
  });
});

describe('the amount map', () => {
  it('has the known ends and middle of magma', () => {
    expect(entry('amount', 0)).toEqual([0, 0, 4, 255]);
    expect(entry('amount', 128)).toEqual([183, 55, 121, 255]);
    expect(entry('amount', 255)).toEqual([252, 253, 191, 255]);
    for (let i = 1; i < 256; i++)
      expect(lightness(entry('amount', i))).toBeGreaterThan(lightness(entry('amount', i - 1)) - 0.003);
  });
});

it.each(['signed', 'amount'] as const)('%s has 256 opaque entries that differ little from one to the next', (map) => {
  expect(colourTable(map)).toHaveLength(1024);
  for (let i = 1; i < 256; i++) {
    const [one, two] = [entry(map, i - 1), entry(map, i)];
    expect(two[3]).toBe(255);
    expect(Math.max(...[0, 1, 2].map((c) => Math.abs((one[c] as number) - (two[c] as number))))).toBeLessThan(9);
  }
});
