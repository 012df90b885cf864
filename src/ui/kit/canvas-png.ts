import { bitmapOf } from '../../core/bitmap-of';
import type { LabActions } from '../../state/lab';

/** What a canvas of the page shows, as a PNG that no canvas has written. Rejects with ErrorInfo, or as bitmapOf does. */
export async function pngOf({ png }: Pick<LabActions, 'png'>, canvas: HTMLCanvasElement): Promise<Blob> {
  const bitmap = await bitmapOf(canvas);
  try {
    return await png(bitmap);
  } finally {
    bitmap.close();
  }
}
