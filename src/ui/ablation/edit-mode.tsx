import type { Settings } from '../../core/settings';
import { Segment } from '../controls/segment';
import { useActions, useLab } from '../lab-context';
import { MODE_OPTIONS } from './modes';

const LINES: Readonly<Record<Settings['bandsMode'], string>> = {
  network: 'Each band is changed by itself, just as the encoder reads it; the other levels do not follow.',
  picture: 'The edited bands are turned back into a picture, and that one is transformed again: all bands fit together.',
};

/** What edits of bands mean. */
export function EditMode() {
  const { set } = useActions();
  const mode = useLab((state) => state.settings.bandsMode);
  return (
    <div className="edit-mode">
      <Segment className="wide" label="Edits change" options={MODE_OPTIONS} value={mode} onChange={(bandsMode) => set({ bandsMode })} />
      <p className="hint">{LINES[mode]}</p>
    </div>
  );
}
