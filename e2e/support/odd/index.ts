import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { be, bytes, le, randomNumbers, segment } from '../../../src/core/picture/header/test-bytes';
import { oddPngs, png } from './png';
import { oddSvgs } from './svg';
import type { OddFile } from './types';

export type { OddFile } from './types';

const FOLDER = join(import.meta.dirname, '../../fixtures/pictures');
const fixture = (name: string) => new Uint8Array(readFileSync(join(FOLDER, name)));
/** Whole pictures of each format, to be spoilt. */
const WHOLE = [
  'jpeg-rgb.jpg',
  'jpeg-progressive.jpg',
  'jpeg-cmyk.jpg',
  'jpeg-gray.jpg',
  'jpeg-exif-6.jpg',
  'jpeg-display-p3.jpg',
  'png-rgb.png',
  'png-rgb16.png',
  'png-palette.png',
  'png-interlaced.png',
  'png-animated.png',
  'png-display-p3.png',
  'gif-animated.gif',
  'gif-clear.gif',
  'webp-lossy.webp',
  'webp-lossless-alpha.webp',
  'webp-animated.webp',
  'webp-exif-6.webp',
  'avif.avif',
  'avif-alpha.avif',
  'avif-animated.avif',
  'bmp.bmp',
  'bmp-palette.bmp',
  'ico.ico',
  'svg.svg',
];

/** More than 300 files from a fixed seed: valid in odd ways, and broken. */
export function oddFiles(): OddFile[] {
  const random = randomNumbers(20_260_101);
  const noise = (length: number) => Uint8Array.from({ length }, () => (random() >>> 8) & 255);
  return [
    ...WHOLE.flatMap((name) => spoilt(name, random, noise)),
    ...oddPngs(noise),
    ...oddSvgs(),
    ...jpegs(noise),
    ...gifs(),
    ...bitmaps(),
    ...others(noise),
    ...misnamed(),
    // A Buffer would reach the page as something else.
  ].map((file) => ({ ...file, bytes: new Uint8Array(file.bytes) }));
}

/** One file cut, flipped, zeroed and followed by noise. */
function spoilt(name: string, random: () => number, noise: (length: number) => Uint8Array): OddFile[] {
  const whole = fixture(name);
  const place = (from = 0) => from + (random() % Math.max(1, whole.length - from));
  const flip = (content: Uint8Array, from: number) => {
    const at = place(from);
    content[at] = (content[at] ?? 0) ^ (1 << (random() % 8));
  };
  const changed = (change: (content: Uint8Array) => void) => {
    const content = whole.slice();
    change(content);
    return content;
  };
  const made: [string, Uint8Array][] = [
    ['cut in the head', whole.slice(0, 1 + (random() % 60))],
    ['cut in the body', whole.slice(0, place(60))],
    ['without its last byte', whole.slice(0, -1)],
    ['one bit flipped', changed((content) => flip(content, 0))],
    [
      'thirty bits flipped',
      changed((content) => {
        for (let i = 0; i < 30; i++) flip(content, 20);
      }),
    ],
    ['a hole of zeros', changed((content) => void content.fill(0, place(30), place(30) + 40))],
    ['noise behind', bytes(whole, noise(300))],
  ];
  return made.map(([what, content]) => ({ name: `${name}, ${what}`, type: '', bytes: content }));
}

/** TIFF head with one orientation, in either order of bytes. */
function exif(orientation: number, write: typeof be, order: 'MM' | 'II'): Uint8Array {
  return bytes(
    'Exif\0\0',
    order,
    write(42, 2),
    write(8, 4),
    write(1, 2),
    write(0x112, 2),
    write(3, 2),
    write(1, 4),
    write(orientation, 2),
    0,
    0,
    write(0, 4),
  );
}

