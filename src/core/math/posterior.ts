import { isEverywhere, ofChannel, type PerChannel } from './affine';
import { noise } from './noise';
import type { TensorData } from '../tensor';
import type { Settings } from '../settings/settings';

export type PosteriorSettings = Pick<Settings, 'posterior' | 'temperature' | 'seed'>;

/** The latent that is shown is (z - shift) * scale, with z as the networks know it. */
export interface LatentUnits {
  readonly scale: PerChannel;
  readonly shift: PerChannel;
}

export const UNSCALED: LatentUnits = { scale: 1, shift: 0 };

/** The factor on the noise: 0 stands for the mean. */
export function noiseFactor(settings: PosteriorSettings): number {
  return settings.posterior === 'sample' ? settings.temperature : 0;
}

/** The mean, or mean + temperature * exp(logvar / 2) * noise(seed, NCHW index), in the units in which the latent is shown. */
export function posterior(
  mean: TensorData,
  logvar: TensorData,
  settings: PosteriorSettings,
  { scale, shift }: LatentUnits = UNSCALED,
): TensorData {
  const factor = noiseFactor(settings);
  const data = mean.data.slice();
  if (factor !== 0) {
    for (let i = 0; i < data.length; i++) {
      const sigma = Math.exp((logvar.data[i] as number) / 2);
      data[i] = (data[i] as number) + factor * sigma * noise(settings.seed, i);
    }
  }
  if (!isEverywhere(scale, 1) || !isEverywhere(shift, 0)) {
    const values = data.length / (mean.dims[1] as number);
    data.forEach((value, i) => {
      const channel = Math.floor(i / values);
      data[i] = (value - ofChannel(shift, channel)) * ofChannel(scale, channel);
    });
  }
  return { dims: [...mean.dims], data };
}

/**
 * The first n channels of moments [1,n or 2n,h,w] as mean, and the others as log-variance, which has no channels where
 * there are none; both share the memory of the moments.
 */
export function splitMoments(moments: TensorData, channels: number): { mean: TensorData; logvar: TensorData } {
  const [batch, all, height, width] = moments.dims as [number, number, number, number];
  const values = channels * height * width;
  return {
    mean: { dims: [batch, channels, height, width], data: moments.data.subarray(0, values) },
    logvar: { dims: [batch, all - channels, height, width], data: moments.data.subarray(values) },
  };
}
