import { latePart } from '../../ui/kit/late';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';

const BlockLayers = latePart(() => import('./block-layers'));
const NetworksCompared = latePart(() => import('./networks-compared'));

/** The layers of the block that is open in the drawing. */
function BlockDrawer() {
  return (
    <LateDrawer openAtFirst headline="operator by operator" body={(asTable) => <BlockLayers asTable={asTable} />} />
  );
}

/** The network beside published ones. */
function NetworksDrawer() {
  return <LateDrawer openAtFirst headline="beside others" body={(asTable) => <NetworksCompared asTable={asTable} />} />;
}

export const blockDrawer: DrawerDescription = { id: 'block', name: 'Layers of a block', Component: BlockDrawer };
export const networksDrawer: DrawerDescription = {
  id: 'networks',
  name: 'Networks compared',
  Component: NetworksDrawer,
};
