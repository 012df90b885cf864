import { latePart } from '../../ui/kit/late';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';
import { number } from '../../ui/kit/format';
import { useLab } from '../../ui/lab-context';

const Panel = latePart(() => import('./panel'));

/** How much noise on its latent the decoder stands. */
function NoiseDrawer() {
  const noise = useLab(({ settings }) => settings.latent.noise);
  return (
    <LateDrawer
      headline={noise ? `${noise.schedule}, ${number(noise.amount, 2)}` : 'on the latent'}
      body={(asTable) => <Panel asTable={asTable} />}
    />
  );
}

export const noiseDrawer: DrawerDescription = {
  id: 'noise',
  name: 'Noise',
  needs: ['error'],
  Component: NoiseDrawer,
};
