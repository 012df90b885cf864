import { Late, latePart } from '../../ui/kit/late';
import { useLab } from '../../ui/lab-context';
import { Drawer, type DrawerDescription } from '../../ui/kit/drawer';

const MatrixBody = latePart(() => import('./matrix-body'));

/** What the encoder reads, band by band. */
function BandMatrix() {
  const edits = useLab((state) => Object.keys(state.settings.bands).length);
  const body = (asTable: boolean) => (
    <Late waiting={<div className="matrix-waiting" />}>
      <MatrixBody asTable={asTable} />
    </Late>
  );
  return (
    <Drawer openAtFirst twin={body(true)} headline={edits === 0 ? 'no edits' : `${edits} of 36 channels edited`}>
      {body(false)}
    </Drawer>
  );
}

export const bandMatrixDrawer: DrawerDescription = { id: 'matrix', name: 'Band matrix', Component: BandMatrix };
