import type { TensorData } from '../tensor';

/** Frequencies between which the slope is fitted, as shares of the Nyquist frequency. */
const SLOPE_BAND = { from: 1 / 8, to: 1 / 2 } as const;
/** What lies over this share of the Nyquist frequency counts as high. */
const HIGH_FROM = 1 / 2;
/** A line through fewer points says nothing. */
const LEAST_POINTS = 3;

/** Power of a plane by spatial frequency (docs/numbers.md, "Spectrum"). */
export interface Spectrum {
  /**
   * Mean power at the frequencies 1/n, 2/n, up to (n - 1)/n of Nyquist, where n is the longer side in cells. White noise of the same
   * variance has 1 everywhere. Empty where all values are equal.
   */
  readonly power: readonly number[];
  /** Least-squares slope of log power against log frequency in SLOPE_BAND; null with fewer than three points. */
  readonly slope: number | null;
  /** Share of the power over HIGH_FROM, 0..1, the mean of the plane left out; NaN where all values are equal. */
  readonly high: number;
}

/** The spectra of all channels of a latent, and that of their mean power. */
export interface ChannelSpectra {
  readonly mean: Spectrum;
  readonly channels: readonly Spectrum[];
}

/** The spectra of a run. */
export interface Spectra extends ChannelSpectra {
  readonly job: number;
  /** Luma of the picture, at the size of the latent; null where the run had no picture. */
  readonly picture: Spectrum | null;
}

/** Power before it is made relative: sums of several planes are those of their mean. */
interface PowerSums {
  /** Mean power of each ring; the first is left out. */
  readonly rings: number[];
  high: number;
  total: number;
}

/** Spectra of [1,C,H,W], channel by channel: a step for each, so that others get their turn. */
export function* spectraInSteps({ dims, data }: TensorData): Generator<undefined, ChannelSpectra> {
  const [, count = 0, height = 0, width = 0] = dims;
  const grid: Grid = { height, width, rings: Math.max(height, width) };
  const all = noPower(grid);
  const channels: Spectrum[] = [];
  for (let c = 0; c < count; c++) {
    const sums = powerSums(data.subarray(c * height * width, (c + 1) * height * width), grid);
    sums.rings.forEach((power, k) => (all.rings[k] = (all.rings[k] as number) + power));
    all.high += sums.high;
    all.total += sums.total;
    channels.push(spectrumOf(sums, grid));
    yield;
  }
  return { mean: spectrumOf(all, grid), channels };
}

/**
 * Luma of a picture [1,3,h,w] at the size of its latent, [1,1,rows,columns]: the mean of each block of cell x cell pixels. The last
 * column and row stand for what lies beyond, as they do where a picture is padded.
 */
export function lumaOfCells({ dims, data }: TensorData, rows: number, columns: number, cell: number): TensorData {
  const [, , height = 0, width = 0] = dims;
  const luma = new Float32Array(rows * columns);
  const plane = height * width;
  for (let y = 0; y < rows * cell; y++) {
    const row = Math.min(y, height - 1) * width;
    const to = Math.floor(y / cell) * columns;
    for (let x = 0; x < columns * cell; x++) {
      const at = row + Math.min(x, width - 1);
      const [red, green, blue] = [data[at], data[plane + at], data[2 * plane + at]] as [number, number, number];
      const i = to + Math.floor(x / cell);
      luma[i] = (luma[i] as number) + (0.2126 * red + 0.7152 * green + 0.0722 * blue) / cell ** 2;
    }
  }
  return { dims: [1, 1, rows, columns], data: luma };
}

interface Grid {
  readonly height: number;
  readonly width: number;
  /** The longer side: as many rings, the mean included. */
  readonly rings: number;
}

function noPower({ rings }: Grid): PowerSums {
  return { rings: new Array<number>(Math.max(0, rings - 1)).fill(0), high: 0, total: 0 };
}

