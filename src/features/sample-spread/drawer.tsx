import { latePart } from '../../ui/kit/late';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';

const Panel = latePart(() => import('./panel'));

/** How much the picture depends on which sample of the posterior is decoded. */
function SampleSpreadDrawer() {
  return <LateDrawer headline="8 seeds" body={(asTable) => <Panel asTable={asTable} />} />;
}

export const sampleSpreadDrawer: DrawerDescription = {
  id: 'sample-variance',
  name: 'Sample variance',
  needs: ['mean', 'reconstruction'],
  Component: SampleSpreadDrawer,
};
