import type { Rect } from '../../core/view/view';

/** Values along each side of the loupe; odd, so that one is in the middle. */
export const LOUPE_CELLS = 17;

export interface Crop {
  /** What is taken from the bitmap, in its pixels: never beyond the rectangle. */
  readonly from: Rect;
  /** Its place in the loupe, in cells of the loupe. */
  readonly to: Rect;
}

/** The values around one of them, with that one in the middle; what lies outside of its rectangle stays empty. */
export function cropAround(rect: Rect, x: number, y: number): Crop {
  const half = (LOUPE_CELLS - 1) / 2;
  const along = (at: number, size: number): [number, number] => [Math.max(0, at - half), Math.min(size, at + half + 1)];
  const [[left, right], [top, bottom]] = [along(x, rect.width), along(y, rect.height)];
  const [width, height] = [Math.max(0, right - left), Math.max(0, bottom - top)];
  return {
    from: { x: rect.x + left, y: rect.y + top, width, height },
    to: { x: left - x + half, y: top - y + half, width, height },
  };
}

export type Corner = 'top left' | 'top right' | 'bottom left' | 'bottom right';

/** The corner farthest from a point given as fractions of the pane. */
export function cornerAway(x: number, y: number): Corner {
  return `${y < 0.5 ? 'bottom' : 'top'} ${x < 0.5 ? 'right' : 'left'}`;
}
