import { isPaddedWhole } from '../../core/tiles/fixed-words';
import { latePart } from '../../ui/kit/late';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';
import { useResult } from '../../ui/kit/use-result';
import { useLab } from '../../ui/lab-context';

const Forecast = latePart(() => import('./forecast'));
const Report = latePart(() => import('./report'));

/** What the next run will take, and whether it runs in tiles. */
function ForecastDrawer() {
  const verdict = useLab((state) => state.outlook?.verdict);
  return (
    <LateDrawer
      headline={verdict === undefined ? '—' : verdict === 'scale-down' ? 'scale down' : verdict}
      openAtFirst
      hasTwin={false}
      waiting={<div className="forecast-waiting" />}
      body={() => <Forecast />}
    />
  );
}

/** How the networks of the last run went over the picture. */
function TilesDrawer() {
  const tiling = useResult()?.tiling;
  const grid = tiling?.encoder ?? tiling?.decoder;
  return (
    <LateDrawer
      headline={grid ? (isPaddedWhole(grid) ? 'padded' : `${grid.across} × ${grid.down}`) : 'none'}
      hasTwin={Boolean(tiling)}
      body={(asTable) => <Report asTable={asTable} />}
    />
  );
}

export const forecastDrawer: DrawerDescription = { id: 'forecast', name: 'Size forecast', Component: ForecastDrawer };
export const tilesDrawer: DrawerDescription = { id: 'tiles', name: 'Tiles', Component: TilesDrawer };
