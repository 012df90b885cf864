import { applyAffine, ofChannel } from '../math/affine';
import type { GivenLatent } from '../picture/given-latent';
import type { TensorData } from '../tensor';
import { toNetworkLatent } from './contract';
import type { ModelEntry } from './manifest';

export type LatentUnits = GivenLatent['units'];

type Facts = Pick<ModelEntry, 'latent'>;

/** Standard deviations over all values: of the model's latent in both units. */
export interface UnitSpreads {
  readonly scaled: number;
  readonly raw: number;
}

/** What the model's latents spread like, over all channels together; null where raw and scaled are the same. */
export function unitSpreads(model: Facts): UnitSpreads | null {
  const affine = toNetworkLatent(model);
  if (!affine) return null;
  const { mean, std } = model.latent;
  const { gain, offset } = affine;
  return {
    scaled: spreadOf(mean, std),
    raw: spreadOf(
      mean.map((value, channel) => value * ofChannel(gain, channel) + ofChannel(offset, channel)),
      std.map((value, channel) => value * ofChannel(gain, channel)),
    ),
  };
}

/** Of all channels together, from each one's mean and standard deviation. */
function spreadOf(mean: readonly number[], std: readonly number[]): number {
  const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const centre = average(mean);
  return Math.sqrt(average(mean.map((value, channel) => (value - centre) ** 2 + (std[channel] as number) ** 2)));
}

/** The units whose spread is nearer, as a ratio. */
export function guessUnits(std: number, { scaled, raw }: UnitSpreads): LatentUnits {
  const apart = (from: number): number => Math.abs(Math.log(Math.max(std, 1e-12) / Math.max(from, 1e-12)));
  return apart(raw) < apart(scaled) ? 'raw' : 'scaled';
}

/** A latent as it is shown in the units of the networks: z. */
export function inRawUnits(latent: TensorData, model: Facts): TensorData {
  return applyAffine(latent, toNetworkLatent(model));
}
