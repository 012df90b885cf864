import type { ReactNode } from 'react';
import { isPictureRead } from '../../state/model-of';
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
      waiting={<Room />}
      body={(asTable) =>
        asTable ? (
          <MatrixBody asTable />
        ) : (
          <Room>
            <MatrixBody asTable={false} />
          </Room>
        )
      }
    />
  );
}

/** It is as tall before the code of the matrix is there, so that nothing below moves. */
function Room({ children }: { readonly children?: ReactNode }) {
  const isOfPixels = useLab(isPictureRead);
  return (
    <div className="matrix-room" data-pixels={isOfPixels || undefined}>
      {children}
    </div>
  );
}

export const bandMatrixDrawer: DrawerDescription = {
  id: 'matrix',
  name: 'Band matrix',
  needs: ['input', 'mean', 'error'],
  Component: BandMatrix,
};
