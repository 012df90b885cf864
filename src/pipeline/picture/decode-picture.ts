import { bitmapOf } from '../../core/bitmap-of';
import { LabError } from '../../core/errors';
import { centredPart, fitWithin, geometryOf } from '../../core/math/geometry';
import type { Size } from '../../core/math/scale';
import type { PictureInfo } from '../../core/picture/picture';
import type { DecodeSettings } from '../../core/settings/settings';
import { turned } from '../../core/picture/turn';
import { readPictureFile, type PictureFile } from './picture-file';
import { flatten } from './bitmap-pixels';
import { pixelFacts } from './pixel-check';
import { pictureNotes, type NoteFacts } from './picture-notes';
import { convertsColours, turns } from './probe';
import type { FrameScaler } from './frame-scaler';
import { swapsSides, type ImageHeader, type Orientation, type PictureFormat } from '../../core/picture/header';
import { refuse } from '../../core/picture/header/refusals';

export type DecodeOptions = DecodeSettings & {
  /** What an ImageBitmap source was made from. 'SVG', the default, is said on the page as drawn from a vector. */
  readonly bitmapFormat?: string;
  /** Exactly this size instead of maxSide: the middle of the picture, scaled up or down, is what fits. */
  readonly cover?: { readonly width: number; readonly height: number };
  /** What scales a bitmap that is a frame: opaque, and one of many. */
  readonly frames?: FrameScaler;
};

export interface DecodedPicture {
  readonly info: PictureInfo;
  /** RGBA rows, sRGB, alpha 255 everywhere: 4 * info.width * info.height bytes. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** Pictures with more pixels than this that do not decode may well be whole, and the memory too small. */
const SUSPECT_PIXELS = 64e6;
/** The assumed size of a picture whose header tells none. */
const UNKNOWN_PIXELS = 50e6;
/** Types of formats that only some browsers read, so that a refusal may say nothing about the file. */
const RARE_TYPES: Partial<Record<PictureFormat, string>> = {
  HEIC: 'image/heic',
  TIFF: 'image/tiff',
  'JPEG XL': 'image/jxl',
  AVIF: 'image/avif',
};

/**
 * Turns a file, or a bitmap that the page made (a drawn SVG, a camera frame), into opaque 8-bit sRGB pixels with
 * its EXIF turn applied, at most `maxSide` on the longer side, transparency over the matte. Nothing is decoded
 * before the header has been checked. A bitmap stays the caller's, to use again or to close.
 * @throws LabError empty-file, not-an-image, unsupported-format, broken-image, too-large, out-of-memory;
 *   'aborted' as soon as isCurrent() is false after a wait.
 */
export async function decodePicture(
  source: Blob | ImageBitmap,
  name: string,
  options: DecodeOptions,
  isCurrent: () => boolean = () => true,
): Promise<DecodedPicture> {
  const start = performance.now();
  if (source instanceof ImageBitmap) return await finish(source, name, options, null, start);

  const file = await readPictureFile(source, name);
  stopUnless(isCurrent);
  const bitmap = await decode(source, name, file);
  try {
    stopUnless(isCurrent);
    return await finish(bitmap, name, options, file, start);
  } finally {
    bitmap.close();
  }
}

async function decode(blob: Blob, name: string, { format, header }: PictureFile): Promise<ImageBitmap> {
  try {
    // A header that tells no size may be that of a large picture.
    const pixels = header ? header.width * header.height : UNKNOWN_PIXELS;
    return await bitmapOf(blob, { imageOrientation: 'from-image' }, pixels);
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    if (!(await isReadable(format))) throw refuse.unsupported(name, format, cause);
    if (header && header.width * header.height > SUSPECT_PIXELS) {
      throw refuse.tooLargeToDecode(name, header.width, header.height, cause);
    }
    throw refuse.damaged(name, format, cause);
  }
}

/** Asks the browser about rare formats; one that cannot be asked is taken not to read them. */
async function isReadable(format: PictureFormat): Promise<boolean> {
  const type = RARE_TYPES[format];
  if (!type) return true;
  return typeof ImageDecoder === 'function' && ImageDecoder.isTypeSupported(type);
}

async function finish(
  bitmap: ImageBitmap,
  name: string,
  options: DecodeOptions,
  file: PictureFile | null,
  start: number,
): Promise<DecodedPicture> {
  const { maxSide, scaling, matte, bitmapFormat = 'SVG', cover, frames } = options;
  const header = file?.header ?? null;
  const { turnedBy, left } = await turnOf(bitmap, header);
  /** Sides between the bitmap as it lies and the picture as it is shown. */
  const across = <T extends Size>({ width, height }: T): Size =>
    swapsSides(left) ? { width: height, height: width } : { width, height };
  const upright = across(bitmap);
  const { width, height } = cover ?? fitWithin(upright.width, upright.height, maxSide);
  const lying = across({ width, height });
  const part = cover ? centredPart(bitmap, lying) : { x: 0, y: 0, width: bitmap.width, height: bitmap.height };
  const onCpu = (): ReturnType<typeof flatten> => flatten(bitmap, part, lying, options);
  const isLive = frames && scaling === 'area' && !cover && width < bitmap.width;
  const { pixels: rows, clear } = isLive
    ? { pixels: await frames.pixels(bitmap, { width, height }, async () => (await onCpu()).pixels), clear: false }
    : await onCpu();
  const { pixels } = turned({ pixels: rows, ...lying }, left);
  const geometry = geometryOf(width, height);
  const source = { sourceWidth: upright.width, sourceHeight: upright.height };
  const format = file?.format ?? bitmapFormat;
  const reading = await pixelFacts();
  const notes = pictureNotes({
    altered: !reading.exact,
    format,
    header,
    clear,
    matte,
    scaling,
    part: across(part),
    ...source,
    ...geometry,
    turnedBy,
    converts: header && (await convertsColours(header)),
  });
  const decodeMs = performance.now() - start;
  return {
    info: { name, format, fileBytes: file?.bytes ?? 0, ...source, ...geometry, notes, decodeMs, reading },
    pixels,
  };
}

/** Who turns a picture as its file asks, and what is left for the page to do. */
async function turnOf(
  bitmap: ImageBitmap,
  header: ImageHeader | null,
): Promise<{ turnedBy: NoteFacts['turnedBy']; left: Orientation }> {
  if (!header || header.orientation === 1) return { turnedBy: 'browser', left: 1 };
  const isTurned = await turns(header, bitmap);
  if (isTurned === false) return { turnedBy: 'page', left: header.orientation };
  return { turnedBy: isTurned ? 'browser' : 'unknown', left: 1 };
}

function stopUnless(isCurrent: () => boolean): void {
  if (!isCurrent()) throw new LabError('aborted', 'Stopped.');
}
