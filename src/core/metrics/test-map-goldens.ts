import { readFileSync } from 'node:fs';
import type { TensorData } from '../tensor';
import { formulaPicture, readGoldenJson, type FormulaName } from '../test-goldens';

interface Entry {
  readonly a: FormulaName;
  readonly b: FormulaName;
  readonly width: number;
  readonly height: number;
  readonly flipMean: number;
  readonly flip: number;
  readonly ssim: number | null;
}

/** A pair of formula pictures with the maps that flip-evaluator and scikit-image make of it. */
export interface MapCase extends Pick<Entry, 'a' | 'b' | 'width' | 'height' | 'flipMean'> {
  readonly input: TensorData;
  readonly reconstruction: TensorData;
  readonly flip: Float32Array;
  /** null where a side is under 11 px. */
  readonly ssim: Float32Array | null;
}

const index = readGoldenJson<{ pixelsPerDegree: number; cases: Entry[] }>('maps/index.json');
const bytes = readFileSync(new URL('../../../e2e/fixtures/goldens/maps/maps.bin', import.meta.url));

export const goldenPixelsPerDegree = index.pixelsPerDegree;

export const mapCases: readonly MapCase[] = index.cases.map((entry) => {
  const { a, b, width, height, flipMean } = entry;
  const read = (offset: number): Float32Array =>
    Float32Array.from({ length: width * height }, (_, i) => bytes.readFloatLE(offset + 4 * i));
  return {
    a,
    b,
    width,
    height,
    flipMean,
    input: formulaPicture(a, width, height),
    reconstruction: formulaPicture(b, width, height),
    flip: read(entry.flip),
    ssim: entry.ssim === null ? null : read(entry.ssim),
  };
});