function jpegs(noise: (length: number) => Uint8Array): OddFile[] {
  const whole = fixture('jpeg-rgb.jpg');
  const insert = (...parts: Uint8Array[]) => bytes(whole.subarray(0, 2), ...parts, whole.subarray(2));
  /** Width and height of the first frame header of the wanted kind. */
  const sized = (width: number, height: number) => {
    const content = whole.slice();
    const at = content.findIndex((byte, i) => byte === 0xff && (content[i + 1] === 0xc0 || content[i + 1] === 0xc2));
    content.set([...be(height, 2), ...be(width, 2)], at + 5);
    return content;
  };
  const profile = (number: number, count: number, data: Uint8Array) =>
    segment(0xe2, bytes('ICC_PROFILE\0', number, count, data));
  const made: [string, Uint8Array][] = [
    ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 65535].flatMap((turn): [string, Uint8Array][] => [
      [`exif turn ${turn}, big-endian`, insert(segment(0xe1, exif(turn, be, 'MM')))],
      [`exif turn ${turn}, little-endian`, insert(segment(0xe1, exif(turn, le, 'II')))],
    ]),
    ['exif noise', insert(segment(0xe1, bytes('Exif\0\0', noise(200))))],
    ['exif twice', insert(segment(0xe1, exif(6, be, 'MM')), segment(0xe1, exif(3, be, 'MM')))],
    ['exif directory of itself', insert(segment(0xe1, bytes('Exif\0\0MM', 0, 42, be(8, 4), be(65535, 2))))],
    ['profile noise', insert(profile(1, 1, noise(500)))],
    ['profile part 2 of 3 alone', insert(profile(2, 3, noise(100)))],
    ['profile part 0 of 0', insert(profile(0, 0, noise(100)))],
    ['profile of 255 parts', insert(...Array.from({ length: 255 }, (_, i) => profile(i + 1, 255, noise(8))))],
    ['long comment', insert(segment(0xfe, noise(65_533)))],
    ['500 empty comments', insert(...Array.from({ length: 500 }, () => segment(0xfe, [])))],
    ['segment length 0', insert(bytes(0xff, 0xe5, 0, 0))],
    ['segment longer than the file', insert(bytes(0xff, 0xe5, 0xff, 0xff))],
    ['fill bytes', insert(new Uint8Array(200).fill(255))],
    ['zeros between segments', insert(new Uint8Array(50))],
    ...[0, 1, 2, 7].map((transform): [string, Uint8Array] => [
      `adobe transform ${transform}`,
      insert(segment(0xee, bytes('Adobe', 0, 100, 0, 0, 0, 0, transform))),
    ]),
    ...[
      [0, 48],
      [64, 0],
      [65535, 65535],
      [65500, 1],
      [1, 1],
      [64, 47],
      [640, 480],
    ].map(([width = 0, height = 0]): [string, Uint8Array] => [`says ${width}x${height}`, sized(width, height)]),
    ['end at once', bytes(0xff, 0xd8, 0xff, 0xd9)],
    ['start alone', bytes(0xff, 0xd8, 0xff)],
    ['followed by a zip', bytes(whole, 'PK\x03\x04', noise(80))],
    ['with a script in it', insert(segment(0xfe, bytes('*/=1;alert(1)/*')))],
  ];
  return made.map(([name, content]) => ({ name: `jpeg ${name}`, type: 'image/jpeg', bytes: content }));
}

function gifs(): OddFile[] {
  const pixels = bytes(2, 2, 0x44, 0x01, 0);
  const frame = (x: number, y: number, width: number, height: number, data: Uint8Array = pixels) =>
    bytes(0x21, 0xf9, 4, 4, 0, 0, 0, 0, 0x2c, le(x, 2), le(y, 2), le(width, 2), le(height, 2), 0, data);
  const gif = (width: number, height: number, ...parts: Uint8Array[]) =>
    bytes('GIF89a', le(width, 2), le(height, 2), 0x80, 0, 0, 0, 0, 0, 255, 255, 255, ...parts, 0x3b);
  const made: [string, Uint8Array][] = [
    ['one pixel', gif(1, 1, frame(0, 0, 1, 1))],
    ['300 frames', gif(1, 1, ...Array.from({ length: 300 }, () => frame(0, 0, 1, 1)))],
    ['frame beyond the screen', gif(2, 2, frame(100, 100, 1, 1))],
    ['frame of no size', gif(2, 2, frame(0, 0, 0, 0))],
    ['frame larger than the screen', gif(1, 1, frame(0, 0, 500, 500))],
    ['no frame', gif(9, 9)],
    ['no screen', gif(0, 0, frame(0, 0, 1, 1))],
    ['screen of 65535', gif(65535, 65535, frame(0, 0, 1, 1))],
    ['code size 0', gif(1, 1, frame(0, 0, 1, 1, bytes(0, 1, 0, 0)))],
    ['code size 12', gif(1, 1, frame(0, 0, 1, 1, bytes(12, 1, 0, 0)))],
    ['comment without end', gif(1, 1, bytes(0x21, 0xfe, 255, 'a'))],
    ['unknown extension', gif(1, 1, bytes(0x21, 0x77, 1, 1, 0), frame(0, 0, 1, 1))],
    ['with a script', bytes('GIF89a/*', new Uint8Array(20), '*/=1;alert(1)//')],
  ];
  return made.map(([name, content]) => ({ name: `gif ${name}`, type: 'image/gif', bytes: content }));
}

