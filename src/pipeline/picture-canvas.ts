import { LabError } from '../core/errors';
import type { Settings } from '../core/settings';

/** Side of a cell of the checkerboard in pixels, and its two greys; the cell at the top left has the first. */
const CELL = 8;
const CHECKER = ['#cccccc', '#999999'] as const;

export interface FlatPicture {
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Whether any pixel let the matte through. */
  readonly clear: boolean;
}

/** The part of a bitmap that is drawn, in its pixels. */
export interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Draws a part of a bitmap at width x height over the matte and reads it back: RGBA, sRGB, alpha 255. The canvas converts
 * the bitmap's colours. `mayBeClear` false saves one reading for pictures that have no alpha.
 * @throws LabError 'out-of-memory' when the browser gives no canvas of this size.
 */
export function flatten(
  bitmap: ImageBitmap,
  part: Part,
  width: number,
  height: number,
  matte: Settings['matte'],
  mayBeClear: boolean,
): FlatPicture {
  const context = new OffscreenCanvas(width, height).getContext('2d', { colorSpace: 'srgb', willReadFrequently: true });
  if (!context) {
    throw new LabError('out-of-memory', `The browser has no room for ${width} × ${height} pixels. Lower the limit on the size.`);
  }
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, part.x, part.y, part.width, part.height, 0, 0, width, height);
  const clear = mayBeClear && hasClearPixel(context.getImageData(0, 0, width, height).data);

  // Filled behind the picture after it, which gives what drawing over the matte gives.
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = matte === 'checker' ? checker(context) : matte;
  context.fillRect(0, 0, width, height);
  return { pixels: context.getImageData(0, 0, width, height).data, clear };
}

function hasClearPixel(pixels: Uint8ClampedArray): boolean {
  for (let i = 3; i < pixels.length; i += 4) if (pixels[i] !== 255) return true;
  return false;
}

function checker(context: OffscreenCanvasRenderingContext2D): CanvasPattern | string {
  const tile = new OffscreenCanvas(2 * CELL, 2 * CELL);
  const paint = tile.getContext('2d');
  if (!paint) return CHECKER[0];
  for (const [x, y] of [[0, 0], [1, 0], [0, 1], [1, 1]] as const) {
    paint.fillStyle = CHECKER[(x + y) % 2 === 0 ? 0 : 1];
    paint.fillRect(x * CELL, y * CELL, CELL, CELL);
  }
  return context.createPattern(tile, 'repeat') ?? CHECKER[0];
}
