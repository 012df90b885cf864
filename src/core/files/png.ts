import { crc32 } from './crc32';
import { planarToRgba } from '../math/planar';
import type { TensorData } from '../tensor';

/**
 * Writes PNG files without a canvas: some browsers alter what a canvas gives, to hide from trackers, and a saved picture must
 * hold what was computed.
 */

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const [RGB, RGBA] = [2, 6];
/** Perceptual intent; browsers then show the values as they are. */
const SRGB_CHUNK = Uint8Array.of(0);

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * RGBA rows, not multiplied by alpha, as an sRGB PNG of 8 bits. Alpha is left out where all of it is 255.
 * @param comment one line of Latin-1 for people who look into the file
 */
export async function encodePng(
  { pixels, width, height }: { readonly pixels: Uint8ClampedArray; readonly width: number; readonly height: number },
  comment = '',
): Promise<Blob> {
  const channels = isOpaque(pixels) ? 3 : 4;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, channels === 3 ? RGB : RGBA], 8);
  const data = await deflated(filtered(pixels, width, height, channels));
  const text = comment
    ? chunk(
        'tEXt',
        Uint8Array.from(`Comment\0${comment}`, (letter) => letter.charCodeAt(0)),
      )
    : [];
  return new Blob(
    [
      SIGNATURE,
      ...chunk('IHDR', header),
      ...chunk('sRGB', SRGB_CHUNK),
      ...text,
      ...chunk('IDAT', data),
      ...chunk('IEND', new Uint8Array()),
    ],
    { type: 'image/png' },
  );
}

/** A planar picture [1,3,h,w] of [-1, 1]. */
export function pngOfTensor(picture: TensorData): Promise<Blob> {
  const [, , height, width] = picture.dims as [number, number, number, number];
  return encodePng({ pixels: planarToRgba(picture), width, height });
}

function isOpaque(pixels: Uint8ClampedArray): boolean {
  for (let i = 3; i < pixels.length; i += 4) if (pixels[i] !== 255) return false;
  return true;
}

function chunk(type: string, data: Bytes): Bytes[] {
  const head = new Uint8Array(8);
  new DataView(head.buffer).setUint32(0, data.length);
  for (let i = 0; i < 4; i++) head[4 + i] = type.charCodeAt(i);
  const check = new Uint8Array(4);
  new DataView(check.buffer).setUint32(0, crc32(data, crc32(head.subarray(4))));
  return [head, data, check];
}

/** Compresses in zlib's format, which PNG asks for. */
async function deflated(bytes: Bytes): Promise<Bytes> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Each row as its difference from what its neighbours foretell, by that of the five filters of PNG which leaves least. */
function filtered(pixels: Uint8ClampedArray, width: number, height: number, channels: number): Bytes {
  const length = width * channels;
  const out = new Uint8Array(height * (1 + length));
  let [above, row] = [new Uint8Array(length), new Uint8Array(length)];
  const tried = FILTERS.map(() => new Uint8Array(length));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++) row[x * channels + c] = pixels[4 * (y * width + x) + c] as number;
    let [best, least] = [0, Infinity];
    FILTERS.forEach((foretell, filter) => {
      const line = tried[filter] as Bytes;
      let sum = 0;
      for (let i = 0; i < length; i++) {
        const left = i < channels ? 0 : (row[i - channels] as number);
        const aboveLeft = i < channels ? 0 : (above[i - channels] as number);
        const rest = ((row[i] as number) - foretell(left, above[i] as number, aboveLeft)) & 255;
        line[i] = rest;
        sum += Math.min(rest, 256 - rest);
      }
      if (sum < least) [best, least] = [filter, sum];
    });
    out[y * (1 + length)] = best;
    out.set(tried[best] as Bytes, y * (1 + length) + 1);
    [above, row] = [row, above];
  }
  return out;
}

type Foretell = (left: number, above: number, aboveLeft: number) => number;

/** None, Sub, Up, Average, Paeth. */
const FILTERS: readonly Foretell[] = [
  () => 0,
  (left) => left,
  (_, above) => above,
  (left, above) => (left + above) >> 1,
  paeth,
];

function paeth(left: number, above: number, aboveLeft: number): number {
  const [fromLeft, fromAbove, fromBoth] = [
    Math.abs(above - aboveLeft),
    Math.abs(left - aboveLeft),
    Math.abs(left + above - 2 * aboveLeft),
  ];
  if (fromLeft <= fromAbove && fromLeft <= fromBoth) return left;
  return fromAbove <= fromBoth ? above : aboveLeft;
}
