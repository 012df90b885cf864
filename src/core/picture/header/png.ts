import { crc32 } from '../../files/crc32';
import { ascii, has, u16be, u32be, u8 } from './bytes';
import { exifOrientation } from './tiff';
import { iccProfile, namedProfile } from './icc';
import { inflateStart } from './inflate';
import { PLAIN, type ColourProfile, type ImageHeader, type Orientation, type StoredColour } from './types';

/** A profile's header and tags come first; this much of it is enough to recognise it. */
const PROFILE_BYTES = 64 * 1024;

/** Chunks that name the colour space (PNG third edition, section 4.3). */
type Sources = { cicp?: ColourProfile; icc?: ColourProfile; srgb?: ColourProfile; gama?: boolean; chrm?: boolean };

/** White, red, green and blue of sRGB as x and y times 100000. */
const SRGB_CHRM = [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000];
/** The gamma that goes with sRGB. */
const SRGB_GAMA = 45455;

/** Reads IHDR and the chunks before the pixels. null when IHDR is missing. */
export async function readPng(bytes: Uint8Array): Promise<ImageHeader | null> {
  if (ascii(bytes, 12, 4) !== 'IHDR' || !has(bytes, 16, 13)) return null;
  const colourType = u8(bytes, 25);
  let alpha = colourType === 4 || colourType === 6;
  let animated = false;
  let orientation: Orientation = 1;
  const sources: Sources = {};

  for (const { type, at, length } of chunks(bytes)) {
    if (type === 'IDAT') break;
    if (type === 'tRNS') alpha = true;
    if (type === 'acTL') animated = u32be(bytes, at) > 1;
    if (type === 'eXIf') orientation = exifOrientation(bytes.subarray(at, at + length));
    if (type === 'cICP') sources.cicp = namedProfile(u8(bytes, at), u8(bytes, at + 1));
    if (type === 'iCCP') sources.icc = await compressedProfile(bytes.subarray(at, at + length));
    if (type === 'sRGB') sources.srgb = 'srgb';
    if (type === 'gAMA') sources.gama = Math.abs(u32be(bytes, at) - SRGB_GAMA) < 50;
    if (type === 'cHRM') sources.chrm = SRGB_CHRM.every((value, i) => Math.abs(u32be(bytes, at + 4 * i) - value) < 100);
  }
  const size = { width: u32be(bytes, 16), height: u32be(bytes, 20) };
  return {
    ...PLAIN,
    format: 'PNG',
    ...size,
    bitDepth: u8(bytes, 24),
    colour: colourOf(colourType),
    alpha,
    animated,
    orientation,
    ...strongest(sources),
  };
}

function strongest({ cicp, icc, srgb, gama, chrm }: Sources): Pick<ImageHeader, 'profile' | 'colourBy'> {
  if (cicp) return { profile: cicp, colourBy: 'cicp' };
  if (icc) return { profile: icc, colourBy: 'icc' };
  if (srgb) return { profile: srgb, colourBy: 'srgb' };
  if (gama === undefined && chrm === undefined) return { profile: 'none', colourBy: 'none' };
  // Programs that write the numbers of sRGB mean sRGB.
  const profile = gama !== false && chrm !== false ? 'srgb' : 'other';
  return { profile, colourBy: chrm === undefined ? 'gama' : gama === undefined ? 'chrm' : 'gama-chrm' };
}

interface Chunk {
  readonly type: string;
  /** Start of its data. */
  readonly at: number;
  readonly length: number;
}

/** The chunks in order. Each is at least 12 bytes, so this ends. */
export function* chunks(bytes: Uint8Array): Generator<Chunk> {
  for (let at = 8; has(bytes, at, 8); at += 12 + u32be(bytes, at)) {
    yield { type: ascii(bytes, at + 4, 4), at: at + 8, length: u32be(bytes, at) };
  }
}

/** Whether a chunk that pixels need is not what its checksum says. Some browsers show such pictures without a word. */
export function pngIsSpoilt(bytes: Uint8Array): boolean {
  for (const { type, at, length } of chunks(bytes)) {
    // Capital letters mark what no reader may leave out. Some programs write no checksum after IEND, the last one.
    const isNeeded = type[0] === type[0]?.toUpperCase() && has(bytes, at, length + 4);
    if (isNeeded && crc32(bytes.subarray(at - 4, at + length)) !== u32be(bytes, at + length)) return true;
    if (type === 'IEND') return false;
  }
  return false;
}

function colourOf(colourType: number): StoredColour {
  if (colourType === 3) return 'palette';
  return colourType === 0 || colourType === 4 ? 'gray' : 'rgb';
}

/** iCCP: a name, a zero, the method (0), then the profile as a zlib stream. */
async function compressedProfile(data: Uint8Array): Promise<ColourProfile> {
  const end = data.indexOf(0);
  if (end < 0 || u16be(data, end) !== 0) return 'other';
  return iccProfile(await inflateStart(data.slice(end + 2), PROFILE_BYTES));
}
