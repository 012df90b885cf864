import { has, u16be, u8 } from './bytes';

interface Segment {
  readonly marker: number;
  /** Start of its data, after the two bytes of length. */
  readonly at: number;
  readonly length: number;
}

/** The segments from the start to the first scan (SOS), which is the last one given. */
export function* segments(bytes: Uint8Array): Generator<Segment> {
  let at = 2;
  while (has(bytes, at, 4)) {
    const marker = u8(bytes, at + 1);
    // Decoders skip what should not be between segments. Any number of 0xff may stand before a marker.
    if (u8(bytes, at) !== 0xff || marker === 0xff) {
      at += 1;
      continue;
    }
    // 0x01 and 0xd0 to 0xd8 have no data.
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2;
      continue;
    }
    const length = u16be(bytes, at + 2);
    if (length < 2) return;
    yield { marker, at: at + 4, length: length - 2 };
    if (marker === 0xda || marker === 0xd9) return;
    at += 2 + length;
  }
}
