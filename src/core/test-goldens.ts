import { readFileSync } from 'node:fs';
import { geometryOf, type Geometry } from './math/geometry';
import { rgbaToPlanar } from './math/planar';
import type { TensorData } from './tensor';

/** Access of tests to the fixtures that training/goldens.py writes. */
const FOLDER = new URL('../../e2e/fixtures/goldens/', import.meta.url);

export type FormulaName = 'pattern' | 'perturbed' | 'ramp' | 'ramp-perturbed' | 'constant';

export function readGoldenJson<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, FOLDER), 'utf8')) as T;
}

/** A byte of a picture given by a formula; training/fixtures/golden_formulas.py has the same. */
export function formulaByte(name: FormulaName, x: number, y: number, c: number): number {
  const pattern = (x * 73 + y * 151 + c * 199 + x * y * 7 + ((x * x * y) % 13)) % 256;
  const ramp = (x * 3 + y * 2 + c * 40) % 256;
  const clip = (value: number): number => Math.min(255, Math.max(0, value));
  switch (name) {
    case 'pattern':
      return pattern;
    case 'perturbed':
      return clip(pattern + ((x * 5 + y * 3 + c * 11) % 17) - 8);
    case 'ramp':
      return ramp;
    case 'ramp-perturbed':
      return clip(ramp + ((x * 7 + y * 13 + c * 5) % 5) - 2);
    case 'constant':
      return 128;
  }
}

/** RGBA bytes with an alpha that must not matter. */
export function formulaPixels(name: FormulaName, width: number, height: number): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(4 * width * height).fill(200);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) pixels[4 * (y * width + x) + c] = formulaByte(name, x, y, c);
    }
  }
  return pixels;
}

/** The unpadded picture [1,3,height,width] in [-1, 1]. */
export function formulaPicture(name: FormulaName, width: number, height: number): TensorData {
  const geometry: Geometry = { width, height, paddedWidth: width, paddedHeight: height };
  return rgbaToPlanar(formulaPixels(name, width, height), geometry);
}

interface BandSummary {
  readonly dims: number[];
  readonly sum: number[];
  readonly sumOfSquares: number[];
  readonly probes: [number, number][];
}

/** Bands as PyWavelets makes them: whole where the picture is small, else by probes and sums. */
export interface HaarCase {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly formula: FormulaName;
  readonly energy: number;
  readonly file?: string;
  readonly tensors?: Record<string, { dims: number[]; offset: number }>;
  readonly bands?: Record<string, BandSummary>;
}

export const haarCases: readonly HaarCase[] = readGoldenJson<{ cases: HaarCase[] }>('haar/index.json').cases;

export function paddedPicture(haarCase: HaarCase): TensorData {
  const { formula, width, height } = haarCase;
  return rgbaToPlanar(formulaPixels(formula, width, height), geometryOf(width, height));
}

/** Compares bands with a golden. Returns the largest distance, and checks the shapes on the way. */
export function distanceToGolden(haarCase: HaarCase, bands: readonly TensorData[]): number {
  const file = haarCase.file ? readFileSync(new URL(`haar/${haarCase.file}`, FOLDER)) : undefined;
  let worst = 0;
  bands.forEach((band, index) => {
    const name = `bands${index + 1}`;
    const tensor = haarCase.tensors?.[name];
    const summary = haarCase.bands?.[name];
    const dims = (tensor ?? summary)?.dims;
    if (JSON.stringify(dims) !== JSON.stringify(band.dims))
      throw new Error(`${name} is ${String(band.dims)}, not ${String(dims)}`);
    const expected: [number, number][] =
      tensor && file
        ? Array.from(band.data, (_, i) => [i, file.readFloatLE(tensor.offset + 4 * i)])
        : (summary?.probes ?? []);
    if (expected.length === 0) throw new Error(`the golden has no values of ${name}`);
    for (const [i, value] of expected) worst = Math.max(worst, Math.abs(value - (band.data[i] as number)));
    // Sums are compared as means, so that the tolerance of a value holds for them too.
    summary?.sum.forEach((sum, channel) => {
      const count = band.data.length / 12;
      let ours = 0;
      for (let i = channel * count; i < (channel + 1) * count; i++) ours += band.data[i] as number;
      worst = Math.max(worst, Math.abs(ours - sum) / count);
    });
  });
  return worst;
}

/** NaN counts as infinitely far. */
export function largestDifference(first: ArrayLike<number>, second: ArrayLike<number>): number {
  if (first.length !== second.length) throw new Error(`${first.length} values against ${second.length}`);
  let worst = 0;
  for (let i = 0; i < first.length; i++) {
    const distance = Math.abs((first[i] as number) - (second[i] as number));
    if (!(distance <= worst)) worst = Number.isNaN(distance) ? Infinity : distance;
  }
  return worst;
}

/** Repeatable values in [-1, 1] that follow no pattern. */
export function scatter(count: number, salt = 0): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, (_, i) => {
    const mixed = Math.imul((i + 1) ^ Math.imul(salt + 1, 0x9e3779b1), 0x85ebca6b);
    return (((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32) * 2 - 1;
  });
}

/** A pair of formula pictures in metrics.json, with what scikit-image says of it. */
export interface MetricsCase {
  readonly a: FormulaName;
  readonly b: FormulaName;
  readonly width: number;
  readonly height: number;
  readonly mse: number;
  readonly psnr: number | null;
  readonly ssim: number | null;
  readonly identical: boolean;
}
