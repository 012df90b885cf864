import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endsTooEarly, pngIsSpoilt, readHeader, sniffFormat, type ImageHeader } from '.';

interface Expected {
  readonly files: readonly { readonly file: string; readonly header?: ImageHeader | null; readonly error?: string }[];
}

const FOLDER = new URL('../../../../e2e/fixtures/pictures/', import.meta.url);
const bytesOf = (file: string): Uint8Array => new Uint8Array(readFileSync(new URL(file, FOLDER)));
const { files } = JSON.parse(readFileSync(new URL('expected.json', FOLDER), 'utf8')) as Expected;

describe('readHeader', () => {
  it.each(files.filter(({ header }) => header !== undefined))('reads $file', async ({ file, header }) => {
    expect(await readHeader(bytesOf(file))).toEqual(header);
  });

  it.each(files.filter(({ error }) => error === undefined))(
    'finds the format in the first bytes of $file',
    ({ file, header }) => {
      // SVG may have a long prologue; the others show themselves at once.
      expect(sniffFormat(bytesOf(file).subarray(0, header?.format === 'SVG' ? 200 : 32))).toBe(header?.format);
    },
  );
});

/** The length of the first picture, in a JPEG that has two; of other files, the length of the whole. */
function firstPicture(bytes: Uint8Array): number {
  const second = Buffer.from(bytes).indexOf('ffd9ffd8', 'hex');
  return second < 0 ? bytes.length : second + 2;
}

describe('endsTooEarly', () => {
  it.each(files.filter(({ error }) => error === undefined))('is false for $file', ({ file, header }) => {
    expect(header && endsTooEarly(bytesOf(file), header.format)).toBe(false);
  });

  const whole = files.filter(
    ({ error, header }) => error === undefined && header && !['SVG', 'ICO', 'JPEG XL'].includes(header.format),
  );
  it.each(whole)('is true for the first nine tenths of $file', ({ file, header }) => {
    const bytes = bytesOf(file);
    // What follows the end of a JPEG, and later frames of a GIF, do not matter.
    const end =
      file === 'jpeg-bytes-after-end.jpg'
        ? bytes.length - 25
        : file === 'gif-animated.gif'
          ? bytes.length / 2
          : firstPicture(bytes);
    expect(header && endsTooEarly(bytes.subarray(0, end * 0.9), header.format)).toBe(true);
  });
});

describe('pngIsSpoilt', () => {
  const pngs = files.filter(({ file, error }) => file.endsWith('.png') && error === undefined);
  it.each(pngs)('is false for $file', ({ file }) => expect(pngIsSpoilt(bytesOf(file))).toBe(false));

  it('is true where pixels are not what their checksum says', () => {
    expect(pngIsSpoilt(bytesOf('spoilt.png'))).toBe(true);
    const last = bytesOf('png-rgb.png').map((byte, i, all) => (i === all.length - 20 ? byte ^ 1 : byte));
    expect(pngIsSpoilt(last)).toBe(true);
  });

  it('lets chunks be that readers may leave out', () => {
    const bytes = bytesOf('png-srgb-chunk.png');
    const at = Buffer.from(bytes).indexOf('sRGB');
    bytes[at + 6] = (bytes[at + 6] as number) ^ 1;
    expect(pngIsSpoilt(bytes)).toBe(false);
  });
});
