import { lazy } from 'react';
import { HelpSheet } from './bar/help-sheet';
import { LinkDialog } from './bar/link-dialog';
import { SampleGallery } from './bar/sample-gallery';
import type { DialogName } from './bar/use-open';
import { Late } from './controls/late';
import { Sheet } from './controls/sheet';

const Palette = lazy(() => import('./palette/palette'));
const CameraDialog = lazy(() => import('./camera/camera-dialog'));
const ExportDialog = lazy(() => import('./export/export-dialog'));

/** The dialogs that more than one control opens, one at a time. The rare ones are loaded when they are asked for. */
export function OpenDialog({ name, onClose }: { name: DialogName | null; onClose: () => void }) {
  return (
    <>
      <LinkDialog isOpen={name === 'link'} onClose={onClose} />
      <HelpSheet isOpen={name === 'help'} onClose={onClose} />
      <Sheet title="Samples" isOpen={name === 'samples'} onClose={onClose}>
        <SampleGallery onOpen={onClose} />
      </Sheet>
      <Late>
        {name === 'palette' ? <Palette onClose={onClose} /> : null}
        {name === 'camera' ? <CameraDialog onClose={onClose} /> : null}
        {name === 'export' ? <ExportDialog onClose={onClose} /> : null}
      </Late>
    </>
  );
}
