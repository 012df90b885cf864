import { ascii, has, u16be, u32be, u8 } from './bytes';
import { iccProfile, namedProfile } from './icc';
import { PLAIN, type ImageHeader, type Orientation, type PictureFormat } from './types';

/** Brands of pictures coded with HEVC; 'mif1' and 'msf1' alone do not say with what. */
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'];
const AVIF_BRANDS = ['avif', 'avis'];
/** Auxiliary pictures of Apple; the standard (ISO 21496-1) has an item of type tmap. */
const GAIN_URNS = ['urn:com:apple:photo:2020:aux:hdrgainmap', 'urn:iso:std:iso:ts:21496:-1'];
const ALPHA_URNS = ['urn:mpeg:mpegB:cicp:systems:auxiliary:alpha', 'urn:mpeg:hevc:2015:auxid:1'];

/** A box of the ISO base media format: a type, and data from `at` to `end` (never beyond the bytes). */
export interface Box {
  readonly type: string;
  readonly at: number;
  readonly end: number;
  /** Whether it claims more bytes than there are. */
  readonly cut: boolean;
}

/** The boxes between two places. Each is at least 8 bytes, so this ends. */
export function* boxes(bytes: Uint8Array, start: number, stop: number): Generator<Box> {
  let at = start;
  while (at + 8 <= stop && has(bytes, at, 8)) {
    const small = u32be(bytes, at);
    // 1: the length follows in 64 bits. 0: up to the end of the file.
    const head = small === 1 ? 16 : 8;
    const length = small === 1 ? u32be(bytes, at + 8) * 2 ** 32 + u32be(bytes, at + 12) : small || stop - at;
    if (length < head) return;
    const end = at + length;
    yield { type: ascii(bytes, at + 4, 4), at: at + head, end: Math.min(end, stop), cut: end > stop };
    at = end;
  }
}

export function heifFormat(bytes: Uint8Array): PictureFormat | null {
  const brands = readBrands(bytes);
  if (brands.some((brand) => AVIF_BRANDS.includes(brand))) return 'AVIF';
  return brands.some((brand) => HEIC_BRANDS.includes(brand)) ? 'HEIC' : null;
}

function readBrands(bytes: Uint8Array): string[] {
  if (ascii(bytes, 4, 4) !== 'ftyp') return [];
  const brands = [ascii(bytes, 8, 4)];
  const end = Math.min(u32be(bytes, 0), bytes.length);
  for (let at = 16; at + 4 <= end; at += 4) brands.push(ascii(bytes, at, 4));
  return brands;
}

/** Reads the properties of the primary item of an AVIF or HEIC file. null when its size is not there. */
export function readHeif(bytes: Uint8Array): ImageHeader | null {
  const format = heifFormat(bytes);
  const meta = find(bytes, 0, bytes.length, 'meta');
  if (!format || !meta) return null;
  const inside = meta.at + 4;
  const properties = find(bytes, inside, meta.end, 'iprp');
  const store = properties && find(bytes, properties.at, properties.end, 'ipco');
  if (!properties || !store) return null;
  const all = [...boxes(bytes, store.at, store.end)];
  const primary = find(bytes, inside, meta.end, 'pitm');
  const wanted = associations(bytes, properties, primary ? itemId(bytes, primary) : 1);
  const own = wanted.map((index) => all[index - 1]).filter((box) => box !== undefined);
  const get = (type: string): Box | undefined => own.find((box) => box.type === type);

  const size = get('ispe');
  if (!size) return null;
  const coding = get('av1C');
  return {
    ...PLAIN,
    format,
    width: u32be(bytes, size.at + 4),
    height: u32be(bytes, size.at + 8),
    orientation: turn(bytes, get('irot'), get('imir')),
    bitDepth: bitDepth(bytes, get('pixi'), coding),
    colour: coding && (u8(bytes, coding.at + 2) & 0x10) !== 0 ? 'gray' : 'rgb',
    alpha: all.some((box) => box.type === 'auxC' && ALPHA_URNS.includes(urn(bytes, box))),
    animated: readBrands(bytes)[0] === 'avis',
    gainMap:
      hasItem(bytes, inside, meta.end, 'tmap') ||
      all.some((box) => box.type === 'auxC' && GAIN_URNS.includes(urn(bytes, box))),
    ...profileOf(
      bytes,
      own.filter((box) => box.type === 'colr'),
    ),
  };
}

