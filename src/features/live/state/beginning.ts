import * as browser from '../../../client/live-source';
import type { LiveState } from '../../../state/state-types';
import { FIRST_SIDE } from './auto-side';
import { NO_RATE } from './frame-times';

/** What the browser gives; tests pass their own. */
export type LiveBrowser = Pick<typeof browser, 'openCamera' | 'openVideo' | 'watchHidden' | 'nextPaint'> & {
  readonly later: (callback: () => void) => () => void;
};

export const BROWSER: LiveBrowser = {
  ...browser,
  later: (callback) => {
    const timer = setTimeout(callback, 16);
    return () => clearTimeout(timer);
  },
};

/** What the page knows before the first frame. */
export function starting(isCamera: boolean, name: string): LiveState {
  return {
    kind: isCamera ? 'camera' : 'video',
    name,
    status: 'starting',
    text: isCamera ? 'Waiting for the camera. The browser may ask for permission.' : 'Opening the video.',
    width: 0,
    height: 0,
    choice: 'auto',
    side: FIRST_SIDE,
    ...NO_RATE,
    frames: 0,
    dropped: 0,
    duration: 0,
    time: 0,
    loop: true,
  };
}
