import { readFileSync } from 'node:fs';
import { formulaPixels, readGoldenJson, type FormulaName } from '../test-goldens';
import type { Size } from './scale';

/** Access of tests to the pictures that Pillow has scaled (e2e/fixtures/make-scale.py). */
interface Listed {
  readonly formula: FormulaName;
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly offset: number;
}

export interface ScaleCase {
  readonly name: string;
  readonly from: Size;
  readonly to: Size;
  /** RGBA rows, opaque. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** RGB rows. */
  readonly golden: Uint8Array;
}

const data = readFileSync(new URL('../../../e2e/fixtures/goldens/scale/scale.bin', import.meta.url));
const sizeOf = ([width, height]: readonly [number, number]): Size => ({ width, height });

export const scaleCases: readonly ScaleCase[] = readGoldenJson<{ cases: Listed[] }>('scale/index.json').cases.map(
  ({ formula, from, to, offset }) => ({
    name: `${formula} ${from.join('x')} to ${to.join('x')}`,
    from: sizeOf(from),
    to: sizeOf(to),
    pixels: new Uint8ClampedArray(formulaPixels(formula, ...from)).map((value, i) => (i % 4 === 3 ? 255 : value)),
    golden: data.subarray(offset, offset + 3 * to[0] * to[1]),
  }),
);

/** RGBA without A. */
export function rgbOf(pixels: ArrayLike<number>): number[] {
  return Array.from(pixels).filter((_, i) => i % 4 !== 3);
}
