import { bitmapOf } from '../../core/bitmap-of';
import { withLimit } from '../../core/limits';
import { parityPixels } from '../../core/model/parity';
import type { PixelFacts } from '../../core/picture/pixel-facts';
import { encodePng } from '../../core/files/png';
import { READERS } from './canvas-readers';

/** Enough values that altering a few of them shows, and too many for one to be a plain area, which some browsers leave alone. */
const SIDE = 64;
/** Alpha of the last rows; the others are opaque. */
const CLEAR_ROWS = 16;
const ALPHA = 128;
/** How long one way of reading may take; it takes milliseconds. */
const CHECK_MS = 5000;

let found: Promise<PixelFacts> | undefined;

/** How this worker reads pixels, and whether what it reads is true. Found with the first picture, or with the start. */
export function pixelFacts(): Promise<PixelFacts> {
  return (found ??= check());
}

async function check(): Promise<PixelFacts> {
  const pixels = parityPixels(SIDE);
  for (let i = 4 * SIDE * (SIDE - CLEAR_ROWS) + 3; i < pixels.length; i += 4) pixels[i] = ALPHA;
  const known = await encodePng({ pixels, width: SIDE, height: SIDE });
  for (const by of ['canvas', 'video-frame'] as const) {
    if (await isTrue(known, pixels, by)) return { by, exact: true, writes: await writesTruly(by) };
  }
  return { by: 'canvas', exact: false, writes: false };
}

/** A reader that does not answer is not true, either. */
async function isTrue(file: Blob, pixels: Uint8ClampedArray, by: PixelFacts['by']): Promise<boolean> {
  return withLimit(isReadTruly(file, pixels, by), CHECK_MS, noAnswer).catch(() => false);
}

async function isReadTruly(file: Blob, pixels: Uint8ClampedArray, by: PixelFacts['by']): Promise<boolean> {
  const bitmap = await bitmapOf(file);
  const context = contextOf();
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const read = await READERS[by](context, SIDE, SIDE);
  return pixels.every((value, i) => isAsGood(read[i] as number, value, pixels[i | 3] as number));
}

/** Canvases hold colours multiplied by alpha in 8 bits, so that those of clear pixels come back rounded. */
function isAsGood(read: number, value: number, alpha: number): boolean {
  return alpha === 255 ? read === value : Math.abs(read - value) <= 2;
}

/** Whether a file that a canvas writes shows what was put into it. */
async function writesTruly(by: PixelFacts['by']): Promise<boolean> {
  // Opaque as the pictures that are written: colours of clear pixels are rounded once more on each way.
  const pixels = parityPixels(SIDE);
  const context = contextOf();
  context.putImageData(new ImageData(pixels, SIDE, SIDE), 0, 0);
  const file = await withLimit(context.canvas.convertToBlob({ type: 'image/png' }), CHECK_MS, noAnswer).catch(
    () => null,
  );
  return file !== null && isTrue(file, pixels, by);
}

function contextOf(): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(SIDE, SIDE).getContext('2d', { colorSpace: 'srgb', willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  return context;
}

function noAnswer(): Error {
  return new Error('No answer.');
}
