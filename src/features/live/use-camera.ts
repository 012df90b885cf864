import { useEffect, useRef, useState, type RefObject } from 'react';
import { CAMERA_GONE, cameraRefusal, openCameraStream, playCamera } from '../../state/camera';

export type CameraState =
  | { readonly status: 'asking' }
  | { readonly status: 'live'; readonly width: number; readonly height: number }
  | { readonly status: 'failed'; readonly text: string };

/**
 * Runs a camera in the video element that takes the ref, while the component is there. Each `attempt` asks anew. The tracks stop when the
 * component goes, when the next attempt begins, and after any failure: the light of the camera then goes out.
 */
export function useCamera(attempt: number): readonly [RefObject<HTMLVideoElement | null>, CameraState] {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState & { readonly attempt: number }>({ status: 'asking', attempt });

  useEffect(() => {
    let live = true;
    let stream: MediaStream | null = null;
    const stop = (): void => stream?.getTracks().forEach((track) => track.stop());
    const fail = (text: string): void => {
      stop();
      if (live) setState({ status: 'failed', text, attempt });
    };

    const start = async (): Promise<void> => {
      stream = await openCameraStream();
      const element = video.current;
      if (!live || !element) return stop();
      stream.getVideoTracks()[0]?.addEventListener('ended', () => fail(CAMERA_GONE));
      await playCamera(element, stream);
      if (live) setState({ status: 'live', width: element.videoWidth, height: element.videoHeight, attempt });
    };
    start().catch((thrown: unknown) => fail(cameraRefusal(thrown)));

    const element = video.current;
    return () => {
      live = false;
      stop();
      if (element) element.srcObject = null;
    };
  }, [attempt]);

  return [video, state.attempt === attempt ? state : { status: 'asking' }];
}
