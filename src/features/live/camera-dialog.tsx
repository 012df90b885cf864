import { bitmapOf } from '../../core/bitmap-of';
import { Camera, Video } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useDialogs } from '../../ui/use-open';
import { Sheet } from '../../ui/kit/sheet';
import { size } from '../../ui/kit/format';
import { useActions } from '../../ui/lab-context';
import type { LabActions } from '../../state/lab';
import { useCamera } from './use-camera';
import { P } from '../../ui/kit/words';

/** A live picture of the camera, and a button that opens one frame of it. Nothing is recorded. */
export default function CameraDialog({ onClose }: { onClose: () => void }) {
  const { show, inform, goLive, png } = useActions();
  const { pickFile } = useDialogs();
  const [attempt, setAttempt] = useState(0);
  const [video, camera] = useCamera(attempt);

  const snap = (): void => {
    if (!video.current) return;
    frameOf(video.current, png).then(
      (file) => {
        show(file);
        onClose();
      },
      () => inform('This frame could not be taken. Try again.'),
    );
  };

  const failed = camera.status === 'failed';
  return (
    <Sheet title="Camera" isOpen onClose={onClose}>
      <video ref={video} className="camera" muted playsInline hidden={failed} aria-label="What the camera sees now" />
      {failed ? (
        <P role="alert">{camera.text}</P>
      ) : (
        <P className="hint" role="status">
          {camera.status === 'live'
            ? `${size(camera.width, camera.height)} px. A snapshot is opened as a picture; it stays on this device.`
            : 'Waiting for the camera. The browser may ask for permission.'}
        </P>
      )}
      <div className="actions">
        <Button className="button" onPress={onClose}>
          Cancel
        </Button>
        {failed ? (
          <>
            <Button
              className="button solid"
              onPress={() => {
                onClose();
                pickFile();
              }}
            >
              Open a file
            </Button>
            <Button className="button primary" autoFocus onPress={() => setAttempt(attempt + 1)}>
              Try again
            </Button>
          </>
        ) : (
          <>
            <Button
              className="button solid"
              isDisabled={camera.status !== 'live'}
              onPress={() => {
                onClose();
                goLive('camera');
              }}
            >
              <Video className="icon" aria-hidden />
              Go live
            </Button>
            <Button className="button primary" isDisabled={camera.status !== 'live'} onPress={snap}>
              <Camera className="icon" aria-hidden />
              Snapshot
            </Button>
          </>
        )}
      </div>
    </Sheet>
  );
}

/** The frame that is shown, as a PNG file in the size that the camera gives. */
async function frameOf(video: HTMLVideoElement, png: LabActions['png']): Promise<File> {
  const bitmap = await bitmapOf(video);
  try {
    return new File([await png(bitmap)], 'camera.png', { type: 'image/png' });
  } finally {
    bitmap.close();
  }
}
