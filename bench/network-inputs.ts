import { elementCount } from '../src/core/math/geometry';
import type { TensorData } from '../src/core/protocol';

/** Waves with a standard deviation near 1. */
export function testLatent(channels: number, size: number): TensorData {
  const dims = [1, channels, size / 8, size / 8];
  return { dims, data: Float32Array.from({ length: elementCount(dims) }, (_, i) => 1.4 * Math.sin(i * 1.7)) };
}

/** LiteVAE's encoder gives mean and log-variance, TAESD's the latent alone; both at 1/8 of the picture. */
export function latentDims(inputs: readonly TensorData[], channels: number): { encoded: number[]; latent: number[] } {
  const [first] = inputs as [TensorData, ...TensorData[]];
  const side = ((first.dims[2] as number) * (inputs.length > 1 ? 2 : 1)) / 8;
  const latent = [1, channels, side, side];
  return { latent, encoded: inputs.length > 1 ? [1, 2 * channels, side, side] : latent };
}

/** Smooth waves with fine texture, in [-1, 1]. */
export function testPicture(size: number): TensorData {
  const data = Float32Array.from({ length: 3 * size * size }, (_, i) => {
    const [x, y, c] = [i % size, Math.floor(i / size) % size, Math.floor(i / size / size)];
    return 0.6 * Math.sin((x + 2 * y) / 17 + c) + 0.3 * Math.cos((x * y) / 97) + 0.1 * Math.sin(x * 2.1 + y * 1.3);
  });
  return { dims: [1, 3, size, size], data };
}
