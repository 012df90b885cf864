import type { TrialResult } from '../../../core/protocol';
import { SAMPLE_COUNT } from '../../../core/math/sample-spread';
import type { Settings } from '../../../core/settings/settings';
import type { Lab } from '../../../state/lab';
import { measurement, onePerLab, type Measurement } from '../../../state/measurement';
import type { LabState } from '../../../state/state-types';
import { runTrials } from '../../../state/trials';

/** Samples of the posterior, and how far each pixel spreads over them. Loaded with the drawer that shows it. */

/** Standard deviations over the samples, in steps of 8 bits. */
export interface Spread {
  /** What it was made with: see spreadKey. */
  readonly key: string;
  /** Job of the last sample, which names the result in slot 'samples'. */
  readonly job: number;
  readonly temperature: number;
  /** Seed of the first sample; each later sample has the next seed. */
  readonly seed: number;
  /** Mean over the pixels; `std` and `max` are over them, too. */
  readonly mean: number;
  readonly std: number;
  readonly max: number;
}

interface Samples {
  /** Samples that are decoded. */
  readonly done: number;
  readonly spread: Spread | null;
}

export interface SampleSpread extends Pick<Measurement<Samples>, 'store'> {
  /** Decodes the samples. Resolves when it has ended, however it did. */
  start(): Promise<void>;
  /** The spread before stays. */
  stop(): void;
}

/** Two states with one key give the same spread, whether the shown result is a sample or not. */
export function spreadKey({ picture, settings }: Pick<LabState, 'picture' | 'settings'>): string {
  return JSON.stringify([picture?.version ?? 0, { ...settings, posterior: 'sample' }]);
}

/** The samples of this page. */
export const sampleSpread = onePerLab(create);

const SEEDS = 2 ** 32;
const STEPS = 127.5;

function create({ store: lab, actions }: Lab): SampleSpread {
  const { store, run, stop } = measurement<Samples>(
    { done: 0, spread: null },
    'Stopped: another picture was opened, or the backend changed.',
  );

  const start = (): Promise<void> => {
    const state = lab.getState();
    const { seed, temperature } = state.settings;
    const asks = Array.from({ length: SAMPLE_COUNT }, (_, sample) => {
      // All of them: what a person changes meanwhile is not for the samples that are still to come.
      const settings: Settings = { ...state.settings, posterior: 'sample', seed: (seed + sample) % SEEDS };
      return { settings, sample, ...(sample === SAMPLE_COUNT - 1 && { keep: 'samples' as const }) };
    });
    const onResult = ({ summary, spread }: TrialResult, index: number): void => {
      store.setState({ done: index + 1 });
      if (!spread) return;
      const [mean, std, max] = [spread.mean * STEPS, spread.std * STEPS, spread.max * STEPS];
      store.setState({ spread: { key: spreadKey(state), job: summary.job, temperature, seed, mean, std, max } });
    };
    return run({ done: 0 }, (signal) => runTrials(actions, asks, onResult, signal));
  };

  return { store, start, stop };
}
