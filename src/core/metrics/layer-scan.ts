import type { LayerNumbers, LayerRef } from '../model/graph-layers';
import { maxAbsolute, rootMeanSquare, statsOf } from './stats';

/** What a scan says of each layer (docs/numbers.md, "Layers"), and what follows of all of them. */

/** The largest number of float16; what is larger becomes infinite. */
export const HALF_MAX = 65504;
/** From this share of it on a layer is near: another picture may be twice as strong. */
const NEAR = 0.5;
/** A channel whose values differ by less than this share of the layer's largest absolute value says nothing of the picture. */
const DEAD = 1e-6;
/** With fewer channels one of them may well hold most of the energy. */
const FEW = 8;
/** A layer is uneven where one channel has more than this share of its energy. */
const UNEVEN = 0.5;

export interface LayerMeasures extends LayerRef {
  readonly channels: number;
  /** Mean of the magnitudes of channels, and their standard deviation as a share of it. A magnitude is the root mean square of a channel. */
  readonly magnitude: number;
  readonly spread: number;
  /** Share of channels that do not vary. */
  readonly dead: number;
  readonly largest: number;
  /** Share of the energy (the sum of squares) in the channel that has most of it. */
  readonly strongest: number;
  readonly nonFinite: number;
}

export function layerMeasures({ part, tensor, dims, channels, nonFinite }: LayerNumbers): LayerMeasures {
  const sizes = channels.map(rootMeanSquare);
  const { mean: magnitude, std } = statsOf(sizes);
  const energies = sizes.map((size) => size ** 2);
  const energy = energies.reduce((sum, each) => sum + each, 0);
  const largest = Math.max(0, ...channels.map(maxAbsolute));
  // A single value never varies; it is dead where it is zero.
  const isSingle = (dims[2] ?? 1) * (dims[3] ?? 1) === 1;
  const dead = channels.filter(({ min, max }) => (isSingle ? Math.abs(max) : max - min) <= DEAD * largest).length;
  return {
    part,
    tensor,
    channels: channels.length,
    magnitude,
    spread: magnitude > 0 ? std / magnitude : 0,
    dead: dead / channels.length,
    largest,
    strongest: energy > 0 ? Math.max(...energies) / energy : 0,
    nonFinite,
  };
}

/** What float16 would do to a layer. */
export function halfState({ largest, nonFinite }: LayerMeasures): 'over' | 'near' | 'fits' {
  if (nonFinite > 0 || largest > HALF_MAX) return 'over';
  return largest > NEAR * HALF_MAX ? 'near' : 'fits';
}

/** Whether one of many channels has most of the energy. */
export function isUneven({ channels, strongest }: LayerMeasures): boolean {
  return channels >= FEW && strongest > UNEVEN;
}

/** The middle of all spreads; 0 without any. */
export function medianSpread(layers: readonly LayerMeasures[]): number {
  const sorted = layers.map(({ spread }) => spread).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** The layer with the most of something; undefined without any. */
export function mostOf(
  layers: readonly LayerMeasures[],
  of: 'largest' | 'magnitude' | 'strongest' | 'dead',
): LayerMeasures | undefined {
  return layers.reduce<LayerMeasures | undefined>(
    (most, each) => (!most || each[of] > most[of] ? each : most),
    undefined,
  );
}
