import { COLOURS, ORIENTATIONS, type Level } from '../../core/math/bands';
import type { ChannelStats, StatsTensor } from '../../core/protocol';
import { isPictureRead } from '../../state/model-of';
import { number, signed } from '../../ui/kit/format';
import { DataTable, type DataRow } from '../../ui/kit/data-table';
import { Drawer, type DrawerDescription } from '../../ui/kit/drawer';
import { Missing } from '../../ui/kit/missing';
import { useResult } from '../../ui/kit/use-result';
import { useLab } from '../../ui/lab-context';

const COLUMNS = ['min', 'mean', 'max', 'std'];
const COLOUR_NAMES = ['Red', 'Green', 'Blue'];

function rowsOf(stats: readonly ChannelStats[], names: readonly string[]): DataRow[] {
  return stats.map(({ min, mean, max, std }, index) => ({
    head: names[index] ?? String(index),
    cells: [min, mean, max, std],
  }));
}

const format = (value: number, column: number): string => (column === 3 ? number(value, 3) : signed(value, 3));

interface TableProps {
  readonly tensor: StatsTensor;
  readonly caption: string;
}

function ColourStatistics({ tensor, caption }: TableProps) {
  const stats = useResult()?.stats[tensor];
  const std = stats ? Math.hypot(...stats.map((each) => each.std)) / Math.sqrt(stats.length) : null;
  return (
    <Drawer headline={std === null ? '' : `std ${number(std, 3)}`}>
      {stats ? (
        <DataTable
          caption={caption}
          columns={['Colour', ...COLUMNS]}
          rows={rowsOf(stats, COLOUR_NAMES)}
          format={format}
        />
      ) : (
        <Missing />
      )}
    </Drawer>
  );
}

function InputStatistics() {
  return <ColourStatistics tensor="input" caption="Values of the picture, from −1 to 1" />;
}

function ErrorStatistics() {
  return <ColourStatistics tensor="error" caption="Reconstruction minus input, where the picture is −1 to 1" />;
}

/** Minimum, mean, maximum and spread of all 36 bands. */
function BandStatistics() {
  const summary = useResult();
  const pixels = useLab(isPictureRead);
  const names = (level: Level): string[] =>
    ORIENTATIONS.flatMap((orientation) => COLOURS.map((colour) => `${orientation}${level} ${colour}`));
  return (
    <Drawer headline="36 bands">
      {summary ? (
        <DataTable
          caption={`Values of the bands ${pixels ? 'after edits' : 'as the encoder gets them'}, each in −1 to 1`}
          columns={['Band', ...COLUMNS]}
          format={format}
          rows={[
            ...rowsOf(summary.stats.bands1, names(1)),
            ...rowsOf(summary.stats.bands2, names(2)),
            ...rowsOf(summary.stats.bands3, names(3)),
          ]}
        />
      ) : (
        <Missing />
      )}
    </Drawer>
  );
}

export const inputStatisticsDrawer: DrawerDescription = {
  id: 'input-statistics',
  name: 'Values',
  needs: ['input'],
  Component: InputStatistics,
};
export const bandStatisticsDrawer: DrawerDescription = {
  id: 'band-statistics',
  name: 'Band values',
  needs: ['input'],
  Component: BandStatistics,
};
export const errorStatisticsDrawer: DrawerDescription = {
  id: 'error-statistics',
  name: 'Error values',
  needs: ['error'],
  Component: ErrorStatistics,
};
