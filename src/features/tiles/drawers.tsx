import { Late, latePart } from '../../ui/kit/late';
import { Drawer, type DrawerDescription } from '../../ui/kit/drawer';
import { useResult } from '../../ui/kit/use-result';
import { useLab } from '../../ui/lab-context';

const Forecast = latePart(() => import('./forecast'));
const Report = latePart(() => import('./report'));
const waiting = <p className="hint">Loading…</p>;

/** What the next run will take, and whether it runs in tiles. */
function ForecastDrawer() {
  const verdict = useLab((state) => state.outlook?.verdict);
  return (
    <Drawer headline={verdict === undefined ? '—' : verdict === 'scale-down' ? 'scale down' : verdict} openAtFirst>
      <Late waiting={<div className="forecast-waiting" />}>
        <Forecast />
      </Late>
    </Drawer>
  );
}

/** How the networks of the last run went over the picture. */
function TilesDrawer() {
  const tiling = useResult()?.tiling;
  const grid = tiling?.encoder ?? tiling?.decoder;
  const body = (asTable: boolean) => (
    <Late waiting={waiting}>
      <Report asTable={asTable} />
    </Late>
  );
  return (
    <Drawer headline={grid ? `${grid.across} × ${grid.down}` : 'none'} twin={tiling ? body(true) : undefined}>
      {body(false)}
    </Drawer>
  );
}

export const forecastDrawer: DrawerDescription = { id: 'forecast', name: 'Size forecast', Component: ForecastDrawer };
export const tilesDrawer: DrawerDescription = { id: 'tiles', name: 'Tiles', Component: TilesDrawer };
