import { COLOURS, channelIndex, type Level, type Orientation } from '../../core/math/bands';
import type { ChannelStats, RunSummary } from '../../core/protocol';
import { maxAbsolute, rootMeanSquare } from '../../core/metrics/stats';
import type { Viewer } from '../../state/state-types';
import { roundUp } from '../../ui/kit/axes';
import type { CountRequest } from './use-curves';

/** Odd, so that zero has a bin of its own in the middle. */
const BINS = 61;
/** Errors are shown up to this many root mean squares; the share beyond is said. */
const ERROR_REACH = 5;

const known = (stats: readonly (ChannelStats | undefined)[]): ChannelStats[] =>
  stats.filter((entry) => entry !== undefined);
const reachOf = (stats: readonly ChannelStats[]): number => Math.max(0, ...stats.map(maxAbsolute)) || 1;

/** The three colours of a sub-band, from end to end of its values; averages from -1 to 1 at least. */
export function bandPlan(summary: RunSummary, level: Level, orientation: Orientation, raw: boolean): CountRequest {
  const tensor = `bands${level}${raw ? '.raw' : ''}` as keyof RunSummary['stats'];
  const channels = COLOURS.map((name) => ({ name, index: channelIndex(orientation, name) }));
  const reach = reachOf(known(channels.map(({ index }) => summary.stats[tensor][index])));
  const end = orientation === 'A' ? Math.max(1, reach) : reach;
  return {
    tensor,
    channels,
    low: -end,
    high: end,
    bins: BINS,
    factor: 1,
    title: `Values of band ${orientation}${level}`,
    scale: 'log',
  };
}

export type LatentQuantity = 'mean' | 'logvar' | 'latent';

/** One latent channel, wide enough for the distribution that it is compared with. */
export function latentPlan(
  summary: RunSummary,
  tensor: LatentQuantity,
  channel: number,
  title: string,
  normal: NonNullable<CountRequest['normal']>,
): CountRequest {
  const stats = summary.stats[tensor][channel];
  const spread = 3.5 * normal.std;
  const low = Math.min(stats?.min ?? -1, normal.mean - spread);
  const high = Math.max(stats?.max ?? 1, normal.mean + spread);
  return {
    tensor,
    channels: [{ name: String(channel), index: channel }],
    low,
    high: high > low ? high : low + 1,
    bins: BINS,
    factor: 1,
    title,
    scale: 'linear',
    normal,
  };
}

/** Reconstruction minus input, in steps of 8 bits or in the picture's -1 to 1. */
export function errorPlan(summary: RunSummary, values: Viewer['values']): CountRequest {
  const factor = values === 'bytes' ? 127.5 : 1;
  const stats = summary.stats.error;
  const spread = Math.max(...stats.map(rootMeanSquare)) * ERROR_REACH;
  const end = roundUp(factor * Math.min(reachOf(stats), spread || 1));
  return {
    tensor: 'reconstruction',
    minus: 'input',
    channels: COLOURS.map((name, index) => ({ name, index })),
    low: -end,
    high: end,
    bins: BINS,
    factor,
    title: values === 'bytes' ? 'Error, of 255' : 'Error, picture −1 to 1',
    scale: 'log',
  };
}
