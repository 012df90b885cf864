import { describe, expect, it } from 'vitest';
import { endsTooEarly, readHeader, sniffFormat } from '.';
import { be, box, bytes, le, pngChunk, pngStart, segment } from './test-bytes';

const header = (...parts: Parameters<typeof bytes>) => readHeader(bytes(...parts));
const exif = (orientation: number) =>
  bytes('MM', 0, 42, be(8, 4), be(1, 2), be(274, 2), be(3, 2), be(1, 4), be(orientation, 2), 0, 0, be(0, 4));
const frame = (marker: number, width: number, height: number, components: number, depth = 8) =>
  segment(marker, [depth, ...be(height, 2), ...be(width, 2), components]);
const scan = segment(0xda, [0]);

describe('PNG', () => {
  it.each([
    [0, 'gray', false],
    [2, 'rgb', false],
    [3, 'palette', false],
    [4, 'gray', true],
    [6, 'rgb', true],
  ] as const)('reads colour type %i', async (type, colour, alpha) => {
    expect(await readHeader(pngStart(300, 70000, 8, type))).toMatchObject({ width: 300, height: 70000, colour, alpha });
  });

  it('believes cICP before sRGB and gAMA', async () => {
    const linear = pngChunk('gAMA', be(100000, 4));
    const srgb = pngChunk('sRGB', [0]);
    const p3 = pngChunk('cICP', [12, 13, 0, 1]);
    const pq = pngChunk('cICP', [9, 16, 0, 1]);
    expect((await readHeader(pngStart(1, 1, 8, 2, linear)))?.profile).toBe('other');
    expect((await readHeader(pngStart(1, 1, 8, 2, linear, srgb)))?.profile).toBe('srgb');
    expect((await readHeader(pngStart(1, 1, 8, 2, linear, srgb, p3)))?.profile).toBe('display-p3');
    expect(await readHeader(pngStart(1, 1, 8, 2, linear, p3, pq))).toMatchObject({ profile: 'pq', colourBy: 'cicp' });
  });

  it('calls one frame of APNG still', async () => {
    expect((await readHeader(pngStart(1, 1, 8, 2, pngChunk('acTL', [...be(1, 4), ...be(0, 4)]))))?.animated).toBe(
      false,
    );
    expect((await readHeader(pngStart(1, 1, 8, 2, pngChunk('acTL', [...be(2, 4), ...be(0, 4)]))))?.animated).toBe(true);
  });

  it('does not look behind the pixels', async () => {
    expect((await readHeader(pngStart(1, 1, 8, 2, pngChunk('IDAT', [1]), pngChunk('tRNS', [0]))))?.alpha).toBe(false);
  });
});

describe('JPEG', () => {
  it.each([0xc0, 0xc1, 0xc2, 0xc3, 0xc9])('reads the sides from frame %i', async (marker) => {
    expect(await header(0xff, 0xd8, frame(marker, 640, 480, 3), scan)).toMatchObject({
      format: 'JPEG',
      width: 640,
      height: 480,
      colour: 'rgb',
    });
  });

  it('takes no Huffman table for a frame, and skips fill bytes and garbage', async () => {
    const table = segment(0xc4, [8, 1, 1, 1, 1, 1]);
    expect(await header(0xff, 0xd8, table, 7, 7, 0xff, 0xff, frame(0xc2, 5, 6, 4), scan)).toMatchObject({
      width: 5,
      height: 6,
      colour: 'cmyk',
    });
  });

  it('takes the first EXIF and ignores values that it does not define', async () => {
    const app1 = (value: number) => segment(0xe1, bytes('Exif\0\0', exif(value)));
    expect((await header(0xff, 0xd8, app1(8), app1(3), frame(0xc0, 5, 6, 3), scan))?.orientation).toBe(8);
    expect((await header(0xff, 0xd8, app1(9), frame(0xc0, 5, 6, 3), scan))?.orientation).toBe(1);
    expect(
      (await header(0xff, 0xd8, segment(0xe1, bytes('http://ns.adobe.com/xap/1.0/\0')), frame(0xc0, 5, 6, 3), scan))
        ?.orientation,
    ).toBe(1);
  });

  it('does not take the end of a preview for the end of the picture', () => {
    const preview = segment(0xe1, bytes('Exif\0\0', 0xff, 0xd8, 0xff, 0xd9));
    const start = bytes(0xff, 0xd8, preview, frame(0xc0, 5, 6, 3), scan, 1, 2, 3, 0xff, 0, 4);
    expect(endsTooEarly(start, 'JPEG')).toBe(true);
    expect(endsTooEarly(bytes(start, 0xff, 0xd9), 'JPEG')).toBe(false);
  });

  it('tells damage from a missing end', () => {
    expect(endsTooEarly(bytes(0xff, 0xd8, segment(0xe0, [1, 2, 3]).subarray(0, 5)), 'JPEG')).toBe(true);
    expect(endsTooEarly(bytes(0xff, 0xd8, segment(0xe0, [1, 2, 3]), new Uint8Array(50)), 'JPEG')).toBe(false);
  });
});

