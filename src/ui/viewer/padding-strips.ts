import type { PictureInfo } from '../../core/protocol';
import type { Rect } from '../../core/view/view';

/** The columns at the right and the rows at the bottom that padding added, in pixels of the padded picture. */
export function paddingStrips({ width, height, paddedWidth, paddedHeight }: PictureInfo): Rect[] {
  const right = { x: width, y: 0, width: paddedWidth - width, height: paddedHeight };
  const bottom = { x: 0, y: height, width, height: paddedHeight - height };
  return [right, bottom].filter((strip) => strip.width > 0 && strip.height > 0);
}
