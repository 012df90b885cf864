import { ascii, u16be, u8 } from './bytes';
import { isGainMap, otherPictures, saysGainMap } from './jpeg-gain-map';
import { segments } from './jpeg-segments';
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
  let gainMap = false;

  for (const { marker, at, length } of segments(bytes)) {
    const data = bytes.subarray(at, at + length);
    gainMap ||= saysGainMap(marker, data) || otherPictures(bytes, marker, at, length).some(isGainMap);
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
  return {
    ...PLAIN,
    format: 'JPEG',
    ...frame,
    orientation: orientation ?? 1,
    profile,
    colourBy: profile === 'none' ? 'none' : 'icc',
    gainMap,
  };
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
