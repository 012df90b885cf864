import { BAND_KEYS, NO_EDIT, type BandKey } from '../../core/math/bands';
import { number } from '../../ui/kit/format';
import { useLab } from '../../ui/lab-context';
import { DataTable } from '../../ui/kit/data-table';

/** '1.H.R' reads as in every other table: H1 R. */
function nameOf(key: BandKey): string {
  const [level, orientation, colour] = key.split('.');
  return `${orientation}${level} ${colour}`;
}

/** The band matrix as a table: the edit of each of the 36 bands. */
export function EditTable() {
  const bands = useLab((state) => state.settings.bands);
  const rows = BAND_KEYS.map((key) => {
    const { gain, threshold, mute, swap } = bands[key] ?? NO_EDIT;
    return {
      head: nameOf(key),
      cells: [mute ? 'yes' : 'no', swap ? 'yes' : 'no', gain, threshold],
      selected: key in bands,
    };
  });
  return (
    <DataTable
      caption="Edits of the bands"
      columns={['Band', 'muted', 'swapped', 'gain', 'threshold']}
      rows={rows}
      format={(value, column) => number(value, column === 2 ? 2 : 3)}
    />
  );
}
