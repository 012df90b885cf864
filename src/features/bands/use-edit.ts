import { NO_EDIT, isSameEdit, type BandEdit, type Level, type Orientation } from '../../core/math/bands';
import type { ColourChoice } from '../../core/view/view';
import { bandKeys } from '../../state/edits';
import { useLab } from '../../ui/lab-context';

export interface ShownEdit extends BandEdit {
  /** The three colours differ; what is shown is the first one's. */
  readonly mixed: boolean;
}

/** The edit of a band for one colour, or for all three together. */
export function useEdit(level: Level, orientation: Orientation, colour: ColourChoice): ShownEdit {
  return useLab(({ settings }) => {
    const edits = bandKeys(level, orientation, colour).map((key) => settings.bands[key] ?? NO_EDIT);
    const [first = NO_EDIT] = edits;
    const mixed = edits.some((edit) => !isSameEdit(edit, first));
    return { ...first, mixed };
  });
}
