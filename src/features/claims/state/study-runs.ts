import { aborted } from '../../../core/errors';
import type { ModelEntry } from '../../../core/model/manifest';
import type { PictureInfo, RunSummary } from '../../../core/protocol';
import { LARGEST_SIDE, type Settings } from '../../../core/settings/settings';
import { unedited } from '../../../core/slots';
import type { Lab } from '../../../state/lab';
import { measurement, onePerLab, type Measurement, type MeasurementState } from '../../../state/measurement';
import type { LabState } from '../../../state/state-types';
import { runTrials } from '../../../state/trials';

/** The open picture through models of a study, one after another. Loaded with the drawer that shows it. */

/** One run to do. */
export interface StudyAsk {
  /** Id of the model. */
  readonly model: string;
  /** Pixels of the shorter side that are meant; null for the size at which the picture is shown. */
  readonly side: number | null;
  /** Those of the longer one. */
  readonly maxSide: number;
}

/** What a run gave, at the size that the picture had in it. */
export interface StudyRun extends StudyAsk, Pick<RunSummary, 'psnr' | 'ssim' | 'width' | 'height'> {}

interface Numbers {
  /** What the runs were made with: see studyKey. '' before any. */
  readonly key: string;
  readonly runs: readonly StudyRun[];
  /** How many runs there will be. */
  readonly total: number;
}

export type StudyRunsState = Numbers & MeasurementState;

export interface StudyRuns extends Pick<Measurement<Numbers>, 'store' | 'stop'> {
  /** Runs all of the plan. Resolves when it has ended, however it did. */
  start(): Promise<void>;
}

export type Sized = Pick<PictureInfo, 'sourceWidth' | 'sourceHeight'>;
type Planned = Pick<LabState, 'models' | 'picture' | 'settings'>;

/** Two states with one key give the same runs: picture and settings, but no model and no edits. @param sized whether the size is the shown one */
export function studyKey({ picture, settings }: Pick<LabState, 'picture' | 'settings'>, sized: boolean): string {
  const { maxSide, ...rest } = { ...unedited(settings), model: '' };
  return JSON.stringify([picture?.version ?? 0, rest, ...(sized ? [maxSide] : [])]);
}

export function studyModels(models: readonly ModelEntry[], study: string): ModelEntry[] {
  return models.filter((model) => model.study === study);
}

/** Shorter sides at which models of different resolutions are compared. */
export const SIDES = [64, 96, 128, 192, 256, 384, 512] as const;

/** The sides that a picture has without being enlarged, and the longer side that goes with each. */
export function sidesOf(info: Sized | null | undefined): { readonly side: number; readonly maxSide: number }[] {
  const { sourceWidth, sourceHeight } = info ?? { sourceWidth: 0, sourceHeight: 0 };
  const [shorter, longer] = [Math.min(sourceWidth, sourceHeight), Math.max(sourceWidth, sourceHeight)];
  return SIDES.filter((side) => side <= shorter)
    .map((side) => ({ side, maxSide: Math.round((side * longer) / shorter) }))
    .filter(({ maxSide }) => maxSide <= LARGEST_SIDE);
}

/** All sizes of one model, then those of the next: the device holds one of them beside the model that is shown. */
export function resolutionPlan(state: Planned): StudyAsk[] {
  const sides = sidesOf(state.picture?.info);
  return studyModels(state.models, 'resolution').flatMap(({ id }) => sides.map((each) => ({ model: id, ...each })));
}

export function normPlan({ models, settings: { maxSide } }: Planned): StudyAsk[] {
  return studyModels(models, 'norms').map(({ id }) => ({ model: id, side: null, maxSide }));
}

/** Models of different resolutions of training at all sizes. */
export const resolutionRuns = onePerLab((lab) => create(lab, resolutionPlan, false));
/** Decoders with different norms at the shown size. */
export const normRuns = onePerLab((lab) => create(lab, normPlan, true));

function create(
  { store: lab, actions }: Lab,
  planOf: (state: Planned) => readonly StudyAsk[],
  sized: boolean,
): StudyRuns {
  const { store, run, stop } = measurement<Numbers>(
    { key: '', runs: [], total: 0 },
    'Stopped: another picture was opened, or the backend changed.',
  );

  const start = (): Promise<void> => {
    const state = lab.getState();
    const plan = planOf(state);
    // All of them: what a person changes meanwhile is not for the runs that are still to come.
    const plain: Settings = { ...unedited(state.settings), posterior: 'mean' };
    let version = 0;
    return run({ key: '', runs: [], total: plan.length }, (signal) =>
      runTrials(
        actions,
        plan.map(({ model, maxSide }) => ({ settings: { ...plain, model, maxSide } })),
        ({ summary: { psnr, ssim, width, height } }, index) => {
          const { picture } = lab.getState();
          // The first one waits for the live run of the picture, which may be a version of its own.
          if (index === 0) version = picture?.version ?? 0;
          if (picture?.version !== version) throw aborted();
          const made: StudyRun = { ...(plan[index] as StudyAsk), psnr, ssim, width, height };
          store.setState(({ runs }) => ({
            key: studyKey({ picture, settings: state.settings }, sized),
            runs: [...runs, made],
          }));
        },
        signal,
      ),
    );
  };

  return { store, start, stop };
}
