import { TILE } from '../math/bands';
import { DOWNSCALES } from './contract';
import type { Downscale } from './manifest';
import { BANDS, COLOURS, differs, fits, isGood, note, times, type Finding, type Part } from './model-contract';

/** The part of the contract check that looks at what came out of two networks when they ran. */

/** What came out of a network at one size of the picture, in pixels. */
export interface Outcome {
  readonly width: number;
  readonly height: number;
  readonly dims: readonly number[];
  readonly finite: boolean;
  readonly zero: boolean;
}

/**
 * Size and values of an encoder's output.
 * @param known the downscale that another size has shown; the others are not taken then
 * @returns channels of the moments and the downscale, null where it does not fit
 */
export function checkEncoderRun(
  outcome: Outcome,
  known?: Downscale,
): { findings: Finding[]; channels: number | null; downscale: Downscale | null } {
  const { width, height, dims } = outcome;
  const [batch, channels = null, rows = NaN, columns = NaN] = dims;
  const downscales = known === undefined ? DOWNSCALES : [known];
  const shapes = downscales
    .filter((side) => width % side === 0 && height % side === 0)
    .map((side) => `${height / side} × ${width / side}`);
  const wanted = `1 × C × ${shapes.join(' or ')}`;
  const size = `Output of ${width} × ${height} pixels`;
  const factor = height / rows;
  const isEven = factor === width / columns;
  const found = downscales.find((side) => isEven && side === factor);
  if (found !== undefined && dims.length === 4 && batch === 1) {
    const findings = [fits('encoder', size, wanted, times(dims)), valuesOf('encoder', outcome)];
    return { findings, ...(isGood(findings) ? { channels, downscale: found } : UNFIT) };
  }
  const cure =
    isEven && known === undefined
      ? `It makes pictures ${factor} times smaller; this page runs models that make them 8, 16, 32 or 64 times smaller.`
      : 'Pad convolutions so that each halving is exact.';
  return { findings: [differs('encoder', size, wanted, times(dims), cure)], ...UNFIT };
}

const UNFIT = { channels: null, downscale: null } as const;

/** Channels of the latent that both networks may mean: one that the decoder names, else both readings of the moments. */
export function latentChannels(
  moments: number,
  decoder: number | null,
): { findings: readonly Finding[]; candidates: readonly number[] } {
  const halves = moments % 2 === 0 ? [moments / 2] : [];
  const candidates = [...halves, moments].filter((count) => decoder === null || count === decoder);
  const expected =
    decoder === null
      ? 'channels of the latent, or twice as many'
      : `${2 * decoder} (mean, then log-variance) or ${decoder} (the mean), since the decoder takes ${decoder}`;
  const findings =
    candidates.length > 0
      ? [fits('encoder', 'Output channels', expected, String(moments))]
      : [
          differs(
            'encoder',
            'Output channels',
            expected,
            String(moments),
            'Encoder and decoder may belong to different models.',
          ),
        ];
  return { findings, candidates };
}

/** Sizes and values of a decoder's outputs. @returns what it gives, null where it does not fit */
export function checkDecoderRuns(outcomes: readonly Outcome[]): {
  findings: Finding[];
  output: 'image' | 'coefficients' | null;
} {
  const channels = outcomes[0]?.dims[1];
  const isPicture = channels === COLOURS;
  const findings = outcomes.flatMap((outcome) => {
    const { width, height, dims } = outcome;
    const size = `Output for ${width} × ${height} pixels`;
    const wanted = `1 × 3 × ${height} × ${width} (pixels) or 1 × 12 × ${height / 2} × ${width / 2} (coefficients)`;
    const step = isPicture ? 1 : 2;
    const right =
      (isPicture || channels === BANDS) &&
      dims.length === 4 &&
      dims[0] === 1 &&
      dims[1] === channels &&
      dims[2] === height / step &&
      dims[3] === width / step;
    return right
      ? [fits('decoder', size, wanted, times(dims)), valuesOf('decoder', outcome)]
      : [
          differs(
            'decoder',
            size,
            wanted,
            times(dims),
            'Give back the size of the picture, or coefficients of half its size.',
          ),
        ];
  });
  return {
    findings,
    output: isGood(findings) && channels !== undefined ? (isPicture ? 'image' : 'coefficients') : null,
  };
}

/** What is said of models that do not take every multiple of 8. */
export function multipleFindings(multiple: number): Finding[] {
  if (multiple === TILE) return [];
  return [
    note(
      'both',
      'Sides of pictures',
      `multiples of ${TILE}`,
      `multiples of ${multiple}`,
      'Nothing. Pictures are padded to that by repeating the last column and row, and results are cropped.',
    ),
  ];
}

function valuesOf(part: Part, { width, height, finite, zero }: Outcome): Finding {
  const what = `Values at ${width} × ${height}`;
  if (finite && !zero) return fits(part, what, 'finite, not all zero', 'finite, not all zero');
  return differs(
    part,
    what,
    'finite, not all zero',
    finite ? 'only zeros' : 'values that are not numbers',
    finite
      ? 'The weights may not have been loaded before the export.'
      : 'Run the module in PyTorch on the same input: it may overflow there, too.',
  );
}
