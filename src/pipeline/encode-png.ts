import { LabError } from '../core/errors';
import { planarToRgba } from '../core/planar';
import type { TensorData } from '../core/protocol';

/** A planar picture [1,3,h,w] of [-1, 1] as an opaque PNG of 8 bits. @throws LabError 'out-of-memory' */
export async function encodePng(picture: TensorData): Promise<Blob> {
  const [, , height, width] = picture.dims as [number, number, number, number];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new LabError('out-of-memory', `The browser has no room for ${width} x ${height} pixels. Lower the size limit.`);
  context.putImageData(new ImageData(planarToRgba(picture), width, height), 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}
