import { ascii, has, u16be, u16le, u32be, u32le } from './bytes';
import { segments } from './jpeg-segments';

/** Namespaces in XMP: Adobe's, which Ultra HDR took over, and Apple's. */
const XMP = 'http://ns.adobe.com/xap/1.0/\0';
const NAMESPACES = /http:\/\/ns\.adobe\.com\/hdr-gain-map\/|http:\/\/ns\.apple\.com\/HDRGainMap\/|aux:hdrgainmap/;
/** ISO 21496-1 in APP2: a version in the main picture, the numbers in the gain map. */
const ISO = 'urn:iso:std:iso:ts:21496:-1\0';
/** The multi-picture format (CIPA DC-007): a small TIFF file that lists further pictures behind the first. */
const MPF = 'MPF\0';
const MP_ENTRY = 0xb002;
const ENTRY_BYTES = 16;
/** Cameras write two or three. */
const MOST_PICTURES = 16;

/** Whether a segment names a gain map. */
export function saysGainMap(marker: number, data: Uint8Array): boolean {
  if (marker === 0xe2) return ascii(data, 0, ISO.length) === ISO;
  return marker === 0xe1 && ascii(data, 0, XMP.length) === XMP && NAMESPACES.test(ascii(data, XMP.length, data.length));
}

/** Whether a JPEG is a gain map itself: that of Apple is named in its own segments alone. */
export function isGainMap(bytes: Uint8Array): boolean {
  for (const { marker, at, length } of segments(bytes))
    if (saysGainMap(marker, bytes.subarray(at, at + length))) return true;
  return false;
}

/** The further pictures that a segment lists, as far as they are in the bytes. */
export function otherPictures(bytes: Uint8Array, marker: number, at: number, length: number): Uint8Array[] {
  if (marker !== 0xe2 || ascii(bytes, at, MPF.length) !== MPF) return [];
  const start = at + MPF.length;
  const list = bytes.subarray(start, at + length);
  const [u16, u32] = ascii(list, 0, 2) === 'II' ? [u16le, u32le] : [u16be, u32be];
  const directory = u32(list, 4);
  for (let i = 0; i < u16(list, directory) && has(list, directory + 2 + 12 * i, 12); i += 1) {
    const field = directory + 2 + 12 * i;
    if (u16(list, field) !== MP_ENTRY) continue;
    const first = u32(list, field + 8);
    const count = Math.min(MOST_PICTURES, u32(list, field + 4) / ENTRY_BYTES);
    const places = Array.from(
      { length: Math.floor(count) },
      (_, n) => [u32(list, first + ENTRY_BYTES * n + 8), u32(list, first + ENTRY_BYTES * n + 4)] as const,
    );
    // The first picture is the file itself, at place 0; the others count from the list's own start.
    return places
      .filter(([place]) => place > 0)
      .map(([place, size]) => bytes.subarray(start + place, start + place + size));
  }
  return [];
}
