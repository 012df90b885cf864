import { latePart } from '../../ui/kit/late';
import { percent, size } from '../../ui/kit/format';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';
import { useLab } from '../../ui/lab-context';

const Probe = latePart(() => import('./probe-panel'));
const ProbeTables = latePart(() => import('./probe-tables'));
const Channels = latePart(() => import('./channels'));
const Interpolate = latePart(() => import('./interpolate'));
const Paste = latePart(() => import('./paste'));

function ProbeDrawer() {
  const pokes = useLab(({ settings: { latent } }) => latent.pokes?.length ?? 0);
  return (
    <LateDrawer
      headline={pokes ? `${pokes} ${pokes === 1 ? 'poke' : 'pokes'}` : 'poke a cell'}
      body={(asTable) => (asTable ? <ProbeTables /> : <Probe />)}
    />
  );
}

function ChannelsDrawer() {
  const edited = useLab(({ settings: { latent } }) => Object.keys(latent.channels ?? {}).length);
  return (
    <LateDrawer
      headline={edited ? `${edited} edited` : 'zero, scale, swap'}
      body={(asTable) => <Channels asTable={asTable} />}
    />
  );
}

function InterpolateDrawer() {
  const amount = useLab(({ settings: { latent } }) => latent.mix?.amount ?? 0);
  return (
    <LateDrawer
      headline={amount ? `${percent(amount, 0)} of B` : 'with another picture'}
      hasTwin={false}
      body={() => <Interpolate />}
    />
  );
}

function PasteDrawer() {
  const cells = useLab(({ settings: { latent } }) =>
    latent.paste ? size(latent.paste.width, latent.paste.height) : '',
  );
  return (
    <LateDrawer
      headline={cells ? `${cells} cells of B` : 'of another picture'}
      hasTwin={false}
      body={() => <Paste />}
    />
  );
}

export const probeDrawer: DrawerDescription = {
  id: 'probe',
  name: 'Probe',
  needs: ['reconstruction'],
  Component: ProbeDrawer,
};
export const channelsDrawer: DrawerDescription = { id: 'channels', name: 'Edit channels', Component: ChannelsDrawer };
export const interpolateDrawer: DrawerDescription = {
  id: 'interpolate',
  name: 'Interpolate',
  needs: ['mean', 'reconstruction'],
  Component: InterpolateDrawer,
};
export const pasteDrawer: DrawerDescription = {
  id: 'paste',
  name: 'Paste a region',
  needs: ['mean'],
  Component: PasteDrawer,
};