function find(bytes: Uint8Array, start: number, stop: number, type: string): Box | undefined {
  for (const box of boxes(bytes, start, stop)) if (box.type === type) return box;
  return undefined;
}

function hasItem(bytes: Uint8Array, start: number, stop: number, wanted: string): boolean {
  const list = find(bytes, start, stop, 'iinf');
  // Behind version, flags and the count, which has 16 bits in version 0.
  const first = list ? list.at + (u8(bytes, list.at) === 0 ? 6 : 8) : 0;
  for (const { type, at } of list ? boxes(bytes, first, list.end) : []) {
    // Versions 2 and later have an id (of 32 bits in version 3), a protection index, then the type.
    if (type === 'infe' && ascii(bytes, at + (u8(bytes, at) === 3 ? 10 : 8), 4) === wanted) return true;
  }
  return false;
}

function itemId(bytes: Uint8Array, pitm: Box): number {
  return u8(bytes, pitm.at) === 0 ? u16be(bytes, pitm.at + 4) : u32be(bytes, pitm.at + 4);
}

/** Numbers (from 1) of the properties in ipco that belong to an item, in the order in which they apply. */
function associations(bytes: Uint8Array, properties: Box, item: number): number[] {
  const ipma = find(bytes, properties.at, properties.end, 'ipma');
  if (!ipma) return [];
  const longIds = u8(bytes, ipma.at) > 0;
  const longIndices = (u8(bytes, ipma.at + 3) & 1) === 1;
  const entries = u32be(bytes, ipma.at + 4);
  let at = ipma.at + 8;
  for (let entry = 0; entry < entries && at < ipma.end; entry += 1) {
    const id = longIds ? u32be(bytes, at) : u16be(bytes, at);
    at += longIds ? 4 : 2;
    const count = u8(bytes, at);
    at += 1;
    const step = longIndices ? 2 : 1;
    // The top bit only says whether a reader may ignore the property.
    const index = (i: number): number => (longIndices ? u16be(bytes, at + 2 * i) & 0x7fff : u8(bytes, at + i) & 0x7f);
    if (id === item) return Array.from({ length: count }, (_, i) => index(i));
    at += count * step;
  }
  return [];
}

/** irot turns anticlockwise by quarters; imir then swaps top and bottom (0) or left and right (1). */
function turn(bytes: Uint8Array, irot: Box | undefined, imir: Box | undefined): Orientation {
  const quarters = irot ? u8(bytes, irot.at) & 3 : 0;
  const rows: readonly (readonly Orientation[])[] = [
    [1, 8, 3, 6],
    [4, 5, 2, 7],
    [2, 7, 4, 5],
  ];
  const row = imir ? 1 + (u8(bytes, imir.at) & 1) : 0;
  return rows[row]?.[quarters] ?? 1;
}

function bitDepth(bytes: Uint8Array, pixi: Box | undefined, coding: Box | undefined): number {
  if (pixi && u8(bytes, pixi.at + 4) > 0) return u8(bytes, pixi.at + 5);
  const flags = coding ? u8(bytes, coding.at + 2) : 0;
  if ((flags & 0x40) === 0) return 8;
  return (flags & 0x20) === 0 ? 10 : 12;
}

function urn(bytes: Uint8Array, auxC: Box): string {
  return ascii(bytes, auxC.at + 4, auxC.end - auxC.at - 4).split('\0')[0] ?? '';
}

/** An embedded profile wins over code points when a file has both. */
function profileOf(bytes: Uint8Array, colrs: readonly Box[]): Pick<ImageHeader, 'profile' | 'colourBy'> {
  const kinds = new Map(colrs.map((box) => [ascii(bytes, box.at, 4), box]));
  const icc = kinds.get('prof') ?? kinds.get('rICC');
  if (icc) return { profile: iccProfile(bytes.subarray(icc.at + 4, icc.end)), colourBy: 'icc' };
  const nclx = kinds.get('nclx');
  const profile = nclx ? namedProfile(u16be(bytes, nclx.at + 4), u16be(bytes, nclx.at + 6)) : 'none';
  return { profile, colourBy: profile === 'none' ? 'none' : 'cicp' };
}
