import { clipRect } from '../math/clip-rect';
import { qualityFromSums } from './metrics';
import type { RegionMeasures } from '../run-summary';
import { SSIM_BORDER, SSIM_SIDE } from './ssim';
import type { Rect } from '../view/view';

/** Sums over the pixels of a region: of rounded differences of all colours, and of the maps. */
export interface RegionSums {
  readonly squared: number;
  readonly absolute: number;
  readonly maximum: number;
  /** Sum of the SSIM map where its windows lie in the picture. */
  readonly ssim: number;
  readonly flip: number;
}

/** The part of a region whose SSIM counts: 5 pixels of the picture's border do not. Null where nothing is left. */
export function ssimPart(region: Rect, picture: { readonly width: number; readonly height: number }): Rect | null {
  if (Math.min(picture.width, picture.height) < SSIM_SIDE) return null;
  const moved = { ...region, x: region.x - SSIM_BORDER, y: region.y - SSIM_BORDER };
  const inside = { width: picture.width - 2 * SSIM_BORDER, height: picture.height - 2 * SSIM_BORDER };
  const part = clipRect(moved, inside);
  return part && { ...part, x: part.x + SSIM_BORDER, y: part.y + SSIM_BORDER };
}

/** @param region lies in the picture */
export function regionMeasures(
  region: Rect,
  picture: { readonly width: number; readonly height: number },
  sums: RegionSums,
): RegionMeasures {
  const pixels = region.width * region.height;
  const part = ssimPart(region, picture);
  const ssim = part ? sums.ssim / (part.width * part.height) : null;
  return { ...region, ...qualityFromSums({ ...sums, count: 3 * pixels }, ssim), flip: sums.flip / pixels };
}

/** Sums over a region of two pictures of planar bytes and of their maps. */
export function regionSums(
  region: Rect,
  picture: { readonly width: number; readonly height: number },
  data: {
    readonly first: Uint8Array;
    readonly second: Uint8Array;
    readonly ssim: Float32Array;
    readonly flip: Float32Array;
  },
): RegionSums {
  const sums = { squared: 0, absolute: 0, maximum: 0, ssim: 0, flip: 0 };
  const plane = picture.width * picture.height;
  eachPixel(region, picture.width, (at) => {
    for (let i = at; i < 3 * plane; i += plane) {
      const difference = Math.abs((data.first[i] as number) - (data.second[i] as number));
      sums.squared += difference * difference;
      sums.absolute += difference;
      sums.maximum = Math.max(sums.maximum, difference);
    }
    sums.flip += data.flip[at] as number;
  });
  const part = ssimPart(region, picture);
  if (part) {
    eachPixel(part, picture.width, (at) => {
      sums.ssim += data.ssim[at] as number;
    });
  }
  return sums;
}

function eachPixel({ x, y, width, height }: Rect, stride: number, visit: (at: number) => void): void {
  for (let row = y; row < y + height; row++) {
    for (let at = row * stride + x; at < row * stride + x + width; at++) visit(at);
  }
}
