import { latePart } from '../../ui/kit/late';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';

const Panel = latePart(() => import('./panel'));

/** How the power of the latent falls with spatial frequency, beside the picture. */
function SpectrumDrawer() {
  return <LateDrawer headline="power by frequency" body={(asTable) => <Panel asTable={asTable} />} />;
}

export const spectrumDrawer: DrawerDescription = {
  id: 'spectrum',
  name: 'Spectrum of the latent',
  Component: SpectrumDrawer,
};
