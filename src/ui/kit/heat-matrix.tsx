import { COLOURS, LEVELS, ORIENTATIONS, type Level, type Orientation } from '../../core/math/bands';
import { energyOf } from '../../core/metrics/band-energy';
import type { BandEnergy } from '../../core/protocol';
import { amountCell } from './colours';
import { number } from './format';

/** Shares of the squared error by level and orientation, as colours and numbers. */
export default function HeatMatrix({ energies, total }: { energies: readonly BandEnergy[]; total: number }) {
  const cellOf = (level: Level, orientation: Orientation): number =>
    energyOf(energies, (entry) => entry.level === level && entry.orientation === orientation);
  const most = Math.max(
    ...LEVELS.flatMap((level) => ORIENTATIONS.map((orientation) => cellOf(level, orientation))),
    1e-30,
  );
  return (
    <div className="heat" role="table" aria-label="Share of the squared error by level and orientation">
      <div role="row">
        <span role="columnheader">
          <span className="hidden-visually">Level</span>
        </span>
        {ORIENTATIONS.map((orientation) => (
          <span key={orientation} role="columnheader" className="head">
            {orientation}
          </span>
        ))}
      </div>
      {LEVELS.map((level) => (
        <div role="row" key={level}>
          <span role="rowheader" className="level">{`Level ${level}`}</span>
          {ORIENTATIONS.map((orientation) => {
            if (orientation === 'A' && level < 3) {
              return <span key={orientation} role="cell" className="cell none">{`→ level ${level + 1}`}</span>;
            }
            const sum = cellOf(level, orientation);
            return (
              <span key={orientation} role="cell" className="cell" style={amountCell(sum / most)}>
                <span>{number(total > 0 ? (100 * sum) / total : 0, 1)}</span>
                <span className="strip" aria-hidden>
                  {COLOURS.map((colour) => {
                    const part = energyOf(
                      energies,
                      (e) => e.level === level && e.orientation === orientation && e.colour === colour,
                    );
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
