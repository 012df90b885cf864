import { Late, latePart } from '../../ui/kit/late';
import { Drawer, type DrawerDescription } from '../../ui/kit/drawer';
import { useLab } from '../../ui/lab-context';

const Panel = latePart(() => import('./panel'));

/** Runs that begin at a latent: a sample, or the shown latent with another decoder. */
function BeginDrawer() {
  const began = useLab(({ picture }) => picture?.info.latent !== undefined);
  return (
    <Drawer headline={began ? 'in use' : 'a sample, or another decoder'}>
      <Late waiting={<p className="hint">Loading…</p>}>
        <Panel />
      </Late>
    </Drawer>
  );
}

export const beginDrawer: DrawerDescription = { id: 'begin-latent', name: 'Begin at a latent', Component: BeginDrawer };
