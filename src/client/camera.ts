import { withLimit } from '../core/limits';

const SIZE = { width: { ideal: 1920 }, height: { ideal: 1080 } };

/** The camera at the back, where there is a choice. @throws what the browser throws; cameraRefusal() says it in words */
export async function openCameraStream(): Promise<MediaStream> {
  // Browsers leave the whole interface out where the page is not secure.
  if (!('mediaDevices' in navigator)) throw new DOMException('No access to a camera.', 'NotSupportedError');
  return navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: 'environment', ...SIZE } });
}

/** How long a camera that was allowed, or a file, may take for its first picture. */
const FIRST_MS = 20_000;

/** Shows a camera in a video element. @throws as openCameraStream does */
export function playCamera(element: HTMLVideoElement, stream: MediaStream): Promise<void> {
  element.srcObject = stream;
  return play(element);
}

/** @throws DOMException where the browser refuses, and 'NotReadableError' when nothing comes */
export function play(element: HTMLVideoElement): Promise<void> {
  return withLimit(element.play(), FIRST_MS, () => new DOMException('Nothing comes.', 'NotReadableError'));
}

export const CAMERA_GONE = 'The camera was disconnected. Connect it, then try again.';

/** What went wrong with a camera, and what to do about it. */
export function cameraRefusal(thrown: unknown): string {
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
