import { crc32, deflateSync } from 'node:zlib';
import { be, bytes } from '../../../src/core/picture/header/test-bytes';
import type { OddFile } from './types';

type Made = readonly [name: string, bytes: Uint8Array];

const SIGNATURE = bytes(0x89, 'PNG\r\n\x1a\n');
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

function chunk(type: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const body = bytes(type, data);
  return bytes(be(data.length, 4), body, be(crc32(body), 4));
}

function header(width: number, height: number, depth: number, colour: number, interlace = 0): Uint8Array {
  return chunk('IHDR', bytes(be(width, 4), be(height, 4), depth, colour, 0, 0, interlace));
}

/** Rows of a pattern, each behind its filter byte. */
function rows(width: number, height: number, depth: number, colour: number, filter = 0): Buffer {
  const stride = Math.ceil((width * depth * (CHANNELS[colour] ?? 1)) / 8);
  return Buffer.from(
    Uint8Array.from({ length: height * (stride + 1) }, (_, i) => {
      const x = i % (stride + 1);
      // Palettes of these tests have two colours.
      return x === 0 ? filter : colour === 3 ? 0 : (x * 5 + Math.floor(i / (stride + 1)) * 11) & 255;
    }),
  );
}

const PALETTE = chunk('PLTE', bytes(255, 0, 0, 0, 0, 255));
const END = chunk('IEND');

interface Plan {
  readonly width?: number;
  readonly height?: number;
  readonly depth?: number;
  readonly colour?: number;
  /** Chunks between the header and the pixels. */
  readonly before?: readonly Uint8Array[];
  readonly pixels?: readonly Uint8Array[];
  readonly after?: readonly Uint8Array[];
}

export function png({
  width = 16,
  height = 12,
  depth = 8,
  colour = 2,
  before = [],
  pixels,
  after = [END],
}: Plan = {}): Uint8Array {
  const data = pixels ?? [chunk('IDAT', deflateSync(rows(width, height, depth, colour)))];
  const palette =
    colour === 3 && !before.some((part) => String.fromCharCode(...part.subarray(4, 8)) === 'PLTE') ? [PALETTE] : [];
  return Buffer.concat([SIGNATURE, header(width, height, depth, colour), ...before, ...palette, ...data, ...after]);
}

/** Every kind of pixel that the format has, in sizes of one pixel, one line and one column. */
function kinds(): Made[] {
  const depths: readonly (readonly [colour: number, depths: readonly number[]])[] = [
    [0, [1, 2, 4, 8, 16]],
    [2, [8, 16]],
    [3, [1, 2, 4, 8]],
    [4, [8, 16]],
    [6, [8, 16]],
  ];
  return depths.flatMap(([colour, list]) =>
    list.flatMap((depth) =>
      [
        [1, 1],
        [130, 1],
        [17, 23],
      ].map(([width = 1, height = 1]): Made => [
        `png ${width}x${height} colour ${colour} depth ${depth}`,
        png({ width, height, depth, colour }),
      ]),
    ),
  );
}

/** Headers whose check sums are right and whose words are not. */
function lies(): Made[] {
  const pixels = [chunk('IDAT', deflateSync(rows(16, 12, 8, 2)))];
  const sizes = [
    [0, 12],
    [16, 0],
    [16, 13],
    [17, 12],
    [16, 3],
    [65535, 65535],
    [16385, 1],
    [1, 16385],
    [16384, 16384],
    [2 ** 31 - 1, 1],
    [2 ** 32 - 1, 2 ** 32 - 1],
  ];
  const kindsOf = [
    [3, 2],
    [7, 2],
    [0, 0],
    [32, 2],
    [16, 3],
    [8, 1],
    [8, 5],
    [8, 7],
    [4, 6],
  ];
  return [
    ...sizes.map(([width = 0, height = 0]): Made => [`png says ${width}x${height}`, png({ width, height, pixels })]),
    ...kindsOf.map(([depth = 0, colour = 0]): Made => [
      `png says depth ${depth} colour ${colour}`,
      png({ depth, colour, pixels }),
    ]),
    ['png interlace 7', Buffer.concat([SIGNATURE, header(16, 12, 8, 2, 7), ...pixels, END])],
    ['png says interlaced', Buffer.concat([SIGNATURE, header(16, 12, 8, 2, 1), ...pixels, END])],
    ['png two headers', png({ before: [header(4, 4, 8, 2)] })],
    ['png without header', Buffer.concat([SIGNATURE, ...pixels, END])],
  ];
}

function exif(orientation: number): Uint8Array {
  return bytes('MM', 0, 42, be(8, 4), be(1, 2), be(0x112, 2), be(3, 2), be(1, 4), be(orientation, 2), 0, 0, be(0, 4));
}

