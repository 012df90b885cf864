/** SSIM of Wang et al. 2004; the numbers are those of scikit-image with gaussian_weights and sigma 1.5. */

/** Side of the Gaussian window; also the least side of a picture. */
export const SSIM_SIDE = 11;
const SIGMA = 1.5;
const SSIM_C1 = (0.01 * 255) ** 2;
const SSIM_C2 = (0.03 * 255) ** 2;

/** The 11 weights along one axis; they add up to 1. */
export const SSIM_WEIGHTS: readonly number[] = (() => {
  const radius = (SSIM_SIDE - 1) / 2;
  const raw = Array.from({ length: SSIM_SIDE }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * SIGMA ** 2)));
  const sum = raw.reduce((total, value) => total + value, 0);
  return raw.map((value) => value / sum);
})();

/** Weighted means that one window gives: x, y, x^2, y^2, xy. */
const MOMENTS = 5;

/** Sum of SSIM of two planes of bytes over all windows that fit; both sides at least 11. */
export function ssimSum(first: Uint8Array, second: Uint8Array, width: number, height: number): number {
  let total = 0;
  eachWindow(first, second, width, height, (similar) => {
    total += similar;
  });
  return total;
}

/** Pixels at each border whose windows reach over it; the mean of a picture leaves them out. */
export const SSIM_BORDER = (SSIM_SIDE - 1) / 2;

/**
 * SSIM of the window around each pixel, mean of R, G, B, of planar bytes [3][height][width]. Windows that reach over
 * a border see the picture mirrored there, the border pixel twice.
 */
export function ssimMap(
  first: Uint8Array,
  second: Uint8Array,
  width: number,
  height: number,
): Float32Array<ArrayBuffer> {
  const map = new Float32Array(width * height);
  const [wide, high] = [width + SSIM_SIDE - 1, height + SSIM_SIDE - 1];
  for (let c = 0; c < 3; c++) {
    const [one, two] = [first, second].map((bytes) =>
      withBorder(bytes.subarray(c * map.length, (c + 1) * map.length), width, height),
    ) as [Uint8Array, Uint8Array];
    eachWindow(one, two, wide, high, (similar, i) => {
      map[i] = (map[i] as number) + similar / 3;
    });
  }
  return map;
}

function withBorder(plane: Uint8Array, width: number, height: number): Uint8Array {
  const [wide, high] = [width + SSIM_SIDE - 1, height + SSIM_SIDE - 1];
  const out = new Uint8Array(wide * high);
  for (let y = 0; y < high; y++) {
    const row = mirrored(y - SSIM_BORDER, height) * width;
    for (let x = 0; x < wide; x++) out[y * wide + x] = plane[row + mirrored(x - SSIM_BORDER, width)] as number;
  }
  return out;
}

/** Mirrors a place beyond the ends into the picture; sides shorter than the border are mirrored more than once. */
function mirrored(at: number, size: number): number {
  const place = ((at % (2 * size)) + 2 * size) % (2 * size);
  return place < size ? place : 2 * size - 1 - place;
}

/** Visits the windows that fit, row by row. */
function eachWindow(
  first: Uint8Array,
  second: Uint8Array,
  width: number,
  height: number,
  visit: (similar: number, index: number) => void,
): void {
  const columns = width - SSIM_SIDE + 1;
  // Filtered along rows first; only the last 11 of those rows are kept.
  const ring = Array.from({ length: SSIM_SIDE }, () => new Float64Array(columns * MOMENTS));
  const sums = new Float64Array(columns * MOMENTS);
  let index = 0;
  for (let y = 0; y < height; y++) {
    filterRow(first, second, y * width, ring[y % SSIM_SIDE] as Float64Array);
    if (y < SSIM_SIDE - 1) continue;
    sums.fill(0);
    for (let tap = 0; tap < SSIM_SIDE; tap++) {
      const row = ring[(y + 1 + tap) % SSIM_SIDE] as Float64Array;
      const weight = SSIM_WEIGHTS[tap] as number;
      for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + weight * (row[i] as number);
    }
    for (let i = 0; i < sums.length; i += MOMENTS) visit(similarity(sums, i), index++);
  }
}

function filterRow(first: Uint8Array, second: Uint8Array, from: number, out: Float64Array): void {
  for (let i = 0, start = from; i < out.length; i += MOMENTS, start++) {
    let x = 0;
    let y = 0;
    let xx = 0;
    let yy = 0;
    let xy = 0;
    for (let tap = 0; tap < SSIM_SIDE; tap++) {
      const weight = SSIM_WEIGHTS[tap] as number;
      const a = first[start + tap] as number;
      const b = second[start + tap] as number;
      x += weight * a;
      y += weight * b;
      xx += weight * a * a;
      yy += weight * b * b;
      xy += weight * a * b;
    }
    out[i] = x;
    out[i + 1] = y;
    out[i + 2] = xx;
    out[i + 3] = yy;
    out[i + 4] = xy;
  }
}

function similarity(sums: Float64Array, at: number): number {
  const x = sums[at] as number;
  const y = sums[at + 1] as number;
  const varianceX = (sums[at + 2] as number) - x * x;
  const varianceY = (sums[at + 3] as number) - y * y;
  const covariance = (sums[at + 4] as number) - x * y;
  const luminance = (2 * x * y + SSIM_C1) / (x * x + y * y + SSIM_C1);
  return (luminance * (2 * covariance + SSIM_C2)) / (varianceX + varianceY + SSIM_C2);
}
