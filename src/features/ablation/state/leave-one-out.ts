import { createStore, type StoreApi } from 'zustand/vanilla';
import { COLOURS, LEVELS, ORIENTATIONS, NO_EDIT, type BandEdit, type BandKey } from '../../../core/math/bands';
import { toErrorInfo } from '../../../core/errors';
import type { RunSummary } from '../../../core/protocol';
import type { Settings } from '../../../core/settings/settings';
import { unedited } from '../../../core/slots';
import { bandKeys } from '../../../state/edits';
import type { Lab } from '../../../state/lab';
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

export interface LeaveOneOutState {
  /** Mutes each colour of a band by itself. */
  readonly each: boolean;
  readonly running: boolean;
  readonly ranking: Ranking | null;
  /** Why it ended early; '' otherwise. */
  readonly trouble: string;
}

export interface LeaveOneOut {
  readonly store: StoreApi<LeaveOneOutState>;
  setEach(each: boolean): void;
  /** Runs every band; what went on before is stopped. Resolves when it has ended, however it did. */
  start(): Promise<void>;
  /** Keeps the rows that are there. */
  stop(): void;
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

const known = new WeakMap<Lab, LeaveOneOut>();

/** The one of this page: its ranking outlives the drawer that shows it. */
export function leaveOneOut(lab: Lab): LeaveOneOut {
  const one = known.get(lab) ?? create(lab);
  known.set(lab, one);
  return one;
}

function create({ store: lab, actions }: Lab): LeaveOneOut {
  const store = createStore<LeaveOneOutState>(() => ({ each: false, running: false, ranking: null, trouble: '' }));
  let stop = new AbortController();

  const start = async (): Promise<void> => {
    stop.abort();
    stop = new AbortController();
    const { signal } = stop;
    const state = lab.getState();
    const mode = bandsModeOf(state);
    const plan = leftOutPlan(mode, store.getState().each);
    // All of them: what a person changes meanwhile is not for the runs that are still to come.
    const plain: Settings = { ...unedited(state.settings), bandsMode: mode };
    let ranking: Ranking = { key: keyOf(state), mode, total: plan.length, whole: null, rows: [] };
    store.setState({ running: true, ranking, trouble: '' });
    const asks = [{ settings: plain }, ...plan.map(({ keys }) => ({ settings: { ...plain, bands: mutes(keys) } }))];
    try {
      await runTrials(
        actions,
        asks,
        ({ summary: { psnr, ssim } }, index) => {
          const left = plan[index - 1];
          ranking = left ? withRow(ranking, left, { psnr, ssim }) : { ...ranking, whole: { psnr, ssim } };
          store.setState({ ranking });
        },
        signal,
      );
    } catch (thrown) {
      const { code, message } = toErrorInfo(thrown);
      if (!signal.aborted)
        store.setState({ trouble: code === 'aborted' ? 'Stopped: another picture was opened.' : message });
    } finally {
      if (stop.signal === signal) store.setState({ running: false });
    }
  };

  return { store, start, stop: () => stop.abort(), setEach: (each) => store.setState({ each }) };
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
