import type { PictureInfo } from '../../core/protocol';
import type { Rect } from '../../core/view/view';

/** The columns at the right and the rows at the bottom that padding added, in pixels of the padded picture. */
export function paddingStrips({ width, height, paddedWidth, paddedHeight }: PictureInfo): Rect[] {
  const right = { x: width, y: 0, width: paddedWidth - width, height: paddedHeight };
  const bottom = { x: 0, y: height, width, height: paddedHeight - height };
  return [right, bottom].filter((strip) => strip.width > 0 && strip.height > 0);
}

/** Pixels along a side of the corner that shows padding, where that is at most 7 pixels wide. */
const CORNER = 24;

/** The corner at the bottom right of the padded picture, in its pixels, with more of the picture than of the padding. */
export function paddedCorner({ width, height, paddedWidth, paddedHeight }: PictureInfo): Rect {
  const side = Math.max(CORNER, 3 * Math.max(paddedWidth - width, paddedHeight - height));
  const [across, down] = [Math.min(side, paddedWidth), Math.min(side, paddedHeight)];
  return { x: paddedWidth - across, y: paddedHeight - down, width: across, height: down };
}
