import { LabError } from './errors';
import { SILENT_MS, withLimit } from './limits';

/** A second or two is usual for 100 megapixels; slow machines take much longer. Opening one can be stopped meanwhile. */
const PER_MEGAPIXEL_MS = 4000;

/**
 * createImageBitmap with a limit; the only place that calls it. A bitmap that comes too late is closed.
 * @param pixels how many the picture has, as far as that is known: large ones get more time
 * @throws what the browser throws; LabError 'out-of-memory' when it does not answer
 */
export function bitmapOf(source: ImageBitmapSource, options?: ImageBitmapOptions, pixels = 0): Promise<ImageBitmap> {
  const ms = SILENT_MS + Math.ceil(pixels / 1e6) * PER_MEGAPIXEL_MS;
  const late = (): LabError =>
    new LabError(
      'out-of-memory',
      `This browser has not decoded the picture within ${ms / 1000} s. Try again, or try a smaller picture.`,
    );
  return withLimit(createImageBitmap(source, options), ms, late, (bitmap) => bitmap.close());
}
