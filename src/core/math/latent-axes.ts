import type { LatentFacts } from '../model/manifest';
import type { TensorData } from '../tensor';

/** Adds up latents of pictures, for their mean, their spread and their three main directions. */
export class LatentSums {
  readonly #channels: number;
  readonly #sums: Float64Array;
  /** Sums of products, [channels][channels]. */
  readonly #products: Float64Array;
  #count = 0;

  constructor(channels: number) {
    this.#channels = channels;
    this.#sums = new Float64Array(channels);
    this.#products = new Float64Array(channels * channels);
  }

  /** @param latent [1,channels,h,w] */
  add({ data }: TensorData): void {
    const n = this.#channels;
    const count = data.length / n;
    for (let i = 0; i < n; i++) {
      const one = data.subarray(i * count, (i + 1) * count);
      this.#sums[i] = (this.#sums[i] as number) + one.reduce((sum, value) => sum + value, 0);
      for (let j = i; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < count; k++) sum += (one[k] as number) * (data[j * count + k] as number);
        this.#products[i * n + j] = (this.#products[i * n + j] as number) + sum;
      }
    }
    this.#count += count;
  }

  /** Mean and standard deviation by channel, and the directions of the largest variance as the manifest has them. */
  facts(): Pick<LatentFacts, 'mean' | 'std' | 'pca'> {
    const n = this.#channels;
    const mean = Array.from(this.#sums, (sum) => sum / this.#count);
    const covariance = Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (__, j) => {
        const product = this.#products[Math.min(i, j) * n + Math.max(i, j)] as number;
        return product / this.#count - (mean[i] as number) * (mean[j] as number);
      }),
    );
    const std = covariance.map((row, i) => Math.sqrt(Math.max(0, row[i] as number)));
    return { mean: mean.map(short), std: std.map(short), pca: mainDirections(covariance).map((row) => row.map(short)) };
  }
}

/** Rounds to as many digits as the export writes. */
function short(value: number): number {
  return Math.round(value * 1e5) / 1e5 || 0;
}

/**
 * The three directions of the largest variance, longest first: length 1, the largest component positive. Of fewer than three
 * channels the others are zero.
 */
export function mainDirections(covariance: readonly (readonly number[])[]): number[][] {
  const { values, vectors } = eigen(covariance);
  const order = values.map((_, i) => i).sort((a, b) => (values[b] as number) - (values[a] as number));
  return [0, 1, 2].map((rank) => {
    const index = order[rank];
    const row = index === undefined ? covariance.map(() => 0) : (vectors[index] as number[]);
    const largest = row.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    return largest < 0 ? row.map((value) => -value) : row;
  });
}

const MOST_SWEEPS = 60;

/** Eigenvalues and eigenvectors (as rows) of a symmetric matrix, by cyclic Jacobi rotations. */
function eigen(symmetric: readonly (readonly number[])[]): { values: number[]; vectors: number[][] } {
  const n = symmetric.length;
  const a = symmetric.map((row) => [...row]);
  const vectors = a.map((_, i) => a.map((__, j) => (i === j ? 1 : 0)));
  const at = (matrix: number[][], i: number, j: number): number => (matrix[i] as number[])[j] as number;
  const size = Math.hypot(...a.flat());
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    const rest = Math.hypot(...a.flatMap((row, i) => row.filter((_, j) => j !== i)));
    if (!(rest > 1e-14 * size)) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = at(a, p, q);
        if (off === 0) continue;
        const theta = (at(a, q, q) - at(a, p, p)) / (2 * off);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        rotateColumns(a, p, q, c, t * c);
        rotateRows(a, p, q, c, t * c);
        rotateRows(vectors, p, q, c, t * c);
      }
    }
  }
  return { values: a.map((row, i) => row[i] as number), vectors };
}

function rotateRows(matrix: number[][], p: number, q: number, c: number, s: number): void {
  const [rowP, rowQ] = [matrix[p] as number[], matrix[q] as number[]];
  for (let k = 0; k < rowP.length; k++) {
    const [x, y] = [rowP[k] as number, rowQ[k] as number];
    rowP[k] = c * x - s * y;
    rowQ[k] = s * x + c * y;
  }
}

function rotateColumns(matrix: number[][], p: number, q: number, c: number, s: number): void {
  for (const row of matrix) {
    const [x, y] = [row[p] as number, row[q] as number];
    row[p] = c * x - s * y;
    row[q] = s * x + c * y;
  }
}
