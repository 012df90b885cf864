import { Late, latePart } from '../controls/late';
import { Drawer } from '../inspector/drawer';
import { size } from '../format';
import { useLab } from '../lab-context';

const MapsPanel = latePart(() => import('./maps-panel'));

/** SSIM and FLIP as pictures, and every number for a region and for the whole. */
export function MapsDrawer() {
  const headline = useLab(({ viewer: { region } }) => (region ? `${size(region.width, region.height)} px` : 'SSIM, FLIP'));
  return (
    <Drawer id="maps" name="Error maps and region numbers" headline={headline}>
      <Late waiting={<p className="hint">Loading…</p>}><MapsPanel /></Late>
    </Drawer>
  );
}
