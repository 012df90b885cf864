import { bitmapOf } from '../core/bitmap-of';
import { SILENT_MS, withLimit } from '../core/limits';
import { fitWithin } from '../core/math/geometry';
import { isSvg, rasteriseSvg } from './rasterise-svg';

/**
 * A small copy of a picture, as WebP or, where the browser writes none, PNG. `width` and `height` are those that the
 * network saw: some files name none. Never enlarged. @throws what the browser throws where it cannot decode the file
 */
export async function thumbnailOf(
  picture: Blob,
  { width, height }: { width: number; height: number },
  side: number,
): Promise<Blob> {
  const small = fitWithin(width, height, side);
  const bitmap = (await isSvg(picture))
    ? await rasteriseSvg(picture, side)
    : await bitmapOf(picture, undefined, width * height);
  try {
    const canvas = new OffscreenCanvas(small.width, small.height);
    const context = canvas.getContext('2d');
    if (context) context.imageSmoothingQuality = 'high';
    context?.drawImage(bitmap, 0, 0, small.width, small.height);
    const file = canvas.convertToBlob({ type: 'image/webp', quality: 0.85 });
    return await withLimit(file, SILENT_MS, () => new DOMException('No answer.', 'TimeoutError'));
  } finally {
    bitmap.close();
  }
}
