import { bitmapOf } from '../core/bitmap-of';
import { aborted } from '../core/errors';
import { isLatent, type GivenLatent, type LatentSource } from '../core/picture/given-latent';
import type { PictureSource } from '../core/protocol';
import { readBytes } from '../core/files/read-bytes';
import type { Settings } from '../core/settings/settings';
import { loadPart } from './parts';
import { fetchPicture, nameOfAddress } from './fetch-picture';

/** One picture of a camera or a video. Its bitmap belongs to the client from open() on, and is closed by it. */
export interface Frame extends PictureSource {
  readonly data: ImageBitmap;
}

/** Whatever can be opened: a file, an address, one picture of a camera or a video, or a latent. */
export type Openable = Blob | string | Frame | LatentSource;

export function isFrame(source: Openable): source is Frame {
  return typeof source === 'object' && 'data' in source;
}

/** A picture kept for a fresh worker, and for an SVG to be drawn again at another size. */
export interface Opened {
  /** Null for a frame, and for a latent without a picture. */
  readonly file: File | null;
  readonly latent?: GivenLatent;
  readonly frame?: Frame;
  readonly name: string;
  /** The largest side that an SVG was drawn for; a file that the worker decodes has none. */
  readonly drawnFor?: number;
}

/** @throws LabError as fetchPicture does, and where a file cannot be read */
export async function openPicture(source: Openable, settings: Settings, signal: AbortSignal): Promise<Opened> {
  const { maxSide } = settings;
  if (isLatent(source)) {
    const { latent, picture } = source;
    const beneath = picture ? await openPicture(picture, settings, signal) : { file: null };
    return { ...beneath, latent, name: latent.name };
  }
  if (isFrame(source)) return { file: null, frame: source, name: source.name };
  const { file, name } = await materialise(source, signal);
  const drawnFor =
    (await startsLikeMarkup(file, name)) && (await (await loadSvg()).isSvg(file, name)) ? maxSide : undefined;
  return { file, name, ...(drawnFor && { drawnFor }) };
}

/**
 * What the worker gets of it; an SVG is drawn first, since only a page can. The bitmap, if there is one, is to be
 * transferred or closed. @throws LabError as rasteriseSvg does; 'aborted' for a frame that a newer picture has replaced
 */
export async function sourceOf({
  file,
  frame,
  latent,
  name,
  drawnFor,
}: Opened): Promise<{ source: PictureSource; bitmaps: ImageBitmap[] }> {
  if (frame) {
    // A copy: the frame itself stays here for a fresh worker.
    const bitmap = await bitmapOf(frame.data).catch(() => {
      throw aborted();
    });
    return { source: { ...frame, data: bitmap }, bitmaps: [bitmap] };
  }
  if (!file && !latent) throw aborted();
  const shared = latent && { latent };
  if (!file || !drawnFor) return { source: { data: file, name: file?.name ?? name, ...shared }, bitmaps: [] };
  const bitmap = await (await loadSvg()).rasteriseSvg(file, drawnFor, file.name);
  const madeFrom = { format: 'SVG', bytes: file.size };
  return { source: { data: bitmap, name: file.name, madeFrom, ...shared }, bitmaps: [bitmap] };
}

/** Few pictures are SVG, so that the code for them comes with the first file that may be one. */
const loadSvg = () => loadPart(() => import('./rasterise-svg'));
const MARKUP = /^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\0*[ \t\r\n<]/;

/** What every SVG does, in any encoding, and hardly another picture. */
async function startsLikeMarkup(blob: Blob, name: string): Promise<boolean> {
  return MARKUP.test(String.fromCharCode(...(await readBytes(blob.slice(0, 16), name))));
}

async function materialise(source: Blob | string, signal: AbortSignal): Promise<{ file: File; name: string }> {
  if (source instanceof File) return { file: source, name: source.name };
  const [blob, name] =
    typeof source === 'string' ? [await fetchPicture(source, signal), nameOfAddress(source)] : [source, 'picture'];
  return { file: new File([blob], name, { type: blob.type }), name };
}
