import { aborted } from '../../../core/errors';
import { countForPsnr, type LargestPoint } from '../../../core/math/largest';
import type { Lab } from '../../../state/lab';
import { measurement, onePerLab, type Measurement, type MeasurementState } from '../../../state/measurement';
import { isSettled, liveSummary } from '../../../state/selectors';
import type { LabState } from '../../../state/state-types';

/** How many of the largest Haar coefficients are as near to the picture as the model is. Loaded with the drawer that shows it. */

export interface Found {
  /** What it was measured with: see largestKey. */
  readonly key: string;
  /** PSNR of the model's reconstruction, dB. */
  readonly target: number;
  /** Values of its latent. */
  readonly latentValues: number;
  /** Pixels of the picture. */
  readonly pixels: number;
  /** Fewest coefficients first. */
  readonly points: readonly LargestPoint[];
  /** The least number that is as near as the model; null until it is found. */
  readonly equal: LargestPoint | null;
}

interface Numbers {
  readonly found: Found | null;
  /** Pictures that were made and measured, and how many there will be at most. */
  readonly done: number;
  readonly total: number;
  /** Mean time of one of them; null before the first. */
  readonly msEach: number | null;
}

export type LargestState = Numbers & MeasurementState;

export interface Largest extends Pick<Measurement<Numbers>, 'store' | 'stop'> {
  /** Measures the curve, then looks for the model's PSNR on it. Resolves when it has ended, however it did. */
  start(): Promise<void>;
}

/** Numbers of coefficients that are measured, as multiples of the latent's values; 16 of these are all of the default model. */
export const MULTIPLES = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8] as const;
/** Halvings from a factor of two down to one part in a thousand. */
const SEARCH_STEPS = 10;

/** Two states with one key give the same numbers: the picture, and how near the shown result is. '' without a result. */
export function largestKey(state: LabState): string {
  const summary = liveSummary(state);
  return summary ? JSON.stringify([state.picture?.version ?? 0, summary.psnr, summary.compression.latentValues]) : '';
}

/** The largest coefficients of this page. */
export const largestOf = onePerLab(create);

function create({ store: lab, actions }: Lab): Largest {
  const { store, run, stop } = measurement<Numbers>(
    { found: null, done: 0, total: 0, msEach: null },
    'Stopped: another picture was opened, or the backend changed.',
  );

  const start = (): Promise<void> => {
    const total = MULTIPLES.length + SEARCH_STEPS + 1;
    return run({ done: 0, total, msEach: null }, async (signal) => {
      const state = lab.getState();
      const summary = liveSummary(state);
      // A picture that the model gives back exactly takes all of them.
      if (!summary || summary.psnr === null || !isSettled(state)) throw aborted();
      const { psnr: target, width, height, compression } = summary;
      const { latentValues } = compression;
      let found: Found = {
        key: largestKey(state),
        ...{ target, latentValues, pixels: width * height, points: [], equal: null },
      };
      const measure = async (count: number): Promise<LargestPoint> => {
        const began = performance.now();
        const point = await actions.ask('largest', count);
        if (signal.aborted || lab.getState().picture?.version !== state.picture?.version) throw aborted();
        const ms = performance.now() - began;
        found = { ...found, points: withPoint(found.points, point) };
        store.setState(({ done, msEach }) => ({
          found,
          done: done + 1,
          msEach: ((msEach ?? 0) * done + ms) / (done + 1),
        }));
        return point;
      };
      for (const multiple of MULTIPLES) await measure(Math.round(multiple * latentValues));
      const all = found.points[0]?.total ?? 0;
      const [below, above] = bracket(found.points, target, all);
      const count = await countForPsnr(target, below, above, async (each) => (await measure(each)).psnr);
      const equal = found.points.find((point) => point.count === count) ?? (await measure(count));
      found = { ...found, equal };
      store.setState({ found });
    });
  };

  return { store, start, stop };
}

/** The measured numbers of coefficients on both sides of a PSNR. */
function bracket(points: readonly LargestPoint[], target: number, all: number): [number, number] {
  const above = points.find(({ psnr }) => (psnr ?? Infinity) >= target)?.count ?? all;
  const below = points.findLast(({ count }) => count < above)?.count ?? 0;
  return [below, above];
}

/** Equal magnitudes are kept together, so two questions may have the same answer. */
function withPoint(points: readonly LargestPoint[], point: LargestPoint): LargestPoint[] {
  return [...points.filter(({ count }) => count !== point.count), point].sort((a, b) => a.count - b.count);
}
