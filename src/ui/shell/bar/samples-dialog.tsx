import { Sheet } from '../../kit/sheet';
import { SampleGallery } from './sample-gallery';

/** The pictures that come with the page; opening one closes it. */
export default function SamplesDialog({ onClose }: { onClose: () => void }) {
  return (
    <Sheet title="Samples" isOpen onClose={onClose}>
      <SampleGallery onOpen={onClose} />
    </Sheet>
  );
}
