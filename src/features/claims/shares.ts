import { COLOURS, channelIndex, type Level } from '../../core/math/bands';
import { geometryOfRun } from '../../core/math/geometry';
import { REBUILD_BANDS } from '../../core/math/rebuild';
import { energyOf } from '../../core/metrics/band-energy';
import { rootMeanSquare } from '../../core/metrics/stats';
import type { RunSummary } from '../../core/protocol';

/** What one band holds of the picture and of the error, orthonormal energies in the units of [-1, 1]. */
export interface BandShare {
  /** Such as H2. */
  readonly band: string;
  readonly energy: number;
  readonly error: number;
  /** Of all energy, and of all error, 0..1. */
  readonly energyShare: number;
  readonly errorShare: number;
  /** The error over the energy of the band: 1 where as much is wrong as was there. NaN for a band of zeros. */
  readonly lost: number;
}

type Measured = Pick<RunSummary, 'stats' | 'errorEnergies' | 'width' | 'height' | 'latentDims' | 'downscale'>;

/** The bands, largest scale first. */
export function bandShares(run: Measured): BandShare[] {
  const { stats, errorEnergies } = run;
  const { paddedWidth, paddedHeight } = geometryOfRun(run);
  const channels = { 1: stats['bands1.raw'], 2: stats['bands2.raw'], 3: stats['bands3.raw'] } as const;
  const meanSquare = (level: Level, channel: number): number => {
    const found = channels[level][channel];
    return found ? rootMeanSquare(found) ** 2 : 0;
  };
  // A band of level l has 4^l times fewer values that count 4^l times as much.
  const bands = REBUILD_BANDS.map(({ level, orientation }) => ({
    band: `${orientation}${level}`,
    energy:
      paddedWidth *
      paddedHeight *
      COLOURS.reduce((sum, colour) => sum + meanSquare(level, channelIndex(orientation, colour)), 0),
    error: energyOf(errorEnergies, (entry) => entry.level === level && entry.orientation === orientation),
  }));
  const total = (of: 'energy' | 'error'): number => bands.reduce((sum, band) => sum + band[of], 0);
  const [energies, errors] = [total('energy'), total('error')];
  return bands.map(({ band, energy, error }) => ({
    ...{ band, energy, error },
    energyShare: energies > 0 ? energy / energies : 0,
    errorShare: errors > 0 ? error / errors : 0,
    lost: energy > 0 ? error / energy : NaN,
  }));
}
