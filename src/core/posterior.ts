import { noise } from './noise';
import type { TensorData } from './protocol';
import type { Settings } from './settings';

export type PosteriorSettings = Pick<Settings, 'posterior' | 'temperature' | 'seed'>;

/** The factor on the noise: 0 stands for the mean. */
export function noiseFactor(settings: PosteriorSettings): number {
  return settings.posterior === 'sample' ? settings.temperature : 0;
}

/** What the decoder reads: the mean, or mean + temperature * exp(logvar / 2) * noise(seed, NCHW index). */
export function posterior(mean: TensorData, logvar: TensorData, settings: PosteriorSettings): TensorData {
  const factor = noiseFactor(settings);
  const data = mean.data.slice();
  if (factor !== 0) {
    for (let i = 0; i < data.length; i++) {
      const sigma = Math.exp((logvar.data[i] as number) / 2);
      data[i] = (data[i] as number) + factor * sigma * noise(settings.seed, i);
    }
  }
  return { dims: [...mean.dims], data };
}

/** Splits moments [1,2n,h,w] into mean and log-variance [1,n,h,w]; both share the memory of the moments. */
export function splitMoments(moments: TensorData): { mean: TensorData; logvar: TensorData } {
  const [batch, channels, height, width] = moments.dims as [number, number, number, number];
  const half = moments.data.length / 2;
  const dims = [batch, channels / 2, height, width];
  return {
    mean: { dims, data: moments.data.subarray(0, half) },
    logvar: { dims: [...dims], data: moments.data.subarray(half) },
  };
}
