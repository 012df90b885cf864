import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32';
import { chunks } from '../picture/header/png';
import { readHeader } from '../picture/header';
import { encodePng } from './png';
import { formulaByte } from '../test-goldens';

/** RGBA of a PNG of 8-bit RGB or RGBA, by the rules of the standard and by no code of ours. */
function decoded(file: Uint8Array, width: number, channels: number): number[] {
  const parts = [...chunks(file)]
    .filter(({ type }) => type === 'IDAT')
    .map(({ at, length }) => file.subarray(at, at + length));
  const data = inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  const rows: number[][] = [];
  for (let at = 0; at < data.length; at += 1 + stride) {
    const above = rows.at(-1) ?? new Array<number>(stride).fill(0);
    const row: number[] = [];
    for (let i = 0; i < stride; i++) {
      const [a, b, c] = [
        row[i - channels] ?? 0,
        above[i] as number,
        i < channels ? 0 : (above[i - channels] as number),
      ];
      const p = a + b - c;
      const nearest = [a, b, c].reduce((best, each) => (Math.abs(p - each) < Math.abs(p - best) ? each : best));
      const foretold = [0, a, b, Math.floor((a + b) / 2), nearest][data[at] as number] as number;
      row.push(((data[at + 1 + i] as number) + foretold) % 256);
    }
    rows.push(row);
  }
  return rows.flat();
}

const picture = (width: number, height: number, alpha: (x: number, y: number) => number) => ({
  width,
  height,
  pixels: Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => {
    const [x, y] = [(i >> 2) % width, Math.floor((i >> 2) / width)];
    return i % 4 === 3 ? alpha(x, y) : formulaByte(y % 3 === 0 ? 'pattern' : 'ramp', x, y, i % 4);
  }),
});

describe('encodePng', () => {
  it.each([
    [1, 1],
    [7, 13],
    [64, 48],
  ])('holds every byte of %i x %i pixels', async (width, height) => {
    const opaque = picture(width, height, () => 255);
    const file = new Uint8Array(await (await encodePng(opaque)).arrayBuffer());
    expect(await readHeader(file)).toMatchObject({
      format: 'PNG',
      width,
      height,
      bitDepth: 8,
      alpha: false,
      profile: 'srgb',
    });
    expect(decoded(file, width, 3)).toEqual([...opaque.pixels].filter((_, i) => i % 4 !== 3));
    for (const { at, length } of chunks(file)) {
      expect(new DataView(file.buffer).getUint32(at + length)).toBe(crc32(file.subarray(at - 4, at + length)));
    }
  });

  it('keeps alpha where there is some', async () => {
    const clear = picture(9, 5, (x) => x * 20);
    const file = new Uint8Array(await (await encodePng(clear)).arrayBuffer());
    expect(await readHeader(file)).toMatchObject({ alpha: true });
    expect(decoded(file, 9, 4)).toEqual([...clear.pixels]);
  });

  it('carries a comment', async () => {
    const file = Buffer.from(
      await (
        await encodePng(
          picture(2, 2, () => 255),
          'Pixels were altered.',
        )
      ).arrayBuffer(),
    );
    expect(file.includes('tEXtComment\0Pixels were altered.')).toBe(true);
  });

  it('is not larger than rows without filters', async () => {
    const smooth = {
      width: 64,
      height: 64,
      pixels: Uint8ClampedArray.from({ length: 4 * 64 * 64 }, (_, i) =>
        i % 4 === 3 ? 255 : ((i >> 2) % 64) + Math.floor(i / 256),
      ),
    };
    expect((await encodePng(smooth)).size).toBeLessThan(600);
  });
});

it('crc32 is the one of zlib', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  expect(crc32(new TextEncoder().encode('6789'), crc32(new TextEncoder().encode('12345')))).toBe(0xcbf43926);
});