describe('HDR and gain maps', () => {
  const icc = (transfer: number) =>
    bytes(new Uint8Array(128), be(1, 4), 'cicp', be(144, 4), be(12, 4), 'cicp', be(0, 4), 9, transfer, 0, 1);
  const app = (marker: number, ...parts: Parameters<typeof bytes>) => segment(marker, bytes(...parts));
  const jpeg = (...parts: Uint8Array[]) => header(0xff, 0xd8, ...parts, frame(0xc0, 5, 6, 3), scan);

  it.each([
    [16, 'pq'],
    [18, 'hlg'],
    [13, 'other'],
  ] as const)('reads transfer %i of the cicp tag of a profile as %s', async (transfer, profile) => {
    expect(await jpeg(app(0xe2, 'ICC_PROFILE\0', 1, 1, icc(transfer)))).toMatchObject({ profile, colourBy: 'icc' });
  });

  it('finds what names a gain map in the main picture, and no other XMP', async () => {
    const xmp = (text: string) => app(0xe1, 'http://ns.adobe.com/xap/1.0/\0', text);
    expect((await jpeg(xmp('xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/"')))?.gainMap).toBe(true);
    expect(
      (await jpeg(xmp('<apdi:AuxiliaryImageType>urn:com:apple:photo:2020:aux:hdrgainmap</apdi:AuxiliaryImageType>')))
        ?.gainMap,
    ).toBe(true);
    expect((await jpeg(app(0xe2, 'urn:iso:std:iso:ts:21496:-1\0', be(0, 4))))?.gainMap).toBe(true);
    expect((await jpeg(xmp('xmlns:dc="http://purl.org/dc/elements/1.1/"')))?.gainMap).toBe(false);
    expect(
      (await jpeg(app(0xe2, 'MPF\0MM\0*', be(8, 4), be(1, 2), be(0xb002, 2), be(7, 2), be(2 ** 32 - 1, 4), be(0, 4))))
        ?.gainMap,
    ).toBe(false);
  });
});

describe('GIF', () => {
  const screen = (width: number, height: number) =>
    bytes('GIF89a', le(width, 2), le(height, 2), 0x80, 0, 0, [1, 2, 3, 4, 5, 6]);
  const image = (width: number, height: number) =>
    bytes(0x2c, le(0, 2), le(0, 2), le(width, 2), le(height, 2), 0, 2, 3, 9, 9, 9, 0);
  const control = (flags: number) => bytes(0x21, 0xf9, 4, flags, 0, 0, 0, 0);

  it('is transparent by its control or by a frame that leaves room', async () => {
    expect(await header(screen(4, 4), control(0), image(4, 4), 0x3b)).toMatchObject({ alpha: false, animated: false });
    expect((await header(screen(4, 4), control(1), image(4, 4), 0x3b))?.alpha).toBe(true);
    expect((await header(screen(4, 4), image(4, 3), 0x3b))?.alpha).toBe(true);
  });

  it('is animated from the second frame on, whose control says nothing about the first', async () => {
    expect(await header(screen(4, 4), image(4, 4), control(1), image(2, 2))).toMatchObject({
      alpha: false,
      animated: true,
    });
  });

  it('is whole when its first frame is', () => {
    expect(endsTooEarly(bytes(screen(4, 4), image(4, 4)), 'GIF')).toBe(false);
    expect(endsTooEarly(bytes(screen(4, 4), image(4, 4).subarray(0, -1)), 'GIF')).toBe(true);
  });
});