/** The orthonormal DCT-II of each row; the result is transposed, so that doing it twice transforms both ways. */
function transformed(values: ArrayLike<number>, rows: number, length: number): Float64Array {
  const out = new Float64Array(rows * length);
  const tables: Tables = new Map();
  const row = new Float64Array(length);
  for (let y = 0; y < rows; y++) {
    for (let i = 0; i < length; i++) row[i] = values[y * length + i] as number;
    const sums = cosineSums(row, tables);
    for (let k = 0; k < length; k++) out[k * rows + y] = (sums[k] as number) * Math.sqrt((k === 0 ? 1 : 2) / length);
  }
  return out;
}

/** By length n, cos(pi j / 2n) for j from 0 to 4n - 1. */
type Tables = Map<number, Float64Array>;

function cosinesOf(n: number, tables: Tables): Float64Array {
  const known = tables.get(n);
  if (known) return known;
  const made = Float64Array.from({ length: 4 * n }, (_, j) => Math.cos((Math.PI * j) / (2 * n)));
  tables.set(n, made);
  return made;
}

/** Sums of x_i cos(pi k (2i + 1) / 2n), k = 0..n-1: by halves (Lee 1984) down to an odd length, which is summed as it is written. */
function cosineSums(x: Float64Array, tables: Tables): Float64Array {
  const n = x.length;
  if (n === 1) return x.slice();
  const cosines = cosinesOf(n, tables);
  const out = new Float64Array(n);
  if (n % 2 === 1) {
    for (let k = 0; k < n; k++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += (x[i] as number) * (cosines[(k * (2 * i + 1)) % (4 * n)] as number);
      out[k] = sum;
    }
    return out;
  }
  const half = n / 2;
  const [sums, differences] = [new Float64Array(half), new Float64Array(half)];
  for (let i = 0; i < half; i++) {
    const [one, other] = [x[i] as number, x[n - 1 - i] as number];
    sums[i] = one + other;
    differences[i] = (one - other) / (2 * (cosines[2 * i + 1] as number));
  }
  const [even, odd] = [cosineSums(sums, tables), cosineSums(differences, tables)];
  for (let k = 0; k < half; k++) {
    out[2 * k] = even[k] as number;
    out[2 * k + 1] = (odd[k] as number) + (odd[k + 1] ?? 0);
  }
  return out;
}

function powerSums(values: Float32Array, grid: Grid): PowerSums {
  const sums = noPower(grid);
  // Rounding would leave a little power of equal values.
  if (values.every((value) => value === values[0])) return sums;
  const { height, width, rings } = grid;
  const coefficients = transformed(transformed(values, height, width), width, height);
  const members = new Float64Array(sums.rings.length);
  for (let v = 0; v < height; v++) {
    for (let u = v === 0 ? 1 : 0; u < width; u++) {
      const power = (coefficients[v * width + u] as number) ** 2;
      const radius = Math.sqrt((v / height) ** 2 + (u / width) ** 2);
      sums.total += power;
      if (radius > HIGH_FROM) sums.high += power;
      // The corners lie over Nyquist and have no ring.
      const ring = Math.floor(radius * rings + 0.5) - 1;
      if (ring >= sums.rings.length) continue;
      sums.rings[ring] = (sums.rings[ring] as number) + power;
      members[ring] = (members[ring] as number) + 1;
    }
  }
  return { ...sums, rings: sums.rings.map((power, ring) => power / (members[ring] as number)) };
}

function spectrumOf({ rings, high, total }: PowerSums, { height, width, rings: n }: Grid): Spectrum {
  if (total === 0) return { power: [], slope: null, high: NaN };
  const white = total / (height * width - 1);
  const power = rings.map((mean) => mean / white);
  const points = power.flatMap((value, index): [number, number][] => {
    const frequency = (index + 1) / n;
    const counts = frequency >= SLOPE_BAND.from && frequency <= SLOPE_BAND.to && value > 0;
    return counts ? [[Math.log(frequency), Math.log(value)]] : [];
  });
  return { power, slope: slopeOf(points), high: high / total };
}

function slopeOf(points: readonly (readonly [number, number])[]): number | null {
  if (points.length < LEAST_POINTS) return null;
  const mean = (axis: 0 | 1): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const square = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / square;
}
