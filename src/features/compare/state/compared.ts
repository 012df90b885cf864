import { editWords } from '../../../core/settings/edit-words';
import type { RunSummary } from '../../../core/protocol';
import type { Settings } from '../../../core/settings/settings';
import { modelTitle } from '../../../state/model-of';
import type { LabState } from '../../../state/state-types';

/** The compared result where it is the one of the chosen settings, else null. */
export function comparedOf({ slots, compared }: Pick<LabState, 'slots' | 'compared'>): RunSummary | null {
  const kept = slots.compared?.summary;
  return kept && compared && JSON.stringify(like(kept.settings, compared)) === JSON.stringify(compared) ? kept : null;
}

/** What is other in the compared result, such as 'no edits' beside edits; '' while there is none, or nothing differs. */
export function differenceWords(state: Pick<LabState, 'slots' | 'compared' | 'result' | 'models'>): string {
  const [other, shown] = [comparedOf(state), state.result?.summary];
  if (!other || !shown) return '';
  const words = (of: (run: RunSummary) => string): string => (of(other) === of(shown) ? '' : of(other));
  return [
    words(({ model }) => modelTitle(state, model)),
    sameEdits(other.settings, shown.settings)
      ? ''
      : words(({ settings }) => editWords(settings) || 'no edits') || `other edits (${editWords(other.settings)})`,
    words(({ settings: { posterior, temperature, seed } }) =>
      posterior === 'mean' ? 'mean' : `sample (temperature ${temperature}, seed ${seed})`,
    ),
    words(({ settings: { tiles, encoderHalo } }) => `tiles ${tiles}, ${encoderHalo} around those of an encoder`),
  ]
    .filter(Boolean)
    .join(', ');
}

/** Two results may have as many edits, and others. */
function sameEdits(one: Settings, other: Settings): boolean {
  const edits = ({ bands, bandsMode, latent }: Settings): string =>
    JSON.stringify([bands, Object.keys(bands).length > 0 && bandsMode, latent]);
  return edits(one) === edits(other);
}

/** Decoded and run as with other settings: of two results of one picture that is the same, whatever either asks for. */
export function like(settings: Settings, { backend, precision, maxSide, scaling, matte }: Settings): Settings {
  return { ...settings, backend, precision, maxSide, scaling, matte };
}