function bitmaps(): OddFile[] {
  const bmp = (width: number, height: number, depth: number, packing = 0, palette = 0) =>
    bytes(
      'BM',
      le(70, 4),
      le(0, 4),
      le(54, 4),
      le(40, 4),
      le(width >>> 0, 4),
      le(height >>> 0, 4),
      le(1, 2),
      le(depth, 2),
      le(packing, 4),
      le(16, 4),
      le(0, 4),
      le(0, 4),
      le(palette, 4),
      le(0, 4),
      new Uint8Array(64).fill(90),
    );
  const plans = [
    [2, 2, 24],
    [2, -2, 24],
    [-2, 2, 24],
    [0, 2, 24],
    [2, 0, 24],
    [2, 2, 1],
    [2, 2, 4],
    [2, 2, 7],
    [2, 2, 16],
    [2, 2, 32],
    [2, 2, 0],
    [40_000, 40_000, 24],
    [2 ** 31 - 1, 1, 24],
    [4, 4, 8, 1],
    [4, 4, 4, 2],
    [2, 2, 32, 3],
    [2, 2, 24, 4],
    [2, 2, 24, 99],
    [2, 2, 8, 0, 2 ** 31],
  ];
  return plans.map(([width = 0, height = 0, depth = 0, packing, palette]) => ({
    name: `bmp ${[width, height, depth, packing, palette].join(' ')}`,
    type: 'image/bmp',
    bytes: bmp(width, height, depth, packing, palette),
  }));
}

/** What is no picture, and what only begins like one. */
function others(noise: (length: number) => Uint8Array): OddFile[] {
  const heads: Readonly<Record<string, Uint8Array>> = {
    png: bytes(0x89, 'PNG\r\n\x1a\n'),
    jpeg: bytes(0xff, 0xd8, 0xff, 0xe0),
    gif: bytes('GIF89a'),
    bmp: bytes('BM'),
    webp: bytes('RIFF', le(200, 4), 'WEBPVP8X'),
    avif: bytes(be(24, 4), 'ftypavif'),
    heic: bytes(be(24, 4), 'ftypheic'),
    tiff: bytes('II', 42, 0),
    jxl: bytes(0xff, 0x0a),
    ico: bytes(0, 0, 1, 0, 1, 0),
    svg: bytes('<svg'),
  };
  const texts: Readonly<Record<string, string>> = {
    text: 'Not a picture.',
    html: '<!doctype html><title>a</title><script>alert(1)</script>',
    json: '{"a":1}',
    script: 'while (true) {}',
    xml: '<?xml version="1.0"?><a/>',
    pdf: '%PDF-1.7\n1 0 obj',
    zip: 'PK\x03\x04',
    program: '\x7fELF',
    film: '\0\0\0\x18ftypisom\0\0\0\0',
    spaces: ' '.repeat(5000),
    'one long line': 'a'.repeat(200_000),
    'data address': 'data:image/png;base64,AAAA',
  };
  return [
    { name: 'empty', type: 'image/png', bytes: new Uint8Array() },
    ...[1, 2, 3, 7, 12, 100, 70_000].map((length) => ({
      name: `${length} zeros`,
      type: '',
      bytes: new Uint8Array(length),
    })),
    ...[1, 4, 16, 5000].map((length) => ({ name: `${length} of noise`, type: 'image/jpeg', bytes: noise(length) })),
    ...Object.entries(heads).flatMap(([name, head]) => [
      { name: `${name} head alone`, type: '', bytes: head },
      { name: `${name} head and noise`, type: '', bytes: bytes(head, noise(400)) },
      { name: `${name} head and zeros`, type: '', bytes: bytes(head, new Uint8Array(400)) },
    ]),
    ...Object.entries(texts).map(([name, text]) => ({ name, type: 'text/plain', bytes: bytes(text) })),
  ];
}

/** Names and types that say something else than the bytes, and files that are two things. */
function misnamed(): OddFile[] {
  const pairs = [
    ['png-rgb.png', 'image/jpeg'],
    ['jpeg-rgb.jpg', 'image/svg+xml'],
    ['gif.gif', 'text/html'],
    ['svg.svg', 'image/png'],
    ['webp-lossy.webp', 'application/pdf'],
    ['avif.avif', 'image/gif'],
    ['bmp.bmp', 'nonsense'],
  ] as const;
  const page = bytes('<!doctype html><script>alert(1)</script>');
  return [
    ...pairs.map(([name, type]) => ({ name: `${name} as ${type}`, type, bytes: fixture(name) })),
    { name: 'html as svg', type: 'image/svg+xml', bytes: page },
    { name: 'png with a page behind', type: 'text/html', bytes: bytes(png(), page) },
    { name: 'page with a png behind', type: 'image/png', bytes: bytes(page, png()) },
    { name: 'svg with a png behind', type: 'image/svg+xml', bytes: bytes(fixture('svg.svg'), png()) },
    { name: 'png and jpeg', type: 'image/png', bytes: bytes(png(), fixture('jpeg-rgb.jpg')) },
    { name: '../../\u202egnp.exe', type: 'image/png', bytes: png() },
    { name: `${'long '.repeat(100)}.png`, type: 'image/png', bytes: png() },
    { name: '<img src=x onerror=alert(1)>.png', type: 'image/png', bytes: png() },
  ];
}
