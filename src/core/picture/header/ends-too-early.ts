import { has, u16be, u32le } from './bytes';
import { bmpLength } from './bmp';
import { blocks } from './gif';
import { boxes } from './heif';
import { segments } from './jpeg-segments';
import { chunks } from './png';
import type { PictureFormat } from './types';

/**
 * Whether a whole file is shorter than it should be. Browsers show the top of a cut JPEG over grey without a word,
 * so the file itself must be asked. Formats that are not known here count as whole.
 */
export function endsTooEarly(bytes: Uint8Array, format: PictureFormat): boolean {
  switch (format) {
    case 'PNG':
      return !pngEnds(bytes);
    case 'JPEG':
      return !jpegEnds(bytes);
    case 'GIF':
      return !gifHasFrame(bytes);
    // RIFF counts from behind its own 8 bytes.
    case 'WebP':
      return bytes.length < 8 + u32le(bytes, 4);
    case 'BMP':
      return bytes.length < bmpLength(bytes);
    case 'AVIF':
    case 'HEIC':
      return cutBoxes(bytes);
    // Bare codestreams of JPEG XL do not say how long they are.
    case 'JPEG XL':
      return bytes[0] === 0 && cutBoxes(bytes);
    default:
      return false;
  }
}

/** Whether a box claims more bytes than there are. */
function cutBoxes(bytes: Uint8Array): boolean {
  let end = 0;
  for (const box of boxes(bytes, 0, bytes.length)) {
    if (box.cut) return true;
    end = box.end;
  }
  return end === 0;
}

function pngEnds(bytes: Uint8Array): boolean {
  for (const { type, at, length } of chunks(bytes)) {
    // 4 bytes of checksum end the chunk; some programs leave out that of IEND.
    if (type === 'IEND') return true;
    if (!has(bytes, at, length + 4)) return false;
  }
  return false;
}

/** 0xff 0xd9 after the first scan can be nothing but the end: 0x00 follows 0xff in coded data. */
function jpegEnds(bytes: Uint8Array): boolean {
  let scan: number | undefined;
  let next = 2;
  for (const { marker, at, length } of segments(bytes)) {
    next = at + length;
    if (marker === 0xda) scan = at;
  }
  // Segments that stop in the middle of the file are damaged, which is for the decoder to say.
  if (scan === undefined) return next + 4 <= bytes.length;
  // The end is nearly always at the end.
  for (let at = bytes.length - 2; at >= scan; at -= 1) if (u16be(bytes, at) === 0xffd9) return true;
  return false;
}

function gifHasFrame(bytes: Uint8Array): boolean {
  for (const block of blocks(bytes)) if (block.kind === 'frame') return block.whole;
  return false;
}
