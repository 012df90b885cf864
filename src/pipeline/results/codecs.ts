import { bitmapOf } from '../../core/bitmap-of';
import {
  codecLabel,
  MAX_QUALITY,
  qualityFor,
  type CodecAsk,
  type CodecChoice,
  type CodecLook,
  type CodecPoint,
} from '../../core/metrics/codec';
import { LabError } from '../../core/errors';
import { compareQuality, differenceSums, qualityFromSums } from '../../core/metrics/metrics';
import { rgbaToPlanar } from '../../core/math/planar';
import type { RenderedView } from '../../core/protocol';
import type { TensorData } from '../../core/tensor';
import { SILENT_MS, withLimit } from '../../core/limits';
import { flatten } from '../picture/bitmap-pixels';
import { pixelFacts } from '../picture/pixel-check';
import { withPixels, type Picture, type PixelPicture } from '../picture/pictures';

/**
 * The open picture, as the network sees it, through the JPEG and WebP of this browser. Nothing is kept but sizes of files: one
 * quality always gives the same file, so a picture that is looked at is made again.
 */
export class Codecs {
  readonly #sizes = new WeakMap<Uint8ClampedArray, Map<string, number>>();

  /**
   * The file nearest to a rate, measured as a run is; null where the browser cannot write the format, or alters what it writes.
   * @param pause called between the files that are written: what it throws ends the search
   */
  async measure(open: Picture, { format, bitsPerPixel }: CodecAsk, pause: () => void): Promise<CodecPoint | null> {
    const picture = withPixels(open);
    const canvas = canvasOf(picture);
    if (!(await pixelFacts()).writes || !(await encode(canvas, { format, quality: 0 }))) return null;
    const quality = await this.#nearest(picture, canvas, { format, bitsPerPixel }, pause);
    pause();
    const file = await written(canvas, { format, quality });
    const { psnr, identical, ssim } = compareQuality(planarOf(picture, picture.pixels), await decoded(picture, file));
    return { format, quality, bytes: file.size, bitsPerPixel: rateOf(picture, file), psnr, identical, ssim };
  }

  /** The quality whose file is nearest to a rate. */
  #nearest(
    picture: PixelPicture,
    canvas: OffscreenCanvas,
    { format, bitsPerPixel }: CodecAsk,
    pause: () => void,
  ): Promise<number> {
    const sizes = this.#sizes.get(picture.pixels) ?? new Map<string, number>();
    this.#sizes.set(picture.pixels, sizes);
    const sizeOf = async (quality: number): Promise<number> => {
      const known = sizes.get(`${format} ${quality}`);
      if (known !== undefined) return known;
      pause();
      const { size } = await written(canvas, { format, quality });
      sizes.set(`${format} ${quality}`, size);
      return size;
    };
    const { width, height } = picture.geometry;
    return qualityFor((bitsPerPixel * width * height) / 8, MAX_QUALITY[format], sizeOf);
  }

  /**
   * The picture of a file, with its numbers as label.
   * @param bitsPerPixel of the shown latent, for the quality 'equal'
   * @throws LabError 'unsupported-format'
   */
  async view(open: Picture, { format, quality }: CodecLook, bitsPerPixel: number, job: number): Promise<RenderedView> {
    const picture = withPixels(open);
    const canvas = canvasOf(picture);
    const equal = quality === 'equal';
    const choice = {
      format,
      quality: equal ? await this.#nearest(picture, canvas, { format, bitsPerPixel }, () => undefined) : quality,
    };
    const file = await written(canvas, choice);
    const sums = differenceSums(planarOf(picture, picture.pixels), await decoded(picture, file));
    const numbers = codecLabel({
      ...choice,
      bitsPerPixel: rateOf(picture, file),
      psnr: qualityFromSums(sums, null).psnr,
    });
    const label = equal ? `${numbers}, nearest to the latent's ${bitsPerPixel.toFixed(2)}` : numbers;
    const { width, height } = picture.geometry;
    const bitmap = await bitmapOf(file);
    return { bitmap, legends: [{ label, map: 'rgb', low: -1, high: 1, rect: { x: 0, y: 0, width, height } }], job };
  }
}

function canvasOf({ pixels, geometry: { width, height } }: PixelPicture): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context)
    throw new LabError(
      'out-of-memory',
      `The browser has no room for ${width} × ${height} pixels. Lower the size limit.`,
    );
  context.putImageData(new ImageData(pixels, width, height), 0, 0);
  return canvas;
}

/** Null where the browser wrote another format, as it does for one that it does not know. */
async function encode(canvas: OffscreenCanvas, { format, quality }: CodecChoice): Promise<Blob | null> {
  const type = `image/${format}`;
  const late = (): LabError =>
    new LabError(
      'out-of-memory',
      `This browser has not written ${format} within ${SILENT_MS / 1000} s. Try again, or lower the size limit.`,
    );
  const file = await withLimit(canvas.convertToBlob({ type, quality: quality / 100 }), SILENT_MS, late);
  return file.type === type ? file : null;
}

async function written(canvas: OffscreenCanvas, choice: CodecChoice): Promise<Blob> {
  const file = await encode(canvas, choice);
  if (!file)
    throw new LabError('unsupported-format', `This browser cannot write ${choice.format}. Choose another format.`);
  return file;
}

const rateOf = ({ geometry: { width, height } }: Picture, file: Blob): number => (8 * file.size) / (width * height);

function planarOf({ geometry: { width, height } }: Picture, pixels: Uint8ClampedArray): TensorData {
  return rgbaToPlanar(pixels, { width, height, paddedWidth: width, paddedHeight: height });
}

/** What a file shows, [1,3,h,w]. */
async function decoded(picture: Picture, file: Blob): Promise<TensorData> {
  const { width, height } = picture.geometry;
  const bitmap = await bitmapOf(file);
  const { pixels } = await flatten(
    bitmap,
    { x: 0, y: 0, width, height },
    { width, height },
    { scaling: 'area', matte: '#000000' },
  );
  bitmap.close();
  return planarOf(picture, pixels);
}
