import { ascii, has, u16be, u16le, u32be, u32le } from './bytes';
import { PLAIN, asOrientation, type ImageHeader, type Orientation, type StoredColour } from './types';

/** Tags of TIFF 6.0 that the lab reads. EXIF is a small TIFF file inside another one. */
const WIDTH = 256;
const HEIGHT = 257;
const BITS = 258;
const PHOTOMETRIC = 262;
const ORIENTATION = 274;
const SAMPLES = 277;
const EXTRA_SAMPLES = 338;

const SHORT = 3;

/** The turn that EXIF bytes ask for; 1 when they ask for none or are damaged. */
export function exifOrientation(exif: Uint8Array): Orientation {
  return asOrientation(firstDirectory(exif).get(ORIENTATION) ?? 1);
}

/** Reads the first page. null when its sides are not in the bytes (TIFF may put them at its end). */
export function readTiff(bytes: Uint8Array): ImageHeader | null {
  const tags = firstDirectory(bytes);
  const width = tags.get(WIDTH);
  const height = tags.get(HEIGHT);
  if (width === undefined || height === undefined) return null;
  return {
    ...PLAIN,
    format: 'TIFF',
    width,
    height,
    orientation: asOrientation(tags.get(ORIENTATION) ?? 1),
    bitDepth: tags.get(BITS) ?? 1,
    colour: colourOf(tags.get(PHOTOMETRIC) ?? 2, tags.get(SAMPLES) ?? 1),
    alpha: tags.has(EXTRA_SAMPLES),
  };
}

function colourOf(photometric: number, samples: number): StoredColour {
  if (photometric === 3) return 'palette';
  if (photometric === 5) return 'cmyk';
  return photometric <= 1 && samples <= 2 ? 'gray' : 'rgb';
}

/** Tag to value of the first directory, for values that are one whole number (the first of several). */
function firstDirectory(bytes: Uint8Array): Map<number, number> {
  const values = new Map<number, number>();
  const order = ascii(bytes, 0, 2);
  if (order !== 'II' && order !== 'MM') return values;
  const u16 = order === 'II' ? u16le : u16be;
  const u32 = order === 'II' ? u32le : u32be;
  const start = u32(bytes, 4);
  const count = u16(bytes, start);
  for (let i = 0; i < count && has(bytes, start + 2 + 12 * i, 12); i += 1) {
    const entry = start + 2 + 12 * i;
    const read = u16(bytes, entry + 2) === SHORT ? u16 : u32;
    const bytesEach = read === u16 ? 2 : 4;
    // Values that do not fit into 4 bytes are elsewhere, and the field holds their place.
    const fits = u32(bytes, entry + 4) * bytesEach <= 4;
    values.set(u16(bytes, entry), read(bytes, fits ? entry + 8 : u32(bytes, entry + 8)));
  }
  return values;
}