describe('other formats', () => {
  it('leaves the scaling bits out of the sides of lossy WebP', async () => {
    const frameHead = bytes(
      'RIFF',
      le(30, 4),
      'WEBPVP8 ',
      le(18, 4),
      0,
      0,
      0,
      0x9d,
      1,
      0x2a,
      le(0x4000 + 550, 2),
      le(0xc000 + 368, 2),
    );
    expect(await readHeader(frameHead)).toMatchObject({ format: 'WebP', width: 550, height: 368 });
  });

  it('reads bitmaps of OS/2, and rows from the top', async () => {
    expect(await header('BM', new Uint8Array(12), le(12, 4), le(300, 2), le(200, 2), le(1, 2), le(8, 2))).toMatchObject(
      {
        width: 300,
        height: 200,
        colour: 'palette',
      },
    );
    expect(
      await header('BM', new Uint8Array(12), le(40, 4), le(300, 4), le(2 ** 32 - 200, 4), le(1, 2), le(24, 2)),
    ).toMatchObject({ height: 200, colour: 'rgb' });
  });

  it('reads TIFF of both byte orders, with its directory at the end', async () => {
    const entry = (tag: number, value: number) => bytes(be(tag, 2), be(4, 2), be(1, 4), be(value, 4));
    expect(
      await header('MM', 0, 42, be(20, 4), new Uint8Array(12), be(2, 2), entry(256, 99000), entry(257, 7)),
    ).toMatchObject({ format: 'TIFF', width: 99000, height: 7 });
    expect(await readHeader(bytes('MM', 0, 42, be(9000, 4)))).toBeNull();
  });

  it('reads JPEG XL with a ratio instead of a width', async () => {
    // The fields from the lowest bit: small 1, height 8 * (4 + 1), ratio 4 (3:2), all default 1.
    const bits = 1 | (4 << 1) | (4 << 6) | (1 << 9);
    expect(await header(0xff, 0x0a, le(bits, 4))).toMatchObject({
      format: 'JPEG XL',
      width: 60,
      height: 40,
      bitDepth: 8,
    });
  });

  it('takes neither words nor zeros for pictures', () => {
    for (const text of [
      'BMW',
      'GIF',
      'RIFFxxxxWAVE',
      '\0\0\x01\0',
      '<html><svg></svg></html>',
      '<svgx>',
      '{"svg": "<svg>"}',
      '',
    ]) {
      expect(sniffFormat(bytes(text))).toBeNull();
    }
    expect(sniffFormat(new Uint8Array(100))).toBeNull();
  });
});

describe('AVIF and HEIC', () => {
  const property = (...boxes: Uint8Array[]) => boxes;
  const size = (width: number, height: number) => box('ispe', be(0, 4), be(width, 4), be(height, 4));
  function file(brand: string, properties: readonly Uint8Array[], wanted: readonly number[], item = 1): Uint8Array {
    const ipma = box('ipma', be(0, 4), be(1, 4), be(item, 2), wanted.length, wanted);
    const iprp = box('iprp', box('ipco', ...properties), ipma);
    return bytes(box('ftyp', brand, be(0, 4), 'miaf'), box('meta', be(0, 4), box('pitm', be(0, 4), be(item, 2)), iprp));
  }

  it('reads the size of the primary item, not of its thumbnail', async () => {
    expect(await readHeader(file('avif', property(size(160, 120), size(4000, 3000)), [0x82], 7))).toMatchObject({
      format: 'AVIF',
      width: 4000,
      height: 3000,
    });
  });

  it.each([
    [0, undefined, 1],
    [1, undefined, 8],
    [2, undefined, 3],
    [3, undefined, 6],
    [0, 1, 2],
    [0, 0, 4],
    [1, 0, 5],
    [3, 0, 7],
    [2, 0, 2],
  ] as const)('reads irot %i and imir %s as orientation %i', async (irot, imir, orientation) => {
    const turns = [box('irot', irot), ...(imir === undefined ? [] : [box('imir', imir)])];
    expect(await readHeader(file('heic', [size(4, 3), ...turns], [1, 2, 3]))).toMatchObject({
      format: 'HEIC',
      orientation,
    });
  });

  it('prefers the sequence brand, and knows HEIC behind a neutral one', async () => {
    expect((await readHeader(file('avis', [size(4, 3)], [1])))?.animated).toBe(true);
    expect(sniffFormat(bytes(box('ftyp', 'mif1', be(0, 4), 'mif1avif')))).toBe('AVIF');
    expect(sniffFormat(bytes(box('ftyp', 'mif1', be(0, 4), 'mif1heic')))).toBe('HEIC');
    expect(sniffFormat(bytes(box('ftyp', 'isom', be(0, 4), 'mp42')))).toBeNull();
  });
});

describe('SVG', () => {
  it.each([
    ['<svg width="10" height="20px"/>', 10, 20],
    ['<svg width="1in" height="2.54cm"/>', 96, 96],
    ["<svg height='50' viewBox='0 0 200 100'>", 100, 50],
    ['<svg width="100%" height="100%" viewBox="-5,-5 30 40">', 30, 40],
    ['<svg width="0" height="-3" viewBox="0 0 3 4">', 3, 4],
    ['<svg stroke-width="9" title=" width=\'4\' height=\'4\'">', 0, 0],
    ['\xef\xbb\xbf<?xml version="1.0"?><!-- <p> --><s:svg xmlns:s="x" width="3" height="4">', 3, 4],
    ['<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://x"><svg width="1e2" height="4">', 100, 4],
  ])('reads %s', async (text, width, height) => {
    expect(await header(text)).toMatchObject({ format: 'SVG', width, height });
  });
});
