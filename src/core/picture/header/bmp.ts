import { has, i32le, u16le, u32le } from './bytes';
import { PLAIN, type ImageHeader } from './types';

/** Lengths of the headers that Windows and OS/2 have defined; the first has 16-bit sides. */
export const BMP_HEADER_SIZES: readonly number[] = [12, 16, 40, 52, 56, 64, 108, 124];

/** Reads the sides and the depth. null when the second header is cut off. */
export function readBmp(bytes: Uint8Array): ImageHeader | null {
  const size = u32le(bytes, 14);
  if (!has(bytes, 14, size === 12 ? 12 : 16)) return null;
  const bits = u16le(bytes, size === 12 ? 24 : 28);
  const colour = bits <= 8 ? 'palette' : 'rgb';
  if (size === 12) return { ...PLAIN, format: 'BMP', width: u16le(bytes, 18), height: u16le(bytes, 20), colour };
  // A negative height means that the first row is the top one.
  const sides = { width: Math.abs(i32le(bytes, 18)), height: Math.abs(i32le(bytes, 22)) };
  // Headers of 56 bytes and more have a mask for alpha.
  const alpha = bits === 32 && size >= 56 && u32le(bytes, 66) !== 0;
  return { ...PLAIN, format: 'BMP', ...sides, colour, alpha };
}

/** Bytes that the file must have, from its headers; 0 where rows are compressed. */
export function bmpLength(bytes: Uint8Array): number {
  const size = u32le(bytes, 14);
  const header = readBmp(bytes);
  const compression = size === 12 ? 0 : u32le(bytes, 30);
  // 0 is plain rows, 3 and 6 are plain rows with masks.
  if (!header || ![0, 3, 6].includes(compression)) return 0;
  const bits = u16le(bytes, size === 12 ? 24 : 28);
  const stride = Math.ceil((header.width * bits) / 32) * 4;
  return u32le(bytes, 10) + stride * header.height;
}
