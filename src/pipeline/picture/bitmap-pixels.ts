import { LabError } from '../../core/errors';
import { ALTERED_SHORT } from '../../core/picture/pixel-facts';
import { encodePng } from '../../core/files/png';
import { RowScaler, type Size } from '../../core/math/scale';
import type { DecodeSettings } from '../../core/settings/settings';
import { READERS } from './canvas-readers';
import { pixelFacts } from './pixel-check';

export interface FlatPicture {
  /** RGBA rows, sRGB, alpha 255. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Whether any pixel let the matte through. */
  readonly clear: boolean;
}

/** The part of a bitmap that is used, in its pixels. */
export interface Part extends Size {
  readonly x: number;
  readonly y: number;
}

/** Pixels that are read at a time: a large picture is never there twice. */
const STRIP_PIXELS = 2 ** 20;

/**
 * A part of a bitmap at another size over the matte, scaled by core/scale or by this browser.
 * @throws LabError 'out-of-memory' when the browser gives no canvas of the size that is needed
 */
export async function flatten(
  bitmap: ImageBitmap,
  part: Part,
  to: Size,
  { scaling, matte }: Omit<DecodeSettings, 'maxSide'>,
): Promise<FlatPicture> {
  const isSame = part.width === to.width && part.height === to.height;
  if (scaling === 'area' || isSame) return read(bitmap, part, new RowScaler(part, to, matte));
  const scaled = scaledByBrowser(bitmap, part, to);
  try {
    return await read(scaled, { x: 0, y: 0, ...to }, new RowScaler(to, to, matte));
  } finally {
    scaled.close();
  }
}

/** Reads pixels through a canvas, which converts colours to sRGB, strip by strip. */
async function read(bitmap: ImageBitmap, { x, y, width, height }: Part, scaler: RowScaler): Promise<FlatPicture> {
  const { by } = await pixelFacts();
  const rows = Math.min(height, Math.ceil(STRIP_PIXELS / width));
  const context = contextOf({ width, height: rows });
  // What is clear in one strip must not show the one before.
  context.globalCompositeOperation = 'copy';
  for (let top = 0; top < height; top += rows) {
    const count = Math.min(rows, height - top);
    context.drawImage(bitmap, x, y + top, width, count, 0, 0, width, count);
    scaler.add(await READERS[by](context, width, count));
  }
  return { pixels: scaler.pixels, clear: scaler.clear };
}

function scaledByBrowser(bitmap: ImageBitmap, part: Part, to: Size): ImageBitmap {
  const context = contextOf(to);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, part.x, part.y, part.width, part.height, 0, 0, to.width, to.height);
  return context.canvas.transferToImageBitmap();
}

function contextOf({ width, height }: Size): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { colorSpace: 'srgb', willReadFrequently: true });
  if (context) return context;
  throw new LabError(
    'out-of-memory',
    `The browser has no room for ${width} × ${height} pixels. Lower the limit on the size.`,
  );
}

/** The pixels of a bitmap that was drawn here or on the page, as a PNG that no canvas has written. */
export async function pngOfBitmap(bitmap: ImageBitmap): Promise<Blob> {
  const { width, height } = bitmap;
  const context = contextOf({ width, height });
  context.drawImage(bitmap, 0, 0);
  const { by, exact } = await pixelFacts();
  return encodePng({ pixels: await READERS[by](context, width, height), width, height }, exact ? '' : ALTERED_SHORT);
}
