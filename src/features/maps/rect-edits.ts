import type { Size } from '../../core/math/scale';
import type { Rect } from '../../core/view/view';

export const CORNERS = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
export type Corner = (typeof CORNERS)[number];

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** The rectangle moved by whole pixels, stopped at the borders of the picture. */
export function moved(rect: Rect, [dx, dy]: readonly [number, number], picture: Size): Rect {
  return {
    ...rect,
    x: clamp(rect.x + dx, 0, picture.width - rect.width),
    y: clamp(rect.y + dy, 0, picture.height - rect.height),
  };
}

/** The rectangle with one corner moved by whole pixels, at least one pixel wide and high. */
export function resized(rect: Rect, corner: Corner, [dx, dy]: readonly [number, number], picture: Size): Rect {
  const [right, bottom] = [rect.x + rect.width, rect.y + rect.height];
  const x = corner.endsWith('left') ? clamp(rect.x + dx, 0, right - 1) : rect.x;
  const y = corner.startsWith('top') ? clamp(rect.y + dy, 0, bottom - 1) : rect.y;
  return {
    x,
    y,
    width: corner.endsWith('left') ? right - x : clamp(rect.width + dx, 1, picture.width - x),
    height: corner.startsWith('top') ? bottom - y : clamp(rect.height + dy, 1, picture.height - y),
  };
}

/** The pixels from one to another, both counted in, whichever way they were dragged; inside the picture. */
export function spanned(from: readonly [number, number], to: readonly [number, number], picture: Size): Rect {
  const ends = ([a, b]: readonly [number, number], size: number): [number, number] => {
    const [low, high] = [
      clamp(Math.floor(Math.min(a, b)), 0, size - 1),
      clamp(Math.floor(Math.max(a, b)), 0, size - 1),
    ];
    return [low, high - low + 1];
  };
  const [x, width] = ends([from[0], to[0]], picture.width);
  const [y, height] = ends([from[1], to[1]], picture.height);
  return { x, y, width, height };
}
