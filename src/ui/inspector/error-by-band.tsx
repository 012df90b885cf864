import { Check, TriangleAlert } from 'lucide-react';
import { COLOURS, LEVELS, ORIENTATIONS, type Level, type Orientation } from '../../core/bands';
import type { BandEnergy } from '../../core/protocol';
import { amountCell } from '../colours';
import { number, percent, scientific } from '../format';
import { DataTable } from './data-table';
import { Drawer } from './drawer';
import { Missing } from './missing';
import { useResult } from './use-result';

/** Float32 sums in another order differ by less than this. */
const TOLERANCE = 1e-3;

/** Where the squared error sits: a heat matrix of shares, and a check that they are all of it. */
export function ErrorByBand() {
  const summary = useResult();
  if (!summary) return <Drawer id="error-bands" name="Error by sub-band" headline="—" openAtFirst><Missing /></Drawer>;
  const { errorEnergies, squaredError } = summary;
  const total = errorEnergies.reduce((sum, { energy }) => sum + energy, 0);
  const off = Math.abs(total - squaredError) / Math.max(squaredError, Number.EPSILON);
  const holds = squaredError === 0 ? total === 0 : off < TOLERANCE;
  const finest = sumOf(errorEnergies, (entry) => entry.level === 1);
  const rows = errorEnergies.map(({ level, orientation, colour, energy }) => ({
    head: `${orientation}${level} ${colour}`, cells: [energy, total > 0 ? energy / total : 0],
  }));
  return (
    <Drawer
      id="error-bands" name="Error by sub-band" headline={`${percent(total > 0 ? finest / total : 0, 0)} in level 1`} openAtFirst
      twin={
        <DataTable
          caption="Squared error in each band (picture from −1 to 1)" columns={['Band', 'Energy', 'Share']} rows={rows}
          format={(value, column) => (column === 0 ? scientific(value) : percent(value))}
        />
      }
    >
      <p className="hint">
        Where the squared error sits, in percent; level 1 is the finest. The strip splits it into R, G, B.
      </p>
      <HeatMatrix energies={errorEnergies} total={total} />
      <p className={holds ? 'verdict' : 'verdict failed'}>
        {holds ? <Check className="icon" size={14} aria-hidden /> : <TriangleAlert className="icon" size={14} aria-hidden />}
        {holds ? 'Bands add up to the squared error' : 'Bands do not add up to the squared error'}
        <span className="mono">Δ {scientific(off)}</span>
      </p>
    </Drawer>
  );
}

function sumOf(energies: readonly BandEnergy[], which: (entry: BandEnergy) => boolean): number {
  return energies.reduce((sum, entry) => (which(entry) ? sum + entry.energy : sum), 0);
}

function HeatMatrix({ energies, total }: { energies: readonly BandEnergy[]; total: number }) {
  const cellOf = (level: Level, orientation: Orientation): number =>
    sumOf(energies, (entry) => entry.level === level && entry.orientation === orientation);
  const most = Math.max(...LEVELS.flatMap((level) => ORIENTATIONS.map((orientation) => cellOf(level, orientation))), 1e-30);
  return (
    <div className="heat" role="table" aria-label="Share of the squared error by level and orientation">
      <div role="row">
        <span role="columnheader"><span className="hidden-visually">Level</span></span>
        {ORIENTATIONS.map((orientation) => <span key={orientation} role="columnheader" className="head">{orientation}</span>)}
      </div>
      {LEVELS.map((level) => (
        <div role="row" key={level}>
          <span role="rowheader" className="level">Level {level}</span>
          {ORIENTATIONS.map((orientation) => {
            if (orientation === 'A' && level < 3) {
              return <span key={orientation} role="cell" className="cell none">→ level {level + 1}</span>;
            }
            const sum = cellOf(level, orientation);
            return (
              <span key={orientation} role="cell" className="cell" style={amountCell(sum / most)}>
                {number(total > 0 ? (100 * sum) / total : 0, 1)}
                <span className="strip" aria-hidden>
                  {COLOURS.map((colour) => {
                    const part = sumOf(energies, (e) => e.level === level && e.orientation === orientation && e.colour === colour);
                    return <i key={colour} style={{ width: `${sum > 0 ? (100 * part) / sum : 0}%` }} />;
                  })}
                </span>
              </span>
            );
          })}
        </div>
      ))}
    </div>
  );
}
