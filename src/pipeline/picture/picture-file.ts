import {
  endsTooEarly,
  pngIsSpoilt,
  readHeader,
  sniffFormat,
  type ImageHeader,
  type PictureFormat,
} from '../../core/picture/header';
import { MAX_SOURCE_PIXELS, MAX_SOURCE_SIDE, refuse } from '../../core/picture/header/refusals';
import { readBytes } from '../../core/files/read-bytes';

export interface PictureFile {
  readonly format: PictureFormat;
  /** null for TIFF and JPEG XL whose size could not be found; the browser has the last word on them. */
  readonly header: ImageHeader | null;
  readonly bytes: number;
}

/** Enough for nearly every header, and little to read of a film that was dropped by mistake. */
const FIRST_BYTES = 256 * 1024;
/** Larger files are not read as a whole to look for their end. */
const WHOLE_BYTES = 256 * 1024 * 1024;

/**
 * Checks a file without decoding it: that it is a picture, that its size can be handled, that it is all there.
 * @throws LabError empty-file, not-an-image, unsupported-format (SVG, which only a page can draw), broken-image,
 *   too-large, fetch-failed (the file cannot be read).
 */
export async function readPictureFile(blob: Blob, name: string): Promise<PictureFile> {
  if (blob.size === 0) throw refuse.empty(name);
  const first = await readBytes(blob.slice(0, FIRST_BYTES), name);
  const format = sniffFormat(first);
  if (format === null) throw refuse.notAnImage(name);
  if (format === 'SVG') throw refuse.unsupported(name, format);

  // A huge picture is refused by its header alone, before the rest of the file is read.
  const early = await readHeader(first);
  if (early) checkSize(early, name);
  const whole = blob.size <= FIRST_BYTES ? first : blob.size <= WHOLE_BYTES ? await readBytes(blob, name) : null;
  // The frames of an animation may lie behind the first part.
  const header = (whole && whole !== first ? await readHeader(whole) : null) ?? early;
  if (whole && endsTooEarly(whole, format)) throw refuse.cutOff(name);
  if (whole && format === 'PNG' && pngIsSpoilt(whole)) throw refuse.damaged(name, format);
  if (!header && format !== 'TIFF' && format !== 'JPEG XL') throw refuse.damaged(name, format);
  if (header && header !== early) checkSize(header, name);
  return { format, header, bytes: blob.size };
}

function checkSize({ format, width, height }: ImageHeader, name: string): void {
  if (width === 0 || height === 0) throw refuse.damaged(name, format);
  if (Math.max(width, height) > MAX_SOURCE_SIDE || width * height > MAX_SOURCE_PIXELS) {
    throw refuse.tooLarge(name, width, height);
  }
}
