import type { TableMap } from './palette-names';

/** Colour maps as tables of 256 RGBA entries, interpolated linearly between them, on the GPU and here alike. */
export const TABLE_SIZE = 256;

/** t, lightness, chroma, hue in degrees (OKLCH). */
type Stop = readonly [number, number, number, number];

/**
 * Ice-Ember: zero is near black, plus goes to orange and minus to blue with equal lightness at equal distance; the
 * two stay apart for the common kinds of colour blindness.
 */
const PLUS: readonly Stop[] = [
  [0, 0.155, 0, 62],
  [0.18, 0.3, 0.06, 55],
  [0.45, 0.52, 0.125, 52],
  [0.75, 0.76, 0.145, 66],
  [1, 0.945, 0.075, 92],
];
const MINUS: readonly Stop[] = [
  [0, 0.155, 0, 258],
  [0.18, 0.3, 0.06, 262],
  [0.45, 0.52, 0.125, 258],
  [0.75, 0.76, 0.115, 240],
  [1, 0.945, 0.05, 205],
];

/** Magma by Nathaniel Smith and Stefan van der Walt (CC0), as in d3-scale-chromatic: rrggbb of the 256 entries. */
const MAGMA =
  '00000401000501010601010802010902020b02020d03030f03031204041405041606051806051a07061c08071e090720' +
  '0a08220b09240c09260d0a290e0b2b100b2d110c2f120d31130d34140e36150e38160f3b180f3d19103f1a10421c1044' +
  '1d11471e114920114b21114e22115024125325125527125829115a2a115c2c115f2d11612f1163311165331067341069' +
  '36106b38106c390f6e3b0f703d0f713f0f72400f74420f75440f764510774710784910784a10794c117a4e117b4f127b' +
  '51127c52137c54137d56147d57157e59157e5a167e5c167f5d177f5f187f601880621980641a80651a80671b80681c81' +
  '6a1c816b1d816d1d816e1e81701f81721f817320817521817621817822817922827b23827c23827e2482802582812581' +
  '8326818426818627818827818928818b29818c29818e2a81902a81912b81932b80942c80962c80982d80992d809b2e7f' +
  '9c2e7f9e2f7fa02f7fa1307ea3307ea5317ea6317da8327daa337dab337cad347cae347bb0357bb2357bb3367ab5367a' +
  'b73779b83779ba3878bc3978bd3977bf3a77c03a76c23b75c43c75c53c74c73d73c83e73ca3e72cc3f71cd4071cf4070' +
  'd0416fd2426fd3436ed5446dd6456cd8456cd9466bdb476adc4869de4968df4a68e04c67e24d66e34e65e44f64e55064' +
  'e75263e85362e95462ea5661eb5760ec5860ed5a5fee5b5eef5d5ef05f5ef1605df2625df2645cf3655cf4675cf4695c' +
  'f56b5cf66c5cf66e5cf7705cf7725cf8745cf8765cf9785df9795df97b5dfa7d5efa7f5efa815ffb835ffb8560fb8761' +
  'fc8961fc8a62fc8c63fc8e64fc9065fd9266fd9467fd9668fd9869fd9a6afd9b6bfe9d6cfe9f6dfea16efea36ffea571' +
  'fea772fea973feaa74feac76feae77feb078feb27afeb47bfeb67cfeb77efeb97ffebb81febd82febf84fec185fec287' +
  'fec488fec68afec88cfeca8dfecc8ffecd90fecf92fed194fed395fed597fed799fed89afdda9cfddc9efddea0fde0a1' +
  'fde2a3fde3a5fde5a7fde7a9fde9aafdebacfcecaefceeb0fcf0b2fcf2b4fcf4b6fcf6b8fcf7b9fcf9bbfcfbbdfcfdbf';

const tables = new Map<TableMap, Uint8Array<ArrayBuffer>>();

/** RGBA bytes of the 256 entries, from the low to the high end; opaque. Do not write into it. */
export function colourTable(map: TableMap): Uint8Array<ArrayBuffer> {
  let table = tables.get(map);
  if (!table) {
    const colourAt = map === 'signed' ? signedColour : magmaColour;
    table = Uint8Array.from(Array.from({ length: TABLE_SIZE }, (_, index) => [...colourAt(index), 255]).flat());
    tables.set(map, table);
  }
  return table;
}

function magmaColour(index: number): number[] {
  return [0, 2, 4].map((digit) => Number.parseInt(MAGMA.slice(6 * index + digit, 6 * index + digit + 2), 16));
}

function signedColour(index: number): number[] {
  const value = (2 * index) / (TABLE_SIZE - 1) - 1;
  return oklchToSrgb(interpolate(value < 0 ? MINUS : PLUS, Math.abs(value)));
}

function interpolate(stops: readonly Stop[], t: number): [number, number, number] {
  const upper = Math.max(
    1,
    stops.findIndex((stop) => stop[0] >= t),
  );
  const [low, high] = [stops[upper - 1] as Stop, stops[upper] as Stop];
  const share = (t - low[0]) / (high[0] - low[0]);
  const between = (axis: 1 | 2 | 3): number => low[axis] + (high[axis] - low[axis]) * share;
  return [between(1), between(2), between(3)];
}

/** OKLCH to sRGB bytes, clipped to the gamut (matrices: Bjorn Ottosson, "A perceptual color space", 2020). */
function oklchToSrgb([lightness, chroma, hue]: readonly [number, number, number]): number[] {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return linear.map((value) => {
    const clipped = Math.min(1, Math.max(0, value));
    const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
    return Math.round(255 * encoded);
  });
}
