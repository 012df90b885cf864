import { bitmapOf } from '../core/bitmap-of';
import { LabError } from '../core/errors';
import { CAMERA_GONE, cameraRefusal, openCameraStream, play, playCamera } from './camera';
import type { Frame } from './picture-source';

/** A camera or a video that plays in this page. */
export interface LiveSource {
  readonly kind: 'camera' | 'video';
  readonly name: string;
  /** Size of its pictures, in px. */
  readonly size: () => { readonly width: number; readonly height: number };
  /** Seconds; `duration` is 0 where a camera or file tells none. */
  readonly times: () => { readonly duration: number; readonly time: number };
  /** Calls back with the next picture that it presents, and how many it has presented since some beginning. Returns what cancels. */
  readonly next: (callback: (presented: number) => void) => () => void;
  /** Its newest picture, whole, to be scaled to `side` px; null while it has none: before the first, and between two. */
  readonly grab: (side: number) => Promise<Frame | null>;
  readonly play: () => Promise<void>;
  readonly pause: () => void;
  readonly seek: (seconds: number) => void;
  readonly setLoop: (loop: boolean) => void;
  /** Stops it for good: the light of a camera goes out, and a file is let go. */
  readonly close: () => void;
}

/** @param onEnd hears why, when the camera goes. @throws LabError with what to do about it */
export async function openCamera(onEnd: (text: string) => void): Promise<LiveSource> {
  let stream: MediaStream | null = null;
  const stop = (): void => stream?.getTracks().forEach((track) => track.stop());
  try {
    stream = await openCameraStream();
    stream.getVideoTracks()[0]?.addEventListener('ended', () => onEnd(CAMERA_GONE));
    const element = videoElement();
    await playCamera(element, stream);
    return sourceOf(element, { kind: 'camera', name: 'Camera', bytes: 0 }, stop);
  } catch (thrown) {
    stop();
    throw new LabError('fetch-failed', cameraRefusal(thrown));
  }
}

/**
 * A file of any kind that the browser plays. It runs in circles and without sound.
 * @param onEnd hears when it has played to its end
 * @throws LabError 'unsupported-format' for a file that the browser does not play, or that has no picture
 */
export async function openVideo(file: Blob, name: string, onEnd: (text: string) => void): Promise<LiveSource> {
  const url = URL.createObjectURL(file);
  const element = videoElement();
  const release = (): void => URL.revokeObjectURL(url);
  const refused = (why: string): LabError => {
    element.remove();
    release();
    return new LabError('unsupported-format', `"${name}" ${why} Try an MP4 or WebM file.`);
  };
  element.loop = true;
  element.src = url;
  try {
    await new Promise((resolve, reject) => {
      element.onloadeddata = resolve;
      element.onerror = reject;
    });
  } catch {
    throw refused('could not be played by this browser.');
  }
  if (element.videoWidth === 0) throw refused('has no moving picture.');
  element.onended = () => onEnd('The video has ended.');
  return sourceOf(element, { kind: 'video', name, bytes: file.size }, release);
}

/** Calls back whenever the page is hidden or seen again. Returns what ends that. */
export function watchHidden(callback: (hidden: boolean) => void): () => void {
  const listen = (): void => callback(document.hidden);
  document.addEventListener('visibilitychange', listen);
  return () => document.removeEventListener('visibilitychange', listen);
}

/** When what was drawn until now is on screen. False where the page is hidden, which shows nothing. */
export function nextPaint(): Promise<boolean> {
  if (document.hidden) return Promise.resolve(false);
  // What React draws after this comes with the next frame of the page; the second one begins when that is out.
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(!document.hidden))));
}

/** The video stands in the page, since some browsers give no pictures of it outside; it is invisible, since the viewer shows them. */
function videoElement(): HTMLVideoElement {
  const element = document.createElement('video');
  element.muted = true;
  element.playsInline = true;
  element.className = 'hidden-visually';
  element.setAttribute('aria-hidden', 'true');
  document.body.append(element);
  return element;
}

function sourceOf(
  element: HTMLVideoElement,
  { kind, name, bytes }: { kind: LiveSource['kind']; name: string; bytes: number },
  release: () => void,
): LiveSource {
  return {
    kind,
    name,
    size: () => ({ width: element.videoWidth, height: element.videoHeight }),
    times: () => ({ duration: Number.isFinite(element.duration) ? element.duration : 0, time: element.currentTime }),
    next: (callback) => nextPicture(element, callback),
    grab: async (side) => {
      if (element.videoWidth === 0) return null;
      const data = await bitmapOf(element).catch(orNothingYet);
      return data && { data, name, side, madeFrom: { format: kind === 'camera' ? 'Camera' : 'Video', bytes } };
    },
    play: () => play(element),
    pause: () => element.pause(),
    seek: (seconds) => void (element.currentTime = seconds),
    setLoop: (loop) => void (element.loop = loop),
    close: () => {
      element.onended = element.onerror = null;
      element.pause();
      element.removeAttribute('src');
      element.srcObject = null;
      element.remove();
      release();
    },
  };
}

/** A video has its size and says that it has data some time before its picture can be had, on a busy machine for long. */
function orNothingYet(thrown: unknown): null {
  if (thrown instanceof DOMException && thrown.name === 'InvalidStateError') return null;
  throw thrown;
}

function nextPicture(element: HTMLVideoElement, callback: (presented: number) => void): () => void {
  if ('requestVideoFrameCallback' in element) {
    const handle = element.requestVideoFrameCallback((_now, { presentedFrames }) => callback(presentedFrames));
    return () => element.cancelVideoFrameCallback(handle);
  }
  return nextChange(element, callback);
}

/** Where there is no callback, a picture is new when the time of the video is another one. */
function nextChange(element: HTMLVideoElement, callback: (presented: number) => void): () => void {
  const before = element.currentTime;
  let handle = requestAnimationFrame(function look() {
    // Each one counts as the next: 0 says that nobody has counted.
    if (element.currentTime !== before) callback(0);
    else handle = requestAnimationFrame(look);
  });
  return () => cancelAnimationFrame(handle);
}
