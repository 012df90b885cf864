import { describe, expect, it } from 'vitest';
import { geometryOf } from './geometry';
import { crop, planarToRgba, rgbaToPlanar, toByte } from './planar';
import { formulaPixels } from '../test-goldens';

describe('rgbaToPlanar', () => {
  it('splits colours into planes of v / 127.5 - 1 and leaves alpha out', () => {
    const { dims, data } = rgbaToPlanar(Uint8Array.from([0, 51, 255, 7]), {
      ...geometryOf(1, 1),
      paddedWidth: 1,
      paddedHeight: 1,
    });
    expect(dims).toEqual([1, 3, 1, 1]);
    expect([...data]).toEqual([-1, Math.fround(-0.6), 1]);
  });

  it('repeats the last column and row', () => {
    const geometry = geometryOf(3, 2);
    const { data } = rgbaToPlanar(formulaPixels('pattern', 3, 2), geometry);
    const at = (x: number, y: number): number => data[64 + y * 8 + x] as number;
    for (let y = 0; y < 8; y++) {
      for (let x = 0; x < 8; x++) expect(at(x, y)).toBe(at(Math.min(x, 2), Math.min(y, 1)));
    }
    expect(at(2, 1)).not.toBe(at(1, 1));
  });
});

describe('planarToRgba', () => {
  it('gives back every byte', () => {
    const pixels = formulaPixels('pattern', 16, 24);
    const opaque = pixels.map((value, i) => (i % 4 === 3 ? 255 : value));
    expect([...planarToRgba(rgbaToPlanar(pixels, geometryOf(16, 24)))]).toEqual([...opaque]);
  });

  it('rounds to the nearest byte, halves up, and clips', () => {
    expect([-2, -1, -0.999, 0, 0.001, 1, 1.5].map(toByte)).toEqual([0, 0, 0, 128, 128, 255, 255]);
    expect(toByte(100.49 / 127.5 - 1)).toBe(100);
    expect(toByte(100.51 / 127.5 - 1)).toBe(101);
  });
});

describe('crop', () => {
  it('keeps the top left of every plane', () => {
    const tensor = { dims: [1, 2, 3, 4], data: Float32Array.from({ length: 24 }, (_, i) => i) };
    expect(crop(tensor, 2, 2)).toEqual({ dims: [1, 2, 2, 2], data: Float32Array.of(0, 1, 4, 5, 12, 13, 16, 17) });
    expect(crop(tensor, 4, 3)).toBe(tensor);
  });
});
