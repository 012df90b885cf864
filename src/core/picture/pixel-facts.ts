/**
 * Some browsers alter what a page reads from a canvas, to hide from trackers: a few values by one, or all of them by noise. So a
 * worker first reads a picture that it knows, and every statement that nothing was changed rests on that.
 */
export interface PixelFacts {
  /** How pixels of pictures are read here. */
  readonly by: 'canvas' | 'video-frame';
  /** Whether the known picture came back byte by byte. */
  readonly exact: boolean;
  /** Whether files that a canvas writes hold its pixels. */
  readonly writes: boolean;
}

export const ALTERED =
  'This browser alters the pixels that a page reads, to hide from trackers, so the network does not get those of the file. ' +
  'Allow this site to read canvases, or use another browser.';

/** One line of Latin-1 for pictures that are saved. */
export const ALTERED_SHORT = 'The browser altered the pixels of the input.';

/** A few words for a list. */
export function readingText({ by, exact }: PixelFacts): string {
  if (!exact) return 'altered by this browser';
  return by === 'canvas' ? 'true, by a canvas' : 'true, by a video frame: this browser alters canvases';
}
