import { Late, latePart } from '../../ui/kit/late';
import { Drawer, type DrawerDescription } from '../../ui/kit/drawer';
import { useLab } from '../../ui/lab-context';
import { LATENT_DRAWER } from './state/latent-drawer';

const Panel = latePart(() => import('./panel'));

/** Latents of files: opening one, and how it compares with the picture that was open. */
function LatentFileDrawer() {
  const name = useLab(({ picture }) => (picture?.info.latent ? picture.info.name : null));
  return (
    <Drawer headline={name ?? 'none open'}>
      <Late waiting={<p className="hint">Loading…</p>}>
        <Panel />
      </Late>
    </Drawer>
  );
}

export const latentFileDrawer: DrawerDescription = {
  id: LATENT_DRAWER,
  name: 'Latent file',
  Component: LatentFileDrawer,
};
