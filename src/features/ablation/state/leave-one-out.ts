import { COLOURS, LEVELS, ORIENTATIONS, NO_EDIT, type BandEdit, type BandKey } from '../../../core/math/bands';
import type { RunSummary } from '../../../core/protocol';
import type { Settings } from '../../../core/settings/settings';
import { unedited } from '../../../core/slots';
import { bandKeys } from '../../../state/edits';
import type { Lab } from '../../../state/lab';
import { measurement, onePerLab, type Measurement, type MeasurementState } from '../../../state/measurement';
import type { LabState } from '../../../state/state-types';
import { bandsModeOf } from '../../../state/model-of';
import { runTrials } from '../../../state/trials';

/** What is muted together: a band in all colours, or in one. */
export interface LeftOut {
  /** Such as 'H1', or 'H1 R'. */
  readonly name: string;
  readonly keys: readonly BandKey[];
}

type Quality = Pick<RunSummary, 'psnr' | 'ssim'>;

export interface LeftOutResult extends LeftOut, Quality {
  /** Against the run that mutes nothing: dB, and SSIM. NaN where either has no number. */
  readonly psnrChange: number;
  readonly ssimChange: number;
}

export interface Ranking {
  /** What it was made with: see keyOf. */
  readonly key: string;
  readonly mode: Settings['bandsMode'];
  readonly total: number;
  /** The run that mutes nothing; null before it has ended. */
  readonly whole: Quality | null;
  /** Most needed first. */
  readonly rows: readonly LeftOutResult[];
}

interface Ranked {
  /** Mutes each colour of a band by itself. */
  readonly each: boolean;
  readonly ranking: Ranking | null;
}

export type LeaveOneOutState = Ranked & MeasurementState;

export interface LeaveOneOut extends Pick<Measurement<Ranked>, 'store' | 'stop'> {
  setEach(each: boolean): void;
  /** Runs every band. Resolves when it has ended, however it did. */
  start(): Promise<void>;
}

/** All that is left out in turn. In the mode 'picture' A of levels 1 and 2 comes from the others, and is not asked for. */
export function leftOutPlan(mode: Settings['bandsMode'], each: boolean): LeftOut[] {
  return LEVELS.flatMap((level) =>
    ORIENTATIONS.flatMap((orientation) => {
      if (mode === 'picture' && orientation === 'A' && level < 3) return [];
      const name = `${orientation}${level}`;
      if (!each) return [{ name, keys: bandKeys(level, orientation, 'RGB') }];
      return COLOURS.map((colour) => ({ name: `${name} ${colour}`, keys: bandKeys(level, orientation, colour) }));
    }),
  );
}

/** Two states with one key give the same ranking: picture, model, settings and mode, but no edits. */
export function keyOf(state: Pick<LabState, 'picture' | 'settings' | 'models' | 'defaultModel'>): string {
  return JSON.stringify([state.picture?.version ?? 0, { ...unedited(state.settings), bandsMode: bandsModeOf(state) }]);
}

/** The ranking of this page. */
export const leaveOneOut = onePerLab(create);

function create({ store: lab, actions }: Lab): LeaveOneOut {
  const { store, run, stop } = measurement<Ranked>(
    { each: false, ranking: null },
    'Stopped: another picture was opened.',
  );

  const start = (): Promise<void> => {
    const state = lab.getState();
    const mode = bandsModeOf(state);
    const plan = leftOutPlan(mode, store.getState().each);
    // All of them: what a person changes meanwhile is not for the runs that are still to come.
    const plain: Settings = { ...unedited(state.settings), bandsMode: mode };
    let ranking: Ranking = { key: keyOf(state), mode, total: plan.length, whole: null, rows: [] };
    const asks = [{ settings: plain }, ...plan.map(({ keys }) => ({ settings: { ...plain, bands: mutes(keys) } }))];
    return run({ ranking }, (signal) =>
      runTrials(
        actions,
        asks,
        ({ summary: { psnr, ssim } }, index) => {
          const left = plan[index - 1];
          ranking = left ? withRow(ranking, left, { psnr, ssim }) : { ...ranking, whole: { psnr, ssim } };
          store.setState({ ranking });
        },
        signal,
      ),
    );
  };

  return { store, start, stop, setEach: (each) => store.setState({ each }) };
}

function mutes(keys: readonly BandKey[]): Partial<Record<BandKey, BandEdit>> {
  return Object.fromEntries(keys.map((key) => [key, { ...NO_EDIT, mute: true }]));
}

function withRow(ranking: Ranking, left: LeftOut, { psnr, ssim }: Quality): Ranking {
  const { whole } = ranking;
  const row = { ...left, psnr, ssim, psnrChange: change(psnr, whole?.psnr), ssimChange: change(ssim, whole?.ssim) };
  const rows = [...ranking.rows, row].sort((a, b) => orderOf(a) - orderOf(b));
  return { ...ranking, rows };
}

function change(value: number | null, from: number | null | undefined): number {
  return value === null || from === null || from === undefined ? NaN : value - from;
}

const orderOf = ({ psnrChange }: LeftOutResult): number => (Number.isNaN(psnrChange) ? Infinity : psnrChange);
