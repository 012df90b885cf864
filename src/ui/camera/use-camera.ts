import { useEffect, useRef, useState, type RefObject } from 'react';

export type CameraState =
  | { readonly status: 'asking' }
  | { readonly status: 'live'; readonly width: number; readonly height: number }
  | { readonly status: 'failed'; readonly text: string };

const SIZE = { width: { ideal: 1920 }, height: { ideal: 1080 } };

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
      // Browsers leave the whole interface out where the page is not secure.
      if (!('mediaDevices' in navigator)) return fail(reasonOf(null));
      // The camera at the back, where there is a choice.
      stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: 'environment', ...SIZE } });
      const element = video.current;
      if (!live || !element) return stop();
      stream.getVideoTracks()[0]?.addEventListener('ended', () => fail('The camera was disconnected. Connect it, then try again.'));
      element.srcObject = stream;
      await element.play();
      if (live) setState({ status: 'live', width: element.videoWidth, height: element.videoHeight, attempt });
    };
    start().catch((thrown: unknown) => fail(reasonOf(thrown)));

    const element = video.current;
    return () => {
      live = false;
      stop();
      if (element) element.srcObject = null;
    };
  }, [attempt]);

  return [video, state.attempt === attempt ? state : { status: 'asking' }];
}

/** What went wrong, and what to do about it. */
function reasonOf(thrown: unknown): string {
  if (!window.isSecureContext) {
    return 'Browsers give the camera to secure pages only. Open this page over https or on localhost, then try again.';
  }
  switch (thrown instanceof DOMException ? thrown.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'The camera is blocked for this page. Allow it in the address bar, then try again.';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'No camera was found. Connect one, then try again.';
    case 'NotReadableError':
    case 'AbortError':
      return 'The camera could not be read; another program may be using it. Close that, then try again.';
    default:
      return 'This browser gives no access to a camera. Try another one, or open a file.';
  }
}
