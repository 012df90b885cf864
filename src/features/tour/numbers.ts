import type { Level } from '../../core/math/bands';
import { cellOf } from '../../core/math/geometry';
import { energyOf } from '../../core/metrics/band-energy';
import type { ChannelStats, RunSummary } from '../../core/protocol';
import { modelOf } from '../../state/model-of';
import { shownSummary } from '../../state/selectors';
import type { LabState } from '../../state/state-types';
import { isStored } from '../../state/versions';

/** What the sentences of the tour name of the shown result; NaN or null where it has no such number. */
export interface TourNumbers {
  readonly pictureValues: number;
  readonly latentValues: number;
  /** Values of the picture over those of the latent. */
  readonly ratio: number;
  readonly channels: number;
  /** Pixels along a side for each cell of the latent. */
  readonly cell: number;
  /** dB; null where the pictures are identical. */
  readonly psnr: number | null;
  readonly ssim: number | null;
  /** Mean absolute error, of 255. */
  readonly error: number;
  /** Share of the squared error in the details of level 1, 0..1. */
  readonly finest: number;
  /** Share of the picture's energy in the averages of level 1 and of level 3, 0..1. */
  readonly kept: { readonly half: number; readonly eighth: number };
  readonly width: number;
  readonly height: number;
  /** Where the followed block is, in pixels. */
  readonly block: LabState['viewer']['block'];
  readonly encoder: NetworkNumbers;
  readonly decoder: NetworkNumbers;
  readonly readsBands: boolean;
  readonly writesBands: boolean;
}

interface NetworkNumbers {
  /** NaN where the model has no such network. */
  readonly parameters: number;
  /** Ms of the shown run; NaN of a stored one, whose times are those of another device. */
  readonly ms: number;
}

/** The numbers of the result on screen, live or stored; null before any. */
export function tourNumbers(state: LabState): TourNumbers | null {
  const summary = shownSummary(state);
  if (!summary) return null;
  const { compression, latentDims, psnr, ssim, meanAbsolute, width, height, timings } = summary;
  const model = state.models.find(({ id }) => id === summary.model) ?? modelOf(state);
  const network = (name: 'encoder' | 'decoder'): NetworkNumbers => ({
    parameters: model?.[name]?.parameters ?? NaN,
    ms: isStored(state) ? NaN : timings[name],
  });
  return {
    pictureValues: Math.round(compression.latentValues * compression.ratio),
    latentValues: compression.latentValues,
    ratio: compression.ratio,
    channels: latentDims[1] ?? NaN,
    cell: cellOf(summary),
    psnr,
    ssim,
    error: meanAbsolute,
    finest: finestShare(summary),
    kept: { half: averageShare(summary, 1), eighth: averageShare(summary, 3) },
    width,
    height,
    block: state.viewer.block,
    encoder: network('encoder'),
    decoder: network('decoder'),
    readsBands: model?.encoder?.inputKind === 'bands',
    writesBands: model?.decoder?.output === 'coefficients',
  };
}

function finestShare({ errorEnergies }: RunSummary): number {
  return energyOf(errorEnergies, ({ level }) => level === 1) / energyOf(errorEnergies);
}

/**
 * Bands are stored divided by 2 at each level, so that each level has the picture's energy when the mean squares of its
 * bands are added up, and an average has its share.
 */
function averageShare({ stats }: RunSummary, level: Level): number {
  const energy = (channels: readonly ChannelStats[]): number =>
    channels.reduce((sum, { mean, std }) => sum + mean ** 2 + std ** 2, 0);
  const all = stats['bands1.raw'];
  return energy(stats[`bands${level}.raw`].slice(0, 3)) / energy(all);
}
