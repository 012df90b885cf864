import { Late, latePart } from '../../ui/kit/late';
import { Drawer, type DrawerDescription } from '../../ui/kit/drawer';

const Panel = latePart(() => import('./panel'));

/** How much the picture depends on which sample of the posterior is decoded. */
function SampleSpreadDrawer() {
  const body = (asTable: boolean) => (
    <Late waiting={<p className="hint">Loading…</p>}>
      <Panel asTable={asTable} />
    </Late>
  );
  return (
    <Drawer headline="8 seeds" twin={body(true)}>
      {body(false)}
    </Drawer>
  );
}

export const sampleSpreadDrawer: DrawerDescription = {
  id: 'sample-variance',
  name: 'Sample variance',
  Component: SampleSpreadDrawer,
};