function chunks(noise: (length: number) => Uint8Array): Made[] {
  const data = deflateSync(rows(16, 12, 8, 2));
  const control = (width: number, height: number, x: number) =>
    chunk('fcTL', bytes(be(0, 4), be(width, 4), be(height, 4), be(x, 4), be(0, 4), be(0, 2), be(0, 2), 0, 0));
  return [
    ['png one byte a chunk', png({ pixels: Array.from(data, (byte) => chunk('IDAT', Uint8Array.of(byte))) })],
    ['png empty chunks', png({ pixels: [chunk('IDAT'), chunk('IDAT', data), chunk('IDAT')] })],
    ['png no pixels', png({ pixels: [] })],
    ['png empty pixels', png({ pixels: [chunk('IDAT')] })],
    ['png no end', png({ after: [] })],
    ['png noise for pixels', png({ pixels: [chunk('IDAT', noise(200))] })],
    ['png more pixels than rows', png({ height: 4, pixels: [chunk('IDAT', data)] })],
    ['png unknown filter', png({ pixels: [chunk('IDAT', deflateSync(rows(16, 12, 8, 2, 9)))] })],
    ['png unknown chunk', png({ before: [chunk('odDy', noise(50))] })],
    ['png unknown critical chunk', png({ before: [chunk('ODDY', noise(50))] })],
    ['png text bomb', png({ before: [chunk('zTXt', bytes('bomb', 0, 0, deflateSync(Buffer.alloc(4_000_000))))] })],
    ['png 2000 text chunks', png({ before: Array.from({ length: 2000 }, () => chunk('tEXt', bytes('a', 0, 'b'))) })],
    ['png junk profile', png({ before: [chunk('iCCP', bytes('junk', 0, 0, deflateSync(noise(400))))] })],
    ['png profile not packed', png({ before: [chunk('iCCP', bytes('junk', 0, 0, noise(100)))] })],
    ['png profile bomb', png({ before: [chunk('iCCP', bytes('bomb', 0, 0, deflateSync(Buffer.alloc(8_000_000))))] })],
    ['png profile without name', png({ before: [chunk('iCCP')] })],
    ['png gamma zero', png({ before: [chunk('gAMA', bytes(be(0, 4)))] })],
    ['png chromaticities zero', png({ before: [chunk('cHRM', new Uint8Array(32))] })],
    ['png cicp junk', png({ before: [chunk('cICP', bytes(255, 255, 255, 255))] })],
    ['png long transparency', png({ before: [chunk('tRNS', noise(99))] })],
    [
      'png palette missing',
      Buffer.concat([SIGNATURE, header(16, 12, 8, 3), chunk('IDAT', deflateSync(rows(16, 12, 8, 3))), END]),
    ],
    ['png palette of 300', png({ colour: 3, before: [chunk('PLTE', noise(900))] })],
    ['png palette of 4 bytes', png({ colour: 3, before: [chunk('PLTE', noise(4))] })],
    ['png index beyond palette', png({ colour: 3, pixels: [chunk('IDAT', deflateSync(rows(16, 12, 8, 0)))] })],
    ['png wrong check sum', png().map((byte, i) => (i === 30 ? byte ^ 1 : byte))],
    ...Array.from({ length: 10 }, (_, turn): Made => [
      `png exif turn ${turn}`,
      png({ before: [chunk('eXIf', exif(turn))] }),
    ]),
    ['png exif noise', png({ before: [chunk('eXIf', noise(60))] })],
    ['apng 0 frames', png({ before: [chunk('acTL', bytes(be(0, 4), be(0, 4)))] })],
    ['apng 2^31 frames', png({ before: [chunk('acTL', bytes(be(2 ** 31, 4), be(0, 4))), control(16, 12, 0)] })],
    ['apng frame beyond the picture', png({ before: [chunk('acTL', bytes(be(1, 4), be(0, 4))), control(99, 99, 99)] })],
    [
      'apng 200 frames',
      png({
        before: [chunk('acTL', bytes(be(200, 4), be(0, 4))), control(16, 12, 0)],
        after: [
          ...Array.from({ length: 199 }, (_, i) => [control(16, 12, 0), chunk('fdAT', bytes(be(i, 4), data))]).flat(),
          END,
        ],
      }),
    ],
    [
      'png 4000 x 3000 of zeros',
      png({ width: 4000, height: 3000, pixels: [chunk('IDAT', deflateSync(Buffer.alloc(3000 * 12001)))] }),
    ],
  ];
}

export function oddPngs(noise: (length: number) => Uint8Array): OddFile[] {
  return [...kinds(), ...lies(), ...chunks(noise)].map(([name, content]) => ({
    name,
    type: 'image/png',
    bytes: content,
  }));
}
