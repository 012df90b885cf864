import type { Geometry } from './geometry';
import type { TensorData } from '../tensor';

/**
 * RGBA bytes (alpha ignored) to the planar image [1,3,H,W] of v / 127.5 - 1, padded at the right and bottom by
 * repeating the last column and row.
 */
export function rgbaToPlanar(pixels: Uint8Array | Uint8ClampedArray, geometry: Geometry): TensorData {
  const { width, height, paddedWidth, paddedHeight } = geometry;
  const plane = paddedWidth * paddedHeight;
  const data = new Float32Array(3 * plane);
  for (let y = 0; y < paddedHeight; y++) {
    const row = Math.min(y, height - 1) * width;
    for (let x = 0; x < paddedWidth; x++) {
      const from = (row + Math.min(x, width - 1)) * 4;
      const to = y * paddedWidth + x;
      for (let c = 0; c < 3; c++) data[c * plane + to] = (pixels[from + c] as number) / 127.5 - 1;
    }
  }
  return { dims: [1, 3, paddedHeight, paddedWidth], data };
}

/** The 8-bit value that a picture value of [-1, 1] is shown and judged as: nearest, halves up, clipped to 0..255. */
export function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.floor(value * 127.5 + 128)));
}

/** A planar picture [1,3,h,w] as opaque RGBA bytes. */
export function planarToRgba(picture: TensorData): Uint8ClampedArray<ArrayBuffer> {
  const plane = picture.data.length / 3;
  const pixels = new Uint8ClampedArray(4 * plane);
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) pixels[4 * i + c] = toByte(picture.data[c * plane + i] as number);
    pixels[4 * i + 3] = 255;
  }
  return pixels;
}

/** A picture [1,3,H,W] cropped to [1,3,height,width] and clamped to [-1, 1]; what is not finite stays so. */
export function cropPicture(image: TensorData, width: number, height: number): TensorData {
  const { dims, data } = crop(image, width, height);
  return {
    dims: [...dims],
    data: data.map((value) => (Number.isFinite(value) ? Math.min(1, Math.max(-1, value)) : value)),
  };
}

/** The top left width x height of each plane of [1,C,H,W]. Returns the tensor itself when nothing is cut off. */
export function crop(tensor: TensorData, width: number, height: number): TensorData {
  const [, channels, fullHeight, fullWidth] = tensor.dims as [number, number, number, number];
  if (fullWidth === width && fullHeight === height) return tensor;
  const data = new Float32Array(channels * height * width);
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      const from = (c * fullHeight + y) * fullWidth;
      data.set(tensor.data.subarray(from, from + width), (c * height + y) * width);
    }
  }
  return { dims: [1, channels, height, width], data };
}
