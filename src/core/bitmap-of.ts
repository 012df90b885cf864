import { LabError } from './errors';
import { SILENT_MS, withLimit } from './limits';

/**
 * createImageBitmap with a limit; the only place that calls it. A bitmap that comes too late is closed.
 * @throws what the browser throws; LabError 'out-of-memory' when it does not answer
 */
export function bitmapOf(source: ImageBitmapSource, options?: ImageBitmapOptions): Promise<ImageBitmap> {
  const late = (): LabError =>
    new LabError(
      'out-of-memory',
      `This browser has not decoded the picture within ${SILENT_MS / 1000} s. Try again, or try a smaller picture.`,
    );
  return withLimit(createImageBitmap(source, options), SILENT_MS, late, (bitmap) => bitmap.close());
}
