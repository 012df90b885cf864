import { readBmp } from './bmp';
import { readGif } from './gif';
import { readHeif } from './heif';
import { readIco } from './ico';
import { readJpeg } from './jpeg';
import { readJxl } from './jxl';
import { readPng } from './png';
import { sniffFormat } from './sniff';
import { readSvg } from './svg';
import { readTiff } from './tiff';
import { readWebp } from './webp';
import type { ImageHeader, PictureFormat } from './types';

export { endsTooEarly } from './ends-too-early';
export { pngIsSpoilt } from './png';
export { sniffFormat } from './sniff';
export { resizeSvg, svgRoot } from './svg';
export * from './types';

const READERS: Readonly<
  Record<PictureFormat, (bytes: Uint8Array) => ImageHeader | null | Promise<ImageHeader | null>>
> = {
  PNG: readPng,
  JPEG: readJpeg,
  GIF: readGif,
  WebP: readWebp,
  BMP: readBmp,
  ICO: readIco,
  AVIF: readHeif,
  HEIC: readHeif,
  TIFF: readTiff,
  'JPEG XL': readJxl,
  SVG: readSvg,
};

/**
 * What a picture file says about itself, from its first bytes or all of them. null when it is no known picture,
 * or when its size lies beyond the given bytes (`sniffFormat` tells which). Never rejects, whatever the bytes are.
 */
export async function readHeader(bytes: Uint8Array): Promise<ImageHeader | null> {
  const format = sniffFormat(bytes);
  return format ? await READERS[format](bytes) : null;
}
