import type { TensorData } from '../tensor';

/**
 * Kullback-Leibler divergence of each latent value's posterior N(mean, exp(logvar)) from N(0, 1), in nats:
 * (mean^2 + exp(logvar) - 1 - logvar) / 2, never below 0. Both [1,n,h,w], and so is the result.
 */
export function klOfValues(mean: TensorData, logvar: TensorData): TensorData {
  const data = mean.data.map((mu, i) => {
    const log = logvar.data[i] as number;
    return (mu * mu + Math.exp(log) - 1 - log) / 2;
  });
  return { dims: [...mean.dims], data };
}

/** Nats of each position, [1,1,h,w]: the sum over channels of [1,n,h,w]. */
export function klMap(values: TensorData): TensorData {
  const [, channels, height, width] = values.dims as [number, number, number, number];
  const plane = height * width;
  const data = new Float32Array(plane);
  for (let i = 0; i < plane; i++) {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += values.data[c * plane + i] as number;
    data[i] = sum;
  }
  return { dims: [1, 1, height, width], data };
}

export const BITS_PER_NAT = 1 / Math.LN2;
