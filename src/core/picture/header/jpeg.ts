import { ascii, has, u16be, u8 } from './bytes';
import { exifOrientation } from './tiff';
import { iccProfile } from './icc';
import { PLAIN, type ImageHeader, type Orientation, type StoredColour } from './types';

const EXIF = 'Exif\0\0';
const ICC = 'ICC_PROFILE\0';
/** An ICC segment starts with its name, its number and the count of segments. */
const ICC_HEADER = 14;

/** Reads the segments up to the first scan. null when there is no frame header before it. */
export function readJpeg(bytes: Uint8Array): ImageHeader | null {
  let frame: Pick<ImageHeader, 'width' | 'height' | 'bitDepth' | 'colour'> | undefined;
  let orientation: Orientation | undefined;
  const profileParts: Uint8Array[] = [];

  for (const { marker, at, length } of segments(bytes)) {
    const data = bytes.subarray(at, at + length);
    if (isFrame(marker) && length >= 6) {
      const colour = colourOf(u8(data, 5));
      frame = { width: u16be(data, 3), height: u16be(data, 1), bitDepth: u8(data, 0), colour };
    } else if (marker === 0xe1 && ascii(data, 0, EXIF.length) === EXIF) {
      orientation ??= exifOrientation(data.subarray(EXIF.length));
    } else if (marker === 0xe2 && ascii(data, 0, ICC.length) === ICC) {
      profileParts.push(data.subarray(ICC_HEADER));
    }
  }
  if (!frame) return null;
  const profile = profileParts.length > 0 ? iccProfile(join(profileParts)) : 'none';
  return { ...PLAIN, format: 'JPEG', ...frame, orientation: orientation ?? 1, profile };
}

interface Segment {
  readonly marker: number;
  /** Of its data, after the two bytes of length. */
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

/** SOF0 to SOF15 without DHT (c4), JPG (c8) and DAC (cc). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function colourOf(components: number): StoredColour {
  if (components === 1) return 'gray';
  return components === 4 ? 'cmyk' : 'rgb';
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
