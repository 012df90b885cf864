import { COLOURS, type Level } from '../math/bands';
import type { Geometry } from '../math/geometry';
import type { LatentFacts } from '../model/manifest';
import type { ChannelStats } from '../tensor';
import { maxAbsolute, rootMeanSquare } from '../metrics/stats';
import type { ColourChoice, Draw, Rect } from './view';

/** What a view depends on besides the request. */
export interface ViewContext {
  readonly geometry: Geometry;
  readonly latentChannels: number;
  /** Pixels along a side of the picture for each cell of the latent. */
  readonly downscale: number;
  readonly latent: LatentFacts;
  /** Sizes [1,C,h,w] of the layer that is kept; absent where none is. */
  readonly layerDims?: readonly number[];
  /**
   * Statistics of the finished run, by tensor, and of 'kl-map', 'sample-spread', 'difference' and 'layer' where these are drawn. Views of raw bands take 'bands1.raw' and so
   * on where they are there, else those of the edited bands.
   */
  readonly stats: Readonly<Partial<Record<string, readonly ChannelStats[]>>>;
}

/** A drawing and what is said about it. */
export type Item = { readonly label: string; readonly zero?: true } & Draw;
export type Look = Pick<Item, 'map' | 'low' | 'high' | 'zero'>;

export const PICTURE_LOOK: Look = { map: 'rgb', low: -1, high: 1 };
/** Ends of the map in root mean squares: details are mostly near zero with rare strong edges. */
export const DETAIL_REACH = 5;

/** The gap between the channels of a grid, in pixels. */
export const GAP = 1;

export const PLAIN = { transform: 'none' } as const;

export function oneHot(count: number): number[][] {
  return Array.from({ length: count }, (_, row) => Array.from({ length: count }, (_, column) => +(row === column)));
}

/** The place of a channel of the latent that stands alone. */
export function latentRect({ geometry: { paddedWidth, paddedHeight }, downscale }: ViewContext): Rect {
  return { x: 0, y: 0, width: paddedWidth / downscale, height: paddedHeight / downscale };
}

/** The place of a band of a level that stands alone. */
export function bandRect({ paddedWidth, paddedHeight }: Geometry, level: Level): Rect {
  return { x: 0, y: 0, width: paddedWidth >> level, height: paddedHeight >> level };
}

/** A map whose ends are `reach` under the gain; without any value but zero it has ends, too, so that zeros are drawn as such. */
export function signedLook(reach: number, gain: number): Look {
  const end = (reach || 1) / gain;
  return { map: 'signed', low: -end, high: end, ...(reach === 0 && { zero: true }) };
}

export function coloursOf(choice: ColourChoice): readonly (typeof COLOURS)[number][] {
  return choice === 'RGB' ? COLOURS : [choice];
}

/** `factor` root mean squares of channels of one size, but not beyond their largest value. 0 for all zeros, NaN where nothing is known. */
export function reachOf(channels: readonly (ChannelStats | undefined)[], factor: number): number {
  const known = channels.filter((stats) => stats !== undefined);
  if (known.length === 0) return NaN;
  const meanSquare = known.reduce((sum, stats) => sum + rootMeanSquare(stats) ** 2, 0) / known.length;
  return Math.min(factor * Math.sqrt(meanSquare), Math.max(...known.map(maxAbsolute)));
}

/**
 * Columns and rows for `count` cells of width x height: among shapes of at most 3 : 1 (all, if there are none),
 * the fewest empty cells, then the shape nearest to a square.
 */
export function gridOf(count: number, width: number, height: number): { columns: number; rows: number } {
  const shapes = Array.from({ length: count }, (_, index) => {
    const columns = index + 1;
    const rows = Math.ceil(count / columns);
    return {
      columns,
      rows,
      empty: columns * rows - count,
      stretch: Math.abs(Math.log((columns * width) / (rows * height))),
    };
  });
  const calm = shapes.filter(({ stretch }) => stretch <= Math.log(3));
  const sorted = (calm.length > 0 ? calm : shapes).sort((a, b) => a.empty - b.empty || a.stretch - b.stretch);
  const { columns, rows } = sorted[0] as (typeof shapes)[number];
  return { columns, rows };
}
