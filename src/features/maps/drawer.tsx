import { latePart } from '../../ui/kit/late';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';
import { size } from '../../ui/kit/format';
import { useLab } from '../../ui/lab-context';

const MapsPanel = latePart(() => import('./maps-panel'));

/** SSIM and FLIP as pictures, and every number for a region and for the whole. */
function MapsDrawer() {
  const headline = useLab(({ viewer: { region } }) =>
    region ? `${size(region.width, region.height)} px` : 'SSIM, FLIP',
  );
  return <LateDrawer headline={headline} hasTwin={false} body={() => <MapsPanel />} />;
}

export const mapsDrawer: DrawerDescription = {
  id: 'maps',
  name: 'Error maps and region numbers',
  needs: ['error'],
  Component: MapsDrawer,
};
