import { u16le, u8 } from './bytes';
import { PLAIN, type ImageHeader } from './types';

/** The largest picture of the icon, which is the one that browsers take. */
export function readIco(bytes: Uint8Array): ImageHeader | null {
  let width = 0;
  let height = 0;
  for (let entry = 0; entry < u16le(bytes, 4) && 6 + 16 * (entry + 1) <= bytes.length; entry += 1) {
    // A side of 256 is written as 0.
    const w = u8(bytes, 6 + 16 * entry) || 256;
    const h = u8(bytes, 7 + 16 * entry) || 256;
    if (w * h > width * height) [width, height] = [w, h];
  }
  return width > 0 ? { ...PLAIN, format: 'ICO', width, height, alpha: true } : null;
}
