import { latePart } from '../../ui/kit/late';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';

const Panel = latePart(() => import('./panel'));

/** What each cell of the latent changes in the picture. */
function InfluenceDrawer() {
  return <LateDrawer headline="one after another" body={(asTable) => <Panel asTable={asTable} />} />;
}

export const influenceDrawer: DrawerDescription = {
  id: 'influence',
  name: 'Influence of cells',
  needs: ['reconstruction'],
  Component: InfluenceDrawer,
};
