import type { Rect } from '../../core/view/view';
import type { DeviceBox } from '../kit/device-pixels';
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
export function paintLoupe(
  canvas: HTMLCanvasElement,
  { width, height, ratio }: DeviceBox,
  scene: LoupeScene | null,
): void {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  if (!context) return;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  // A bitmap that was closed has no size; its successor is on the way.
  if (!scene || scene.bitmap.width === 0) return;
  const { from, to } = cropAround(scene.rect, scene.x, scene.y);
  // Edges lie at whole pixels of the screen: between them they would be blended.
  const edge = (cells: number): number => Math.round((cells * width) / LOUPE_CELLS);
  const box = ({ x, y, width: wide, height: high }: Rect): [number, number, number, number] => [
    edge(x),
    edge(y),
    edge(x + wide) - edge(x),
    edge(y + high) - edge(y),
  ];
  context.imageSmoothingEnabled = false;
  context.drawImage(scene.bitmap, from.x, from.y, from.width, from.height, ...box(to));
  const middle = (LOUPE_CELLS - 1) / 2;
  const [x, y, wide, high] = box({ x: middle, y: middle, width: 1, height: 1 });
  context.scale(ratio, ratio);
  paintMark(context, { x: x / ratio, y: y / ratio, width: wide / ratio, height: high / ratio });
}
