import { latePart } from '../../ui/kit/late';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';
import { useLab } from '../../ui/lab-context';

const Panel = latePart(() => import('./panel'));
const ScanPanel = latePart(() => import('./scan-panel'));

/** What any layer of a network holds for the shown result. */
function LayersDrawer() {
  const tensor = useLab(({ viewer }) => viewer.layer.tensor);
  return (
    <LateDrawer headline={tensor ? 'one is shown' : 'choose one'} body={(asTable) => <Panel asTable={asTable} />} />
  );
}

/** All layers at once, in numbers. */
function ScanDrawer() {
  return <LateDrawer headline="float16, balance" body={(asTable) => <ScanPanel asTable={asTable} />} />;
}

export const layersDrawer: DrawerDescription = { id: 'layers', name: 'Layers', Component: LayersDrawer };
export const layerScanDrawer: DrawerDescription = { id: 'layer-scan', name: 'Layer scan', Component: ScanDrawer };
