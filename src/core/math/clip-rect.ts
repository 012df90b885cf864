import type { Rect } from '../view/view';

/** Whole pixels of a rectangle that lie in a picture of width x height; null where none does. */
export function clipRect(
  { x, y, width, height }: Rect,
  picture: { readonly width: number; readonly height: number },
): Rect | null {
  const [left, top] = [Math.max(0, Math.round(x)), Math.max(0, Math.round(y))];
  const right = Math.min(picture.width, Math.round(x + width));
  const bottom = Math.min(picture.height, Math.round(y + height));
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : null;
}
