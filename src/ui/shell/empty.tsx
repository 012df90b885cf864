import { useLab } from '../lab-context';
import { OpenButtons } from './bar/open-buttons';
import { SampleGallery } from './bar/sample-gallery';

/** What the viewer shows before any picture is open. */
export function Empty() {
  const samples = useLab((state) => state.samples.length);
  return (
    <div className="empty">
      <p>
        <strong>Drop a picture anywhere.</strong> It stays on this device.
      </p>
      <OpenButtons />
      {samples > 0 ? <SampleGallery /> : null}
    </div>
  );
}
