import { COLOURS, NO_EDIT, bandKey, channelIndex, type Level, type Orientation } from './bands';
import { editBands, type BandEdits } from '../settings/edits';
import { pyramidInverse, type Pyramid } from './haar';
import type { ChannelStats, TensorData } from '../tensor';
import { rootMeanSquare } from '../metrics/stats';
import type { RebuildName } from '../view/view';

/** The bands that a picture consists of, largest scale first: a picture is rebuilt by adding one after the other. */
export const REBUILD_BANDS = [3, 2, 1].flatMap((level) =>
  (level === 3 ? (['A', 'H', 'V', 'D'] as const) : (['H', 'V', 'D'] as const)).map(
    (orientation): { readonly level: Level; readonly orientation: Orientation } => ({
      level: level as Level,
      orientation,
    }),
  ),
);

/** Name of the band that a step, 1 to 10, adds: 'A3', then 'H3'. */
export function rebuildBandName(step: number): string {
  const band = REBUILD_BANDS[step - 1];
  return band ? `${band.orientation}${band.level}` : '';
}

export function isRebuilt(tensor: string): tensor is RebuildName {
  return tensor.startsWith('rebuild.');
}

/** How many bands a tensor is made of: 3 for 'rebuild.3'. */
export function rebuildStepOf(name: RebuildName): number {
  return Number(name.slice('rebuild.'.length));
}

/** Edits that leave the first `step` bands of REBUILD_BANDS alone, in all colours. */
export function rebuildEdits(step: number): BandEdits {
  const mute = { ...NO_EDIT, mute: true };
  return Object.fromEntries(
    REBUILD_BANDS.slice(step).flatMap(({ level, orientation }) =>
      COLOURS.map((colour) => [bandKey(level, orientation, colour), mute]),
    ),
  );
}

/** The picture [1,3,height,width] of the first `step` bands, 1 to 10, cropped and clamped to [-1, 1]. */
export function rebuildPicture(pyramid: Pyramid, step: number, width: number, height: number): TensorData {
  return pyramidInverse(editBands(pyramid, rebuildEdits(step)), width, height);
}

/**
 * Share of the orthonormal energy that each of REBUILD_BANDS holds. Bands of level l have 4^l times fewer values that
 * count 4^l times as much, so mean squares stand for energies. All 0 for a picture of zeros.
 * @param stats of the channels of bands1.raw, bands2.raw, bands3.raw
 */
export function energyShares(stats: Readonly<Record<Level, readonly ChannelStats[]>>): number[] {
  const energies = REBUILD_BANDS.map(({ level, orientation }) =>
    COLOURS.reduce((sum, colour) => {
      const channel = stats[level][channelIndex(orientation, colour)];
      return sum + (channel ? rootMeanSquare(channel) ** 2 : 0);
    }, 0),
  );
  const total = energies.reduce((sum, energy) => sum + energy, 0);
  return energies.map((energy) => (total > 0 ? energy / total : 0));
}
