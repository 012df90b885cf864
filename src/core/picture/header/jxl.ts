import { ascii, startsWith, u8 } from './bytes';
import { boxes } from './heif';
import { PLAIN, asOrientation, type ImageHeader } from './types';

/** Width over height that a header can name instead of a width (ISO 18181-1, SizeHeader). */
const RATIOS = [0, 1, 6 / 5, 4 / 3, 3 / 2, 16 / 9, 5 / 4, 2];
const SIDE_BITS = [9, 13, 18, 30];

/** Reads sides, turn and depth of a JPEG XL codestream, bare or in boxes. null when there is none. */
export function readJxl(bytes: Uint8Array): ImageHeader | null {
  const stream = codestream(bytes);
  if (!stream || stream.length < 6) return null;
  let position = 16;
  const bits = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i += 1, position += 1) {
      value += ((u8(stream, position >> 3) >> (position & 7)) & 1) * 2 ** i;
    }
    return value;
  };
  const small = bits(1) === 1;
  const side = (): number => (small ? 8 * (bits(5) + 1) : bits(SIDE_BITS[bits(2)] ?? 9) + 1);
  const height = side();
  const ratio = RATIOS[bits(3)] ?? 0;
  const width = ratio === 0 ? side() : Math.floor(height * ratio + 1e-9);
  // Whether there is transparency is told too deep inside to be read here.
  const plain = { ...PLAIN, format: 'JPEG XL', width, height, alpha: true } as const;

  if (bits(1) === 1) return plain;
  const extra = bits(1) === 1;
  const orientation = asOrientation(extra ? 1 + bits(3) : 1);
  // An intrinsic size, a preview or an animation has fields of its own before the depth; they are rare.
  if (extra && bits(2) !== 0) return { ...plain, orientation };
  if (extra && bits(1) === 1) return { ...plain, orientation, animated: true };
  const float = bits(1) === 1;
  const choice = bits(2);
  const bitDepth = (float ? [32, 16, 24] : [8, 10, 12])[choice] ?? 1 + bits(6);
  return { ...plain, orientation, bitDepth };
}

function codestream(bytes: Uint8Array): Uint8Array | null {
  if (startsWith(bytes, 0, [0xff, 0x0a])) return bytes;
  for (const box of boxes(bytes, 0, bytes.length)) {
    if (box.type === 'jxlc') return bytes.subarray(box.at, box.end);
    // Parts are numbered; the first has the header.
    if (box.type === 'jxlp' && ascii(bytes, box.at + 4, 2) === '\xff\x0a') return bytes.subarray(box.at + 4, box.end);
  }
  return null;
}
