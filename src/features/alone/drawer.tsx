import { latePart } from '../../ui/kit/late';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';
import { useLab } from '../../ui/lab-context';

const Panel = latePart(() => import('./panel'));

/** Runs that begin at a latent: a sample, or the shown latent with another decoder. */
function BeginDrawer() {
  const began = useLab(({ picture }) => picture?.info.latent !== undefined);
  return (
    <LateDrawer headline={began ? 'in use' : 'a sample, or another decoder'} hasTwin={false} body={() => <Panel />} />
  );
}

export const beginDrawer: DrawerDescription = { id: 'begin-latent', name: 'Begin at a latent', Component: BeginDrawer };
