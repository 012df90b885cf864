import type { PictureSource } from '../core/protocol';
import type { Settings } from '../core/settings';
import { fetchPicture, nameOfAddress } from './fetch-picture';
import { isSvg, rasteriseSvg } from './rasterise-svg';

/** A picture kept for a fresh worker, and for an SVG to be drawn again at another size. */
export interface Opened {
  readonly file: File;
  readonly name: string;
  /** The largest side that an SVG was drawn for; a file that the worker decodes has none. */
  readonly drawnFor?: number;
}

/** @throws LabError as fetchPicture does */
export async function openPicture(source: Blob | string, { maxSide }: Settings, signal: AbortSignal): Promise<Opened> {
  const { file, name } = await materialise(source, signal);
  const drawnFor = (await isSvg(file)) ? maxSide : undefined;
  return { file, name, ...(drawnFor && { drawnFor }) };
}

/**
 * What the worker gets of it; an SVG is drawn first, since only a page can. The bitmap, if there is one, is to be
 * transferred or closed. @throws LabError as rasteriseSvg does
 */
export async function sourceOf({ file, name, drawnFor }: Opened): Promise<{ source: PictureSource; bitmaps: ImageBitmap[] }> {
  if (!drawnFor) return { source: { data: file, name }, bitmaps: [] };
  const bitmap = await rasteriseSvg(file, drawnFor, name);
  return { source: { data: bitmap, name, madeFrom: { format: 'SVG', bytes: file.size } }, bitmaps: [bitmap] };
}

async function materialise(source: Blob | string, signal: AbortSignal): Promise<{ file: File; name: string }> {
  if (source instanceof File) return { file: source, name: source.name };
  const [blob, name] = typeof source === 'string' ? [await fetchPicture(source, signal), nameOfAddress(source)] : [source, 'picture'];
  return { file: new File([blob], name, { type: blob.type }), name };
}
