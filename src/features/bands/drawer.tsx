import { latePart } from '../../ui/kit/late';
import { useLab } from '../../ui/lab-context';
import { LateDrawer, type DrawerDescription } from '../../ui/kit/drawer';

const MatrixBody = latePart(() => import('./matrix-body'));

/** What the encoder reads, band by band. */
function BandMatrix() {
  const edits = useLab((state) => Object.keys(state.settings.bands).length);
  return (
    <LateDrawer
      openAtFirst
      headline={edits === 0 ? 'no edits' : `${edits} of 36 channels edited`}
      waiting={<div className="matrix-waiting" />}
      body={(asTable) => <MatrixBody asTable={asTable} />}
    />
  );
}

export const bandMatrixDrawer: DrawerDescription = {
  id: 'matrix',
  name: 'Band matrix',
  needs: ['input', 'mean', 'error'],
  Component: BandMatrix,
};
