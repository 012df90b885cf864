import { ascii, has, startsWith, u16le, u24le, u32le, u8 } from './bytes';
import { iccProfile } from './icc';
import { exifOrientation } from './tiff';
import { PLAIN, type ColourProfile, type ImageHeader, type Orientation } from './types';

/** Flags of VP8X. */
const ALPHA = 0x10;
const ANIMATION = 0x02;

/** Reads the first chunk, and the profile and EXIF of extended files. null when no size is there. */
export function readWebp(bytes: Uint8Array): ImageHeader | null {
  const kind = ascii(bytes, 12, 4);
  if (kind === 'VP8 ') return readLossy(bytes);
  if (kind === 'VP8L') return readLossless(bytes);
  if (kind !== 'VP8X' || !has(bytes, 20, 10)) return null;
  const flags = u8(bytes, 20);
  let profile: ColourProfile = 'none';
  let orientation: Orientation = 1;
  for (let at = 12; has(bytes, at, 8); at += 8 + u32le(bytes, at + 4) + (u32le(bytes, at + 4) & 1)) {
    const type = ascii(bytes, at, 4);
    const data = bytes.subarray(at + 8, at + 8 + u32le(bytes, at + 4));
    if (type === 'ICCP') profile = iccProfile(data);
    // Some programs put the name of a JPEG segment before it.
    if (type === 'EXIF') orientation = exifOrientation(data.subarray(ascii(data, 0, 4) === 'Exif' ? 6 : 0));
  }
  return {
    ...PLAIN,
    format: 'WebP',
    profile,
    orientation,
    colourBy: profile === 'none' ? 'none' : 'icc',
    width: 1 + u24le(bytes, 24),
    height: 1 + u24le(bytes, 27),
    alpha: (flags & ALPHA) !== 0,
    animated: (flags & ANIMATION) !== 0,
  };
}

/** A VP8 key frame: 3 bytes of tag, a start code, then 14 bits of width and of height. */
function readLossy(bytes: Uint8Array): ImageHeader | null {
  if (!startsWith(bytes, 23, [0x9d, 0x01, 0x2a]) || !has(bytes, 26, 4)) return null;
  return { ...PLAIN, format: 'WebP', width: u16le(bytes, 26) & 0x3fff, height: u16le(bytes, 28) & 0x3fff };
}

/** A signature byte, then 14 bits of width - 1, 14 of height - 1, and one that says whether alpha is used. */
function readLossless(bytes: Uint8Array): ImageHeader | null {
  if (u8(bytes, 20) !== 0x2f || !has(bytes, 21, 4)) return null;
  const bits = u32le(bytes, 21);
  return {
    ...PLAIN,
    format: 'WebP',
    width: 1 + (bits & 0x3fff),
    height: 1 + ((bits >>> 14) & 0x3fff),
    alpha: ((bits >>> 28) & 1) === 1,
  };
}
