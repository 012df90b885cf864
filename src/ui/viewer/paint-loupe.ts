import type { Rect } from '../../core/view';
import { LOUPE_CELLS, cropAround } from './loupe-crop';
import { paintMark } from './paint';

export interface LoupeScene {
  readonly bitmap: ImageBitmap;
  /** The band, channel or picture that is enlarged, in pixels of the bitmap. */
  readonly rect: Rect;
  /** The value in the middle, from the rectangle's corner. */
  readonly x: number;
  readonly y: number;
}

/** Draws the values around one of them, never smoothed; empties the canvas for null. */
export function paintLoupe(canvas: HTMLCanvasElement, scene: LoupeScene | null): void {
  const side = Math.round(canvas.clientWidth * devicePixelRatio);
  if (canvas.width !== side || canvas.height !== side) Object.assign(canvas, { width: side, height: side });
  const context = canvas.getContext('2d');
  if (!context) return;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, side, side);
  // A bitmap that was closed has no size; its successor is on the way.
  if (!scene || scene.bitmap.width === 0) return;
  const { from, to } = cropAround(scene.rect, scene.x, scene.y);
  const cell = canvas.clientWidth / LOUPE_CELLS;
  context.scale(devicePixelRatio, devicePixelRatio);
  context.imageSmoothingEnabled = false;
  context.drawImage(
    scene.bitmap, from.x, from.y, from.width, from.height, to.x * cell, to.y * cell, to.width * cell, to.height * cell,
  );
  const middle = ((LOUPE_CELLS - 1) / 2) * cell;
  paintMark(context, { x: middle, y: middle, width: cell, height: cell });
}
