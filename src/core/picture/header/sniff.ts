import { ascii, startsWith, u16le, u32le, u8 } from './bytes';
import { heifFormat } from './heif';
import { isSvgText } from './svg';
import { BMP_HEADER_SIZES } from './bmp';
import type { PictureFormat } from './types';

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JXL_CODESTREAM = [0xff, 0x0a];
const JXL_CONTAINER = [0, 0, 0, 12, 0x4a, 0x58, 0x4c, 0x20, 0x0d, 0x0a, 0x87, 0x0a];

/** The format by the first bytes, never by the name; null for what is not a picture. */
export function sniffFormat(bytes: Uint8Array): PictureFormat | null {
  if (startsWith(bytes, 0, PNG)) return 'PNG';
  if (startsWith(bytes, 0, [0xff, 0xd8, 0xff])) return 'JPEG';
  if (/^GIF8[79]a/.test(ascii(bytes, 0, 6))) return 'GIF';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 4) === 'WEBP') return 'WebP';
  if (startsWith(bytes, 0, [0x49, 0x49, 42, 0]) || startsWith(bytes, 0, [0x4d, 0x4d, 0, 42])) return 'TIFF';
  if (startsWith(bytes, 0, JXL_CODESTREAM) || startsWith(bytes, 0, JXL_CONTAINER)) return 'JPEG XL';
  if (isBmp(bytes)) return 'BMP';
  if (isIco(bytes)) return 'ICO';
  return heifFormat(bytes) ?? (isSvgText(bytes) ? 'SVG' : null);
}

/** Two letters are too few to tell a bitmap from a text, so the length of the second header must fit as well. */
function isBmp(bytes: Uint8Array): boolean {
  return ascii(bytes, 0, 2) === 'BM' && BMP_HEADER_SIZES.includes(u32le(bytes, 14));
}

/** Icons begin with 0, 0, 1, 0, as other files may; the entry's reserved byte and its data's place are checked too. */
function isIco(bytes: Uint8Array): boolean {
  const count = u16le(bytes, 4);
  return startsWith(bytes, 0, [0, 0, 1, 0]) && count > 0 && u8(bytes, 9) === 0 && u32le(bytes, 18) >= 6 + 16 * count;
}
