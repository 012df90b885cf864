import { has, u16le, u8 } from './bytes';
import { PLAIN, type ImageHeader } from './types';

/** Reads the screen and looks for a second frame. null when the screen is missing. */
export function readGif(bytes: Uint8Array): ImageHeader | null {
  if (!has(bytes, 6, 7)) return null;
  const width = u16le(bytes, 6);
  const height = u16le(bytes, 8);
  let alpha = false;
  let frames = 0;
  for (const block of blocks(bytes)) {
    if (block.kind === 'control' && frames === 0) alpha ||= block.transparent;
    if (block.kind === 'frame') {
      // A first frame that leaves part of the screen free shows what is behind.
      if (frames === 0) alpha ||= block.x > 0 || block.y > 0 || block.width < width || block.height < height;
      frames += 1;
    }
    if (frames === 2) break;
  }
  return { ...PLAIN, format: 'GIF', width, height, colour: 'palette', alpha, animated: frames > 1 };
}

type Block =
  | { readonly kind: 'control'; readonly transparent: boolean }
  | {
      readonly kind: 'frame';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      /** Whether the frame's data is there to its end. */
      readonly whole: boolean;
    };

/** Graphic controls and frames in order, up to the trailer or the end of the bytes. */
export function* blocks(bytes: Uint8Array): Generator<Block> {
  let at = 13 + colourTable(u8(bytes, 10));
  while (has(bytes, at, 2)) {
    const lead = u8(bytes, at);
    if (lead === 0x21) {
      if (u8(bytes, at + 1) === 0xf9) yield { kind: 'control', transparent: (u8(bytes, at + 3) & 1) === 1 };
      at = skipData(bytes, at + 2);
    } else if (lead === 0x2c && has(bytes, at, 11)) {
      const [x, y, width, height] = [1, 3, 5, 7].map((field) => u16le(bytes, at + field)) as [
        number,
        number,
        number,
        number,
      ];
      const end = skipData(bytes, at + 11 + colourTable(u8(bytes, at + 9)));
      yield { kind: 'frame', x, y, width, height, whole: end <= bytes.length };
      at = end;
    } else {
      return;
    }
  }
}

/** Bytes of the table of colours that a flags byte announces. */
function colourTable(flags: number): number {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0;
}

/** The place after the sub-blocks; beyond the end when their closing zero is missing. */
function skipData(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length) {
    const size = u8(bytes, at);
    at += 1 + size;
    if (size === 0) return at;
  }
  return bytes.length + 1;
}
