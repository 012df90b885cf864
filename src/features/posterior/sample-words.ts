import type { ChannelStats } from '../../core/protocol';
import { number, percent, scientific } from '../../ui/kit/format';

/** Below this share of the latent's spread no picture changes to the eye. */
const SMALL = 0.01;

/**
 * How far a sample is from the mean: sigma (the geometric mean over all channels, from statistics of the log-variance) beside the
 * spread of the mean (root mean square of the channels' standard deviations). '' where one of them is missing.
 */
export function sampleWords(
  mean: readonly ChannelStats[],
  logvar: readonly ChannelStats[],
  temperature: number,
): string {
  const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const sigma = Math.exp(average(logvar.map((channel) => channel.mean)) / 2);
  const spread = Math.sqrt(average(mean.map(({ std }) => std ** 2)));
  if (!(sigma > 0) || !(spread > 0)) return '';
  const share = (temperature * sigma) / spread;
  const numbers = `Sigma is about ${scientific(sigma)}, the latent spreads over ${number(spread, 2)}: at temperature ${number(temperature, 2)} the noise is ${percent(share, share < SMALL ? 3 : 1)} of that.`;
  return share < SMALL
    ? `${numbers} The encoder is so sure that a sample looks like the mean; the numbers still change a little.`
    : numbers;
}
