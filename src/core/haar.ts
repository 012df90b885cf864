import type { TensorData } from './protocol';

/**
 * The three-level Haar transform of docs/architecture.md in plain TypeScript: the reference that the shaders are
 * judged by, and the transform of the wasm path. Sums are made in float64.
 */

/** bands1, bands2, bands3: [1,12,H/2^l,W/2^l], channel = orientation * 3 + colour, scaled by 2^-l. */
export type Pyramid = readonly [TensorData, TensorData, TensorData];

/** image [1,3,H,W], H and W multiples of 8. */
export function haarForward(image: TensorData): Pyramid {
  const [, , height, width] = image.dims as [number, number, number, number];
  const bands = [1, 2, 3].map((level): TensorData => {
    const dims = [1, 12, height >> level, width >> level];
    return { dims, data: new Float32Array((12 * height * width) >> (2 * level)) };
  });
  for (let colour = 0; colour < 3; colour++) {
    const start = colour * height * width;
    let approximation = Float64Array.from(image.data.subarray(start, start + height * width));
    bands.forEach((band, index) => {
      approximation = forwardPlane(approximation, width >> index, band, colour, 0.5 ** (index + 1));
    });
  }
  return bands as unknown as Pyramid;
}

/** One level of one colour; `width` is that of the plane that goes in. Returns its unscaled approximation. */
function forwardPlane(
  plane: Float64Array, width: number, band: TensorData, colour: number, scale: number,
): Float64Array<ArrayBuffer> {
  const [, , halfHeight, halfWidth] = band.dims as [number, number, number, number];
  const count = halfHeight * halfWidth;
  const approximation = new Float64Array(count);
  const out = band.data;
  const [atA, atH, atV, atD] = orientationStarts(count, colour);
  for (let y = 0, i = 0; y < halfHeight; y++) {
    for (let x = 0, from = 2 * y * width; x < halfWidth; x++, i++, from += 2) {
      const a = plane[from] as number;
      const b = plane[from + 1] as number;
      const c = plane[from + width] as number;
      const d = plane[from + width + 1] as number;
      const sum = (a + b + c + d) / 2;
      approximation[i] = sum;
      out[atA + i] = sum * scale;
      out[atH + i] = ((a + b - c - d) / 2) * scale;
      out[atV + i] = ((a - b + c - d) / 2) * scale;
      out[atD + i] = ((a - b - c + d) / 2) * scale;
    }
  }
  return approximation;
}

/**
 * Coefficients [1,12,H/2,W/2] (bands1 of a picture, as decoders write them) to that picture [1,3,height,width],
 * cropped at the right and bottom and clamped to [-1, 1].
 */
export function haarInverse(coefficients: TensorData, width: number, height: number): TensorData {
  const [, , halfHeight, halfWidth] = coefficients.dims as [number, number, number, number];
  const count = halfHeight * halfWidth;
  const planes = [0, 1, 2].map((colour) => {
    const approximation = Float64Array.from(coefficients.data.subarray(colour * count, (colour + 1) * count));
    for (let i = 0; i < count; i++) approximation[i] = (approximation[i] as number) * 2;
    return inversePlane(approximation, coefficients, colour, 2);
  });
  return cropped(planes, 2 * halfWidth, width, height);
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
  const [, , , halfWidth] = pyramid[0].dims as [number, number, number, number];
  const count = pyramid[2].data.length / 12;
  const planes = [0, 1, 2].map((colour) => {
    let approximation = Float64Array.from(pyramid[2].data.subarray(colour * count, (colour + 1) * count));
    for (let i = 0; i < count; i++) approximation[i] = (approximation[i] as number) * 8;
    for (const level of [3, 2, 1]) {
      approximation = inversePlane(approximation, pyramid[level - 1] as TensorData, colour, 2 ** level);
    }
    return approximation;
  });
  return cropped(planes, 2 * halfWidth, width, height);
}

/** Undoes forwardPlane; `scale` is 2^level. */
function inversePlane(
  approximation: Float64Array, band: TensorData, colour: number, scale: number,
): Float64Array<ArrayBuffer> {
  const [, , halfHeight, halfWidth] = band.dims as [number, number, number, number];
  const count = halfHeight * halfWidth;
  const width = 2 * halfWidth;
  const plane = new Float64Array(4 * count);
  const from = band.data;
  const [, atH, atV, atD] = orientationStarts(count, colour);
  for (let y = 0, i = 0; y < halfHeight; y++) {
    for (let x = 0, to = 2 * y * width; x < halfWidth; x++, i++, to += 2) {
      const average = approximation[i] as number;
      const horizontal = (from[atH + i] as number) * scale;
      const vertical = (from[atV + i] as number) * scale;
      const diagonal = (from[atD + i] as number) * scale;
      plane[to] = (average + horizontal + vertical + diagonal) / 2;
      plane[to + 1] = (average + horizontal - vertical - diagonal) / 2;
      plane[to + width] = (average - horizontal + vertical - diagonal) / 2;
      plane[to + width + 1] = (average - horizontal - vertical + diagonal) / 2;
    }
  }
  return plane;
}

/** Where channels A, H, V, D of a colour start in a band tensor with planes of `count` values. */
function orientationStarts(count: number, colour: number): [number, number, number, number] {
  return [colour * count, (3 + colour) * count, (6 + colour) * count, (9 + colour) * count];
}

function cropped(planes: readonly Float64Array[], fullWidth: number, width: number, height: number): TensorData {
  const data = new Float32Array(3 * height * width);
  planes.forEach((plane, colour) => {
    for (let y = 0, to = colour * height * width; y < height; y++) {
      for (let x = 0; x < width; x++, to++) {
        const value = plane[y * fullWidth + x] as number;
        // Infinity stays, as NaN does: what a broken network writes must not look like a picture.
        data[to] = Number.isFinite(value) ? Math.min(1, Math.max(-1, value)) : value;
      }
    }
  });
  return { dims: [1, 3, height, width], data };
}
