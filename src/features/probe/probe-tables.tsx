import { cellOf, type Measured } from './state/probe';
import { number, percent, scientific } from '../../ui/kit/format';
import { DataTable } from '../../ui/kit/data-table';
import { useLab } from '../../ui/lab-context';
import { useModel, useProbe } from './use-probe';
import { CellValues } from './values';
import { pokeWords } from './words';
import { P } from '../../ui/kit/words';

/** The probe as tables: the footprint at both thresholds, and the values of the cell. */
export default function ProbeTables() {
  const {
    state: { held, measured },
  } = useProbe();
  const cell = useLab((state) => cellOf(state, held));
  return (
    <>
      {measured ? <FootprintTable measured={measured} /> : <P className="hint">No footprint was measured yet.</P>}
      <CellValues cell={cell} />
    </>
  );
}

function FootprintTable({ measured: { footprint, poke } }: { measured: Measured }) {
  const field = useModel()?.decoder?.receptiveField ?? '—';
  const both = [footprint.step, footprint.percent];
  return (
    <DataTable
      caption={`Footprint. ${pokeWords(poke)}`}
      columns={['Measure', '1 of 255', '1 % of peak']}
      rows={[
        { head: 'Threshold, of 255', cells: both.map(({ threshold }) => threshold) },
        { head: 'Width, px', cells: both.map(({ box }) => box?.width ?? 0) },
        { head: 'Height, px', cells: both.map(({ box }) => box?.height ?? 0) },
        { head: 'Left, px', cells: both.map(({ box }) => box?.x ?? '—') },
        { head: 'Top, px', cells: both.map(({ box }) => box?.y ?? '—') },
        { head: 'Energy in it', cells: both.map(({ share }) => percent(share)) },
        { head: 'Energy in the cell', cells: both.map(() => percent(footprint.inside)) },
        { head: 'Largest, of 255', cells: both.map(() => footprint.peak) },
        { head: 'By the layers, px', cells: both.map(() => field) },
      ]}
      format={(value) => (Number.isInteger(value) ? number(value) : scientific(value))}
    />
  );
}
