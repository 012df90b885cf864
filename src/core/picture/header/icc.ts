import { ascii, i32be, u16be, u32be, u8 } from './bytes';
import type { ColourProfile } from './types';

/** Red, green and blue of a profile as XYZ under D50 (ICC.1:2010, tags rXYZ, gXYZ, bXYZ). */
const PRIMARIES: Readonly<Record<'srgb' | 'display-p3', readonly number[]>> = {
  srgb: [0.4361, 0.2225, 0.0139, 0.3851, 0.7169, 0.0971, 0.1431, 0.0606, 0.7141],
  'display-p3': [0.5151, 0.2412, -0.0011, 0.292, 0.6922, 0.0419, 0.1571, 0.0666, 0.7841],
};
const XYZ_TOLERANCE = 0.004;

/** The sRGB curve at two places: enough to tell it from gammas of 1.8, 2.2 and 2.4. */
const CURVE_POINTS = [
  [0.1, 0.01002],
  [0.5, 0.21404],
] as const;
const CURVE_TOLERANCE = 0.002;

const MAX_TAGS = 100;

/** Recognises a profile by its numbers; its name is free text that editors fill with their own. */
export function iccProfile(icc: Uint8Array): ColourProfile {
  const tags = readTags(icc);
  const points = tags.get('cicp');
  const named = points === undefined ? 'other' : namedProfile(u8(icc, points + 8), u8(icc, points + 9));
  if (named === 'pq' || named === 'hlg') return named;
  const space = ascii(icc, 16, 4);
  const curve = tags.get(space === 'GRAY' ? 'kTRC' : 'rTRC');
  if (curve === undefined || !isSrgbCurve(icc, curve)) return 'other';
  if (space === 'GRAY') return 'srgb';
  const xyz = ['rXYZ', 'gXYZ', 'bXYZ'].flatMap((name) => {
    const at = tags.get(name);
    return at === undefined ? [NaN] : [8, 12, 16].map((offset) => fixed(icc, at + offset));
  });
  for (const name of ['srgb', 'display-p3'] as const) {
    if (PRIMARIES[name].every((value, i) => Math.abs(value - (xyz[i] ?? NaN)) < XYZ_TOLERANCE)) return name;
  }
  return 'other';
}

/** Code points of ITU-T H.273, as PNG (cICP), AVIF (nclx) and ICC profiles (cicp) write them. */
export function namedProfile(primaries: number, transfer: number): ColourProfile {
  if (primaries === 2 && transfer === 2) return 'none';
  if (transfer === 16) return 'pq';
  if (transfer === 18) return 'hlg';
  // Browsers show BT.709 and BT.601 curves (1, 6, 14, 15) as they show sRGB (13).
  const plainCurve = [1, 2, 6, 13, 14, 15].includes(transfer);
  if (!plainCurve) return 'other';
  if (primaries === 1 || primaries === 2) return 'srgb';
  return primaries === 12 ? 'display-p3' : 'other';
}

/** Name to place of each tag. */
function readTags(icc: Uint8Array): Map<string, number> {
  const tags = new Map<string, number>();
  const count = Math.min(u32be(icc, 128), MAX_TAGS);
  for (let i = 0; i < count; i += 1) tags.set(ascii(icc, 132 + 12 * i, 4), u32be(icc, 136 + 12 * i));
  return tags;
}

function isSrgbCurve(icc: Uint8Array, at: number): boolean {
  return CURVE_POINTS.every(([x, y]) => Math.abs(evaluate(icc, at, x) - y) < CURVE_TOLERANCE);
}

/** A tone curve at x in 0..1: a table, a gamma, or the formula with a linear foot. NaN for other kinds. */
function evaluate(icc: Uint8Array, at: number, x: number): number {
  const kind = ascii(icc, at, 4);
  if (kind === 'curv') {
    const count = u32be(icc, at + 8);
    if (count === 0) return x;
    if (count === 1) return x ** (u16be(icc, at + 12) / 256);
    const place = x * (count - 1);
    const below = Math.floor(place);
    const [low, high] = [0, 1].map((i) => u16be(icc, at + 12 + 2 * (below + i)) / 65535) as [number, number];
    return low + (high - low) * (place - below);
  }
  if (kind !== 'para') return NaN;
  const form = u16be(icc, at + 8);
  const parameter = (i: number): number => fixed(icc, at + 12 + 4 * i);
  const g = parameter(0);
  if (form === 0) return x ** g;
  if (form !== 3 && form !== 4) return NaN;
  const [a, b, c, d] = [1, 2, 3, 4].map(parameter) as [number, number, number, number];
  // Form 4 adds two offsets; Chromium writes sRGB so, with both at zero.
  const [e, f] = form === 4 ? [parameter(5), parameter(6)] : [0, 0];
  return x >= d ? (a * x + b) ** g + e : c * x + f;
}

/** A signed number with 16 bits after the point. */
function fixed(icc: Uint8Array, at: number): number {
  return i32be(icc, at) / 65536;
}
