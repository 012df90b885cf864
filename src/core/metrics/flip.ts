/**
 * LDR-FLIP of Andersson et al., "FLIP: A difference evaluator for alternating images" (2020): how strongly a person
 * sees the difference of two pictures when they are shown in turn at the same place, 0 (not at all) to 1. Written
 * after the formulas of the paper; the numbers are those of its reference implementation.
 */

/** Pixels in a degree of the visual field: a screen 0.7 m wide with 3840 pixels, seen from 0.7 m. */
export const FLIP_PIXELS_PER_DEGREE = (3840 * Math.PI) / 180;

/** Linear sRGB to XYZ of D65 as the reference has it. */
const TO_XYZ = [
  [10135552 / 24577794, 8788810 / 24577794, 4435075 / 24577794],
  [2613072 / 12288897, 8788810 / 12288897, 887015 / 12288897],
  [1425312 / 73733382, 8788810 / 73733382, 70074185 / 73733382],
] as const;
type Matrix = readonly (readonly [number, number, number])[];
/** Linear sRGB to XYZ over that of white, and back. */
export const FLIP_TO_SHARES: Matrix = TO_XYZ.map(
  ([r, g, b]) => [r, g, b].map((part) => part / (r + g + b)) as [number, number, number],
);
export const FLIP_FROM_SHARES: Matrix = inverse(FLIP_TO_SHARES);

/** Gaussians whose sum is the contrast sensitivity of the eye: achromatic, red-green, and two of blue-yellow. */
const SENSITIVITIES = [
  { height: 1, width: 0.0047 },
  { height: 1, width: 0.0053 },
  { height: 34.1, width: 0.04 },
  { height: 13.5, width: 0.025 },
] as const;
/** Width of lines and points that the eye singles out, in degrees. */
const FEATURE_WIDTH = 0.082;
const COLOUR_EXPONENT = 0.7;
const FEATURE_EXPONENT = 0.5;
/** Colour errors up to this share of the largest one fill the map up to the next number. */
const KNEE = 0.4;
const KNEE_VALUE = 0.95;

/**
 * Weights of the separable filters at distances 0, 1, ... from the middle, along one axis. `smooth`, all even: for Y,
 * Cx and the two parts of Cz, which are added after both axes. `feature`: blur; edge, which is odd, with these
 * values after the middle and their opposites before it; point.
 */
export interface FlipFilters {
  readonly smooth: readonly (readonly number[])[];
  readonly feature: readonly (readonly number[])[];
}

export const FLIP_FILTERS: FlipFilters = { smooth: smoothingWeights(), feature: featureWeights() };

function smoothingWeights(): FlipFilters['smooth'] {
  const widest = Math.max(...SENSITIVITIES.map(({ width }) => width));
  const radius = Math.ceil(3 * Math.sqrt(widest / (2 * Math.PI ** 2)) * FLIP_PIXELS_PER_DEGREE);
  const taps = SENSITIVITIES.map(({ width }) =>
    Array.from({ length: radius + 1 }, (_, d) => Math.exp(-(((Math.PI * d) / FLIP_PIXELS_PER_DEGREE) ** 2) / width)),
  );
  const sums = taps.map(wholeSum);
  // The volume in two dimensions is the square of a Gaussian's sum, times its height.
  const volumes = SENSITIVITIES.map(
    ({ height, width }, i) => height * Math.sqrt(Math.PI / width) * (sums[i] as number) ** 2,
  );
  const both = (volumes[2] as number) + (volumes[3] as number);
  const shares = [1, 1, (volumes[2] as number) / both, (volumes[3] as number) / both];
  const weight = (i: number, d: number): number =>
    ((taps[i]?.[d] as number) / (sums[i] as number)) * Math.sqrt(shares[i] as number);
  return Array.from({ length: radius + 1 }, (_, d) => [weight(0, d), weight(1, d), weight(2, d), weight(3, d)]);
}

