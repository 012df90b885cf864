import type { TensorData } from '../tensor';

/**
 * The three-level Haar transform of docs/numbers.md in plain TypeScript: the reference that the shaders are
 * judged by, and the transform of the wasm path. Sums are made in float64.
 */

/** bands1, bands2, bands3: [1,12,H/2^l,W/2^l], channel = orientation * 3 + colour, scaled by 2^-l. */
export type Pyramid = readonly [TensorData, TensorData, TensorData];

/** Rows of the picture that one row of cells of level 3 covers: transformed together, so that no plane of float64 is kept. */
const STRIP = 8;

/** image [1,3,H,W], H and W multiples of 8. */
export function haarForward(image: TensorData): Pyramid {
  const [, , height, width] = image.dims as [number, number, number, number];
  const bands = [1, 2, 3].map((level): TensorData => {
    const dims = [1, 12, height >> level, width >> level];
    return { dims, data: new Float32Array((12 * height * width) >> (2 * level)) };
  });
  for (let colour = 0; colour < 3; colour++) {
    for (let top = 0; top < height; top += STRIP) {
      const start = (colour * height + top) * width;
      let approximation = new Float64Array(image.data.subarray(start, start + STRIP * width));
      bands.forEach((band, index) => {
        approximation = forwardRows(approximation, top >> (index + 1), band, colour, 0.5 ** (index + 1));
      });
    }
  }
  return bands as unknown as Pyramid;
}

/** One level of some rows of one colour, into the rows of the band from `first` on. Returns their unscaled approximation. */
function forwardRows(
  rows: Float64Array,
  first: number,
  band: TensorData,
  colour: number,
  scale: number,
): Float64Array<ArrayBuffer> {
  const [, , halfHeight, halfWidth] = band.dims as [number, number, number, number];
  const width = 2 * halfWidth;
  const approximation = new Float64Array(rows.length / 4);
  const out = band.data;
  const [atA, atH, atV, atD] = orientationStarts(halfHeight * halfWidth, colour);
  for (let from = 0, i = 0, to = first * halfWidth; i < approximation.length; from += width) {
    for (let x = 0; x < halfWidth; x++, i++, to++, from += 2) {
      const a = rows[from] as number;
      const b = rows[from + 1] as number;
      const c = rows[from + width] as number;
      const d = rows[from + width + 1] as number;
      const sum = (a + b + c + d) / 2;
      approximation[i] = sum;
      out[atA + to] = sum * scale;
      out[atH + to] = ((a + b - c - d) / 2) * scale;
      out[atV + to] = ((a - b + c - d) / 2) * scale;
      out[atD + to] = ((a - b - c + d) / 2) * scale;
    }
  }
  return approximation;
}

/**
 * Coefficients [1,12,H/2,W/2] (bands1 of a picture, as decoders write them) to that picture [1,3,height,width],
 * cropped at the right and bottom and clamped to [-1, 1].
 */
export function haarInverse(coefficients: TensorData, width: number, height: number): TensorData {
  return inverse([coefficients], width, height);
}

/** Level-1 bands [1,12,H/2,W/2] of a picture [1,3,H,W]: the coefficients of what a decoder wrote as pixels. */
export function coefficientsOf(image: TensorData): TensorData {
  return haarForward(image)[0];
}

/**
 * The picture of a full pyramid, from A of level 3 and H, V, D of all levels (A of levels 1 and 2 is not read);
 * cropped and clamped like haarInverse.
 */
export function pyramidInverse(pyramid: Pyramid, width: number, height: number): TensorData {
  return inverse(pyramid, width, height);
}

/** @param bands of levels 1 and so on; A is read of the last one */
function inverse(bands: readonly TensorData[], width: number, height: number): TensorData {
  const data = new Float32Array(3 * height * width);
  const coarse = bands.at(-1) as TensorData;
  const [, , cellRows, cells] = coarse.dims as [number, number, number, number];
  const scale = 2 ** bands.length;
  for (let colour = 0; colour < 3; colour++) {
    const [atA] = orientationStarts(cellRows * cells, colour);
    for (let row = 0; row * scale < height; row++) {
      const start = atA + row * cells;
      let plane = new Float64Array(coarse.data.subarray(start, start + cells));
      for (let i = 0; i < cells; i++) plane[i] = (plane[i] as number) * scale;
      for (let level = bands.length; level > 0; level--) {
        plane = inverseRows(plane, row << (bands.length - level), bands[level - 1] as TensorData, colour, 2 ** level);
      }
      putCropped(
        plane,
        cells * scale,
        data.subarray(colour * height * width, (colour + 1) * height * width),
        row * scale,
        width,
      );
    }
  }
  return { dims: [1, 3, height, width], data };
}

/** Undoes forwardRows; `scale` is 2^level. */
function inverseRows(
  approximation: Float64Array,
  first: number,
  band: TensorData,
  colour: number,
  scale: number,
): Float64Array<ArrayBuffer> {
  const [, , halfHeight, halfWidth] = band.dims as [number, number, number, number];
  const width = 2 * halfWidth;
  const rows = new Float64Array(4 * approximation.length);
  const from = band.data;
  const [, atH, atV, atD] = orientationStarts(halfHeight * halfWidth, colour);
  for (let to = 0, i = 0, at = first * halfWidth; i < approximation.length; to += width) {
    for (let x = 0; x < halfWidth; x++, i++, at++, to += 2) {
      const average = approximation[i] as number;
      const horizontal = (from[atH + at] as number) * scale;
      const vertical = (from[atV + at] as number) * scale;
      const diagonal = (from[atD + at] as number) * scale;
      rows[to] = (average + horizontal + vertical + diagonal) / 2;
      rows[to + 1] = (average + horizontal - vertical - diagonal) / 2;
      rows[to + width] = (average - horizontal + vertical - diagonal) / 2;
      rows[to + width + 1] = (average - horizontal - vertical + diagonal) / 2;
    }
  }
  return rows;
}

/** The offsets at which channels A, H, V, D of a colour start in a band tensor with planes of `count` values. */
function orientationStarts(count: number, colour: number): [number, number, number, number] {
  return [colour * count, (3 + colour) * count, (6 + colour) * count, (9 + colour) * count];
}

/** Puts rows of `fullWidth` values, clamped, into a plane from row `top` on, as far as they lie in it. */
function putCropped(rows: Float64Array, fullWidth: number, plane: Float32Array, top: number, width: number): void {
  for (let from = 0, to = top * width; from < rows.length && to < plane.length; from += fullWidth) {
    for (let x = 0; x < width; x++, to++) {
      const value = rows[from + x] as number;
      // Infinity stays, as NaN does: what a broken network writes must not look like a picture.
      plane[to] = Number.isFinite(value) ? Math.min(1, Math.max(-1, value)) : value;
    }
  }
}
