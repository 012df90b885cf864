import { aborted } from '../../../core/errors';
import type { RunSummary } from '../../../core/protocol';
import type { LatentEdits, LatentNoise, NoiseSchedule } from '../../../core/settings/latent-settings';
import type { Settings } from '../../../core/settings/settings';
import type { Lab } from '../../../state/lab';
import { measurement, onePerLab, type Measurement, type MeasurementState } from '../../../state/measurement';
import { modelTitle } from '../../../state/model-of';
import type { LabState } from '../../../state/state-types';
import { runTrials } from '../../../state/trials';

/** How PSNR and SSIM fall with noise on the latent. Loaded with the drawer that shows it. */

const TIMES = [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
/** The amounts that are measured: standard deviations of each channel, or times. */
export const AMOUNTS: Readonly<Record<NoiseSchedule, readonly number[]>> = {
  added: [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2],
  flow: TIMES,
  cosine: TIMES,
  linear: TIMES,
};

export interface NoisePoint extends Pick<RunSummary, 'psnr' | 'ssim'> {
  readonly amount: number;
}

export interface NoiseSeries {
  /** What it was made with: see keyOf. */
  readonly key: string;
  /** The same without the model: series of one scene can stand on one axis. */
  readonly scene: string;
  /** Id and title of the model. */
  readonly model: string;
  readonly title: string;
  readonly seed: number;
  readonly points: readonly NoisePoint[];
}

/** The newest series, and the last one of another model before it. */
export interface NoisePair {
  readonly now: NoiseSeries;
  readonly other: NoiseSeries | null;
}

interface Series {
  readonly schedule: NoiseSchedule;
  readonly bySchedule: Readonly<Partial<Record<NoiseSchedule, NoisePair>>>;
  readonly done: number;
}

export type NoiseState = Series & MeasurementState;

export interface Noise extends Pick<Measurement<Series>, 'store' | 'stop'> {
  choose(schedule: NoiseSchedule): void;
  /** Measures the chosen schedule. Resolves when it has ended, however it did. */
  start(): Promise<void>;
}

type Made = Pick<LabState, 'picture' | 'settings'>;

/** Two states with one key give the same series: picture, model, settings and seed, but not how much noise there is. */
export function keyOf({ picture, settings }: Made): string {
  return JSON.stringify([picture?.version ?? 0, withNoise(settings, undefined), seedOf(settings)]);
}

function sceneOf({ picture, settings }: Made): string {
  return keyOf({ picture, settings: { ...settings, model: '' } });
}

export function seedOf({ latent }: Settings): number {
  return latent.noise?.seed ?? 0;
}

/** The settings with this noise in place of theirs. */
export function withNoise(settings: Settings, noise: LatentNoise | undefined): Settings {
  const latent = withoutNoise(settings.latent);
  return { ...settings, latent: noise && noise.amount > 0 ? { ...latent, noise } : latent };
}

const withoutNoise = ({ noise: _noise, ...latent }: LatentEdits): LatentEdits => latent;

/** The noise experiments of this page. */
export const noiseOf = onePerLab(create);

function create({ store: lab, actions }: Lab): Noise {
  const { store, run, stop } = measurement<Series>(
    { schedule: 'added', bySchedule: {}, done: 0 },
    'Stopped: another picture was opened, or the backend changed.',
  );

  const start = (): Promise<void> => {
    // All of them: what a person changes meanwhile is not for the runs that are still to come.
    const { settings } = lab.getState();
    const { schedule, bySchedule } = store.getState();
    const seed = seedOf(settings);
    const before = bySchedule[schedule];
    return run({ done: 0 }, async (signal) => {
      let version: number | undefined;
      let points: readonly NoisePoint[] = [];
      const asks = AMOUNTS[schedule].map((amount) => ({
        settings: withNoise(settings, { schedule, amount, seed }),
      }));
      await runTrials(
        actions,
        asks,
        ({ summary: { model, psnr, ssim } }, index) => {
          const state = lab.getState();
          version ??= state.picture?.version;
          if (state.picture?.version !== version) throw aborted();
          points = [...points, { amount: AMOUNTS[schedule][index] as number, psnr, ssim }];
          const made = { picture: state.picture, settings };
          const scene = sceneOf(made);
          const now = { key: keyOf(made), scene, model, title: modelTitle(state, model), seed, points };
          const other = [before?.now, before?.other].find(
            (each) => each && each.model !== model && each.scene === scene,
          );
          store.setState((all) => ({
            done: index + 1,
            bySchedule: { ...all.bySchedule, [schedule]: { now, other: other ?? null } },
          }));
        },
        signal,
      );
    });
  };

  return { store, start, stop, choose: (schedule) => store.setState({ schedule }) };
}
