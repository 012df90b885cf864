import type { Settings } from '../../core/settings/settings';
import { isPictureRead } from '../../state/model-of';
import { Segment } from '../../ui/kit/segment';
import { useActions, useLab } from '../../ui/lab-context';
import { MODE_OPTIONS } from './modes';
import { P } from '../../ui/kit/words';

const LINES: Readonly<Record<Settings['bandsMode'], string>> = {
  network: 'Each band is changed by itself, just as the encoder reads it; the other levels do not follow.',
  picture:
    'The edited bands are turned back into a picture, and that one is transformed again: all bands fit together.',
};

const FIXED = 'This model reads the picture itself, so edits of bands always change that picture.';

/** What edits of bands mean; a choice where the model reads bands. */
export function EditMode() {
  const { set } = useActions();
  const mode = useLab((state) => state.settings.bandsMode);
  const fixed = useLab(isPictureRead);
  if (fixed) return <P className="hint">{`${FIXED} ${LINES.picture}`}</P>;
  return (
    <div className="edit-mode">
      <Segment
        className="wide"
        label="Edits change"
        options={MODE_OPTIONS}
        value={mode}
        onChange={(bandsMode) => set({ bandsMode })}
      />
      <P className="hint">{LINES[mode]}</P>
    </div>
  );
}
