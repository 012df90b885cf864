import { Check, TriangleAlert } from 'lucide-react';
import { energyOf } from '../../core/metrics/band-energy';
import { Late, latePart } from '../../ui/kit/late';
import { percent, scientific } from '../../ui/kit/format';
import { DataTable } from '../../ui/kit/data-table';
import { Drawer, type DrawerDescription } from '../../ui/kit/drawer';
import { Missing } from '../../ui/kit/missing';
import { useResult } from '../../ui/kit/use-result';
import { P } from '../../ui/kit/words';

const HeatMatrix = latePart(() => import('../../ui/kit/heat-matrix'));

/** Float32 sums in another order differ by less than this. */
const TOLERANCE = 1e-3;

/** Shows in which band the squared error sits: a heat matrix of shares, and a check that they add up to all of it. */
function ErrorByBand() {
  const summary = useResult();
  if (!summary)
    return (
      <Drawer headline="—" openAtFirst>
        <Missing />
      </Drawer>
    );
  const { errorEnergies, squaredError } = summary;
  const total = energyOf(errorEnergies);
  const off = Math.abs(total - squaredError) / Math.max(squaredError, Number.EPSILON);
  const holds = squaredError === 0 ? total === 0 : off < TOLERANCE;
  const finest = energyOf(errorEnergies, (entry) => entry.level === 1);
  const rows = errorEnergies.map(({ level, orientation, colour, energy }) => ({
    head: `${orientation}${level} ${colour}`,
    cells: [energy, total > 0 ? energy / total : 0],
  }));
  return (
    <Drawer
      headline={`${percent(total > 0 ? finest / total : 0, 0)} in level 1`}
      openAtFirst
      twin={
        <DataTable
          caption="Squared error in each band (picture from −1 to 1)"
          columns={['Band', 'Energy', 'Share']}
          rows={rows}
          format={(value, column) => (column === 0 ? scientific(value) : percent(value))}
        />
      }
    >
      <P className="hint">
        Where the squared error sits, in percent; level 1 is the finest. The strip splits it into R, G, B.
      </P>
      <Late waiting={<div className="heat-waiting" />}>
        <HeatMatrix energies={errorEnergies} total={total} />
      </Late>
      <P className={holds ? 'verdict' : 'verdict failed'}>
        {holds ? (
          <Check className="icon" size={14} aria-hidden />
        ) : (
          <TriangleAlert className="icon" size={14} aria-hidden />
        )}
        <span>{holds ? 'Bands add up to the squared error' : 'Bands do not add up to the squared error'}</span>
        <span className="mono">{`Δ ${scientific(off)}`}</span>
      </P>
    </Drawer>
  );
}

export const errorByBandDrawer: DrawerDescription = {
  id: 'error-bands',
  name: 'Error by sub-band',
  needs: ['error'],
  Component: ErrorByBand,
};
