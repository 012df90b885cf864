import { latePart } from '../../ui/kit/late';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';
import { useLab } from '../../ui/lab-context';
import { LATENT_DRAWER } from './state/latent-drawer';

const Panel = latePart(() => import('./panel'));

/** Latents of files: opening one, and how it compares with the picture that was open. */
function LatentFileDrawer() {
  const name = useLab(({ picture }) => (picture?.info.latent ? picture.info.name : null));
  return <LateDrawer headline={name ?? 'none open'} hasTwin={false} body={() => <Panel />} />;
}

export const latentFileDrawer: DrawerDescription = {
  id: LATENT_DRAWER,
  name: 'Latent file',
  Component: LatentFileDrawer,
};
