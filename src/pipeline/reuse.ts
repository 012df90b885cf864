import type { ModelEntry } from '../core/manifest';
import { STAGE_NAMES, type StageName } from '../core/protocol';
import type { Settings } from '../core/settings';
import { readsSecond } from '../core/slots';

/** What the result of a run depends on. Pictures are equal when they are the same object. */
export interface RunInputs {
  readonly picture: object;
  /** The second picture's source where an edit reads it. */
  readonly second: object | undefined;
  readonly model: ModelEntry;
  readonly settings: Settings;
}

/**
 * The first stages of a run whose tensors are those of another one: up to the first that reads something else. The
 * metrics are always measured.
 */
export function sharedStages(known: RunInputs, wanted: RunInputs): StageName[] {
  const differs = STAGE_NAMES.findIndex((stage) => stage === 'metrics' || !isSame(stage, known, wanted));
  return STAGE_NAMES.slice(0, differs);
}

/** Whether a stage does the same, given the same tensors. */
function isSame(stage: StageName, known: RunInputs, wanted: RunInputs): boolean {
  switch (stage) {
    case 'planar':
      return known.picture === wanted.picture;
    case 'edit':
      return editKey(known.settings) === editKey(wanted.settings) && isSameSecond(known, wanted);
    case 'encoder':
      return known.model.encoder.sha256 === wanted.model.encoder.sha256;
    case 'posterior':
      return posteriorKey(known.settings) === posteriorKey(wanted.settings);
    case 'decoder':
      return known.model.decoder.sha256 === wanted.model.decoder.sha256;
    default:
      return true;
  }
}

function isSameSecond(known: RunInputs, wanted: RunInputs): boolean {
  return known.second === wanted.second || (!readsSecond(known.settings) && !readsSecond(wanted.settings));
}

function editKey({ bands }: Settings): string {
  return JSON.stringify(Object.entries(bands).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function posteriorKey({ posterior, temperature, seed }: Settings): string {
  return posterior === 'mean' ? 'mean' : `${temperature} ${seed}`;
}