function featureWeights(): FlipFilters['feature'] {
  const sigma = 0.5 * FEATURE_WIDTH * FLIP_PIXELS_PER_DEGREE;
  const radius = Math.ceil(3 * sigma);
  const blur = Array.from({ length: radius + 1 }, (_, d) => Math.exp(-(d ** 2) / (2 * sigma ** 2)));
  const edge = blur.map((value, d) => -d * value);
  const point = blur.map((value, d) => (d ** 2 / sigma ** 2 - 1) * value);
  // What is negative and what is positive adds up to one each.
  const negative = -wholeSum(point.map((value) => Math.min(0, value)));
  const positive = wholeSum(point.map((value) => Math.max(0, value)));
  const half = -edge.reduce((sum, value) => sum + value, 0);
  const whole = wholeSum(blur);
  return blur.map((value, d) => {
    const bend = point[d] as number;
    return [value / whole, (edge[d] as number) / half, bend / (bend < 0 ? negative : positive)];
  });
}

/** The sum of an even filter that is given from its middle on. */
function wholeSum(half: readonly number[]): number {
  return half.reduce((sum, value, d) => sum + (d === 0 ? 1 : 2) * value, 0);
}

/** Linear light, 0..1, of an sRGB byte. */
const LINEAR = Float64Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** The largest colour error that counts: of pure green against pure blue. */
export const FLIP_LARGEST = colourDistance(perceived(0, 1, 0), perceived(0, 0, 1), 0) ** COLOUR_EXPONENT;

/** Map of two pictures of planar bytes [3][height][width]; the order of the two does not matter. */
export function flipMap(
  first: Uint8Array,
  second: Uint8Array,
  width: number,
  height: number,
): Float32Array<ArrayBuffer> {
  const [one, two] = [seen(first, width, height), seen(second, width, height)];
  const map = new Float32Array(width * height);
  for (let i = 0; i < map.length; i++) {
    const distance = colourDistance(one.colours, two.colours, 3 * i);
    const edge = Math.abs((one.edges[i] as number) - (two.edges[i] as number));
    const point = Math.abs((one.points[i] as number) - (two.points[i] as number));
    const feature = (Math.max(edge, point) / Math.SQRT2) ** FEATURE_EXPONENT;
    map[i] = spread(distance ** COLOUR_EXPONENT) ** (1 - feature);
  }
  return map;
}

/** Colour errors on 0..1: most of the range for those that pictures have. */
function spread(error: number): number {
  const knee = KNEE * FLIP_LARGEST;
  if (error < knee) return (KNEE_VALUE / knee) * error;
  return KNEE_VALUE + ((error - knee) / (FLIP_LARGEST - knee)) * (1 - KNEE_VALUE);
}

/** What the eye gets of a picture: smoothed colours (L, a, b of each pixel), and how strong edges and points are. */
interface Seen {
  readonly colours: Float64Array;
  readonly edges: Float64Array;
  readonly points: Float64Array;
}

function seen(bytes: Uint8Array, width: number, height: number): Seen {
  const { luma, opponent } = opponentPlanes(bytes, width, height);
  const { smooth, feature } = FLIP_FILTERS;
  const blurred = [0, 1, 2, 3].map((i) => {
    const weights = smooth.map((each) => each[i] as number);
    // Both parts of the last filter read Cz.
    const plane = opponent[Math.min(i, 2)] as Float64Array;
    return filter(filter(plane, width, height, weights, 1, 'x'), width, height, weights, 1, 'y');
  });

  const [blur, edge, point] = [0, 1, 2].map((i) => feature.map((weights) => weights[i] as number)) as [
    number[],
    number[],
    number[],
  ];
  const across = (weights: number[], parity: 1 | -1): Float64Array =>
    filter(filter(luma, width, height, weights, parity, 'x'), width, height, blur, 1, 'y');
  const down = (weights: number[], parity: 1 | -1): Float64Array =>
    filter(filter(luma, width, height, blur, 1, 'x'), width, height, weights, parity, 'y');
  const lengths = (x: Float64Array, y: Float64Array): Float64Array =>
    x.map((value, i) => Math.hypot(value, y[i] as number));

  const colours = new Float64Array(3 * luma.length);
  const [y, cx, cz1, cz2] = blurred as [Float64Array, Float64Array, Float64Array, Float64Array];
  for (let i = 0; i < luma.length; i++) {
    const rgb = fromOpponent(y[i] as number, cx[i] as number, (cz1[i] as number) + (cz2[i] as number));
    colours.set(perceived(...rgb), 3 * i);
  }
  return {
    colours,
    edges: lengths(across(edge, -1), down(edge, -1)),
    points: lengths(across(point, 1), down(point, 1)),
  };
}

