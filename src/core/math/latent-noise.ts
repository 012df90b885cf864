import type { LatentNoise } from '../settings/latent-settings';
import type { TensorData } from '../tensor';
import { noise } from './noise';
import { channelStats } from '../metrics/stats';

/**
 * Noise on a latent [1,n,h,w]: keep * z + add * e, with normal noise e from a counter. z is as it is shown, in the units that
 * generators are trained in.
 */

/** The noise of value 0; the posterior's values begin at 0, so that both are independent for one seed. */
export const FIRST_NOISE = 2 ** 30;

/** Steps of DDPM's linear schedule, and its smallest and largest variance (Ho et al. 2020, section 4). */
const STEPS = 1000;
const [LEAST, MOST] = [1e-4, 0.02];
/** The offset of the cosine schedule (Nichol and Dhariwal 2021, section 3.2). */
const OFFSET = 0.008;

/** Factors on the latent and on the noise; where `deviations`, that on the noise is in standard deviations of each channel. */
export interface NoiseFactors {
  readonly keep: number;
  readonly add: number;
  readonly deviations: boolean;
}

/**
 * 'added': z + amount * std * e. 'flow', the rectified flow: (1 - t) z + t e. 'cosine' and 'linear', of DDPM:
 * sqrt(a) z + sqrt(1 - a) e with the product a of all 1 - beta up to the share t of the steps. t is the amount.
 */
export function noiseFactors({ schedule, amount }: Pick<LatentNoise, 'schedule' | 'amount'>): NoiseFactors {
  switch (schedule) {
    case 'added':
      return { keep: 1, add: amount, deviations: true };
    case 'flow':
      return { keep: 1 - amount, add: amount, deviations: false };
    case 'cosine':
      return ofProduct(cosineAt(amount) / cosineAt(0));
    case 'linear':
      return ofProduct(linearProduct(amount));
  }
}

/** The noisy latent in float64 steps; a channel's standard deviation is that of its values here (divided by n). */
export function addNoise(latent: TensorData, edit: LatentNoise): TensorData {
  const { keep, add, deviations } = noiseFactors(edit);
  const stats = deviations ? channelStats(latent) : [];
  const count = latent.data.length / (latent.dims[1] as number);
  const data = latent.data.map((value, index) => {
    const unit = deviations ? (stats[Math.floor(index / count)]?.std ?? 0) : 1;
    return keep * value + add * unit * noise(edit.seed, FIRST_NOISE + index);
  });
  return { dims: [...latent.dims], data };
}

function ofProduct(product: number): NoiseFactors {
  return { keep: Math.sqrt(product), add: Math.sqrt(1 - product), deviations: false };
}

function cosineAt(t: number): number {
  return Math.cos(((t + OFFSET) / (1 + OFFSET)) * (Math.PI / 2)) ** 2;
}

/** After round(1000 t) steps. */
function linearProduct(t: number): number {
  let product = 1;
  for (let step = 0; step < Math.round(t * STEPS); step++)
    product *= 1 - (LEAST + ((MOST - LEAST) * step) / (STEPS - 1));
  return product;
}