/** YCxCz of each pixel as three planes, and Y alone as a share of white. */
function opponentPlanes(
  bytes: Uint8Array,
  width: number,
  height: number,
): { luma: Float64Array; opponent: Float64Array[] } {
  const plane = width * height;
  const opponent = [0, 1, 2].map(() => new Float64Array(plane));
  const luma = new Float64Array(plane);
  for (let i = 0; i < plane; i++) {
    const [x, y, z] = whiteShares(
      LINEAR[bytes[i] as number] as number,
      LINEAR[bytes[plane + i] as number] as number,
      LINEAR[bytes[2 * plane + i] as number] as number,
    );
    luma[i] = y;
    [116 * y - 16, 500 * (x - y), 200 * (y - z)].forEach((value, c) => {
      (opponent[c] as Float64Array)[i] = value;
    });
  }
  return { luma, opponent };
}

/** XYZ of a linear colour over that of white. */
function whiteShares(r: number, g: number, b: number): [number, number, number] {
  return FLIP_TO_SHARES.map((row) => row[0] * r + row[1] * g + row[2] * b) as [number, number, number];
}

/** YCxCz to linear sRGB, clipped to what a screen shows. */
function fromOpponent(y: number, cx: number, cz: number): [number, number, number] {
  const light = (y + 16) / 116;
  const [u, v] = [light + cx / 500, light - cz / 200];
  return FLIP_FROM_SHARES.map((row) => Math.min(1, Math.max(0, row[0] * u + row[1] * light + row[2] * v))) as [
    number,
    number,
    number,
  ];
}

/** CIELAB of a linear colour, its chroma weaker where it is dark (Hunt effect). */
function perceived(r: number, g: number, b: number): [number, number, number] {
  const [x, y, z] = whiteShares(r, g, b).map((t) =>
    t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29,
  ) as [number, number, number];
  const lightness = 116 * y - 16;
  return [lightness, 0.01 * lightness * 500 * (x - y), 0.01 * lightness * 200 * (y - z)];
}

/** HyAB of the colours at a place: lightness by its amount, chroma by its length. */
function colourDistance(first: ArrayLike<number>, second: ArrayLike<number>, at: number): number {
  const apart = (c: number): number => (first[at + c] as number) - (second[at + c] as number);
  return Math.abs(apart(0)) + Math.hypot(apart(1), apart(2));
}

/** One axis of a separable filter, even (1) or odd (-1); beyond the borders the outermost values repeat. */
function filter(
  plane: Float64Array,
  width: number,
  height: number,
  half: readonly number[],
  parity: 1 | -1,
  axis: 'x' | 'y',
): Float64Array {
  const weights = Float64Array.from(half);
  const reach = weights.length - 1;
  const [count, step, lines, next] = axis === 'x' ? [width, 1, height, width] : [height, width, width, 1];
  const line = new Float64Array(count + 2 * reach);
  const out = new Float64Array(plane.length);
  for (let from = 0; from < lines * next; from += next) {
    for (let i = 0; i < line.length; i++)
      line[i] = plane[from + step * Math.min(count - 1, Math.max(0, i - reach))] as number;
    for (let i = 0; i < count; i++) {
      const middle = i + reach;
      let sum = (weights[0] as number) * (line[middle] as number);
      for (let d = 1; d <= reach; d++) {
        sum += (weights[d] as number) * ((line[middle + d] as number) + parity * (line[middle - d] as number));
      }
      out[from + step * i] = sum;
    }
  }
  return out;
}

function inverse(m: Matrix): Matrix {
  const [a, b, c] = m.map((row) => [...row]) as [number[], number[], number[]];
  const cross = (u: number[], v: number[]): number[] =>
    [0, 1, 2].map((i) => {
      const [j, k] = [(i + 1) % 3, (i + 2) % 3];
      return (u[j] as number) * (v[k] as number) - (u[k] as number) * (v[j] as number);
    });
  const columns = [cross(b, c), cross(c, a), cross(a, b)];
  const determinant = a.reduce((sum, value, i) => sum + value * (columns[0]?.[i] as number), 0);
  return [0, 1, 2].map(
    (row) => columns.map((column) => (column[row] as number) / determinant) as [number, number, number],
  );
}
