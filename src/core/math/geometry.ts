import { TILE } from './bands';

/** Sizes of a picture on its way: h x w as opened, H x W padded at the right and bottom to a multiple of 8, or of more where a model needs it (paddingOf). */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  readonly paddedWidth: number;
  readonly paddedHeight: number;
}

/** Width and height in pixels, both whole and at least 1. @param multiple of the padded sides: 8, 16, 32 or 64 */
export function geometryOf(width: number, height: number, multiple: number = TILE): Geometry {
  const padTo = (size: number): number => Math.ceil(size / multiple) * multiple;
  return { width, height, paddedWidth: padTo(width), paddedHeight: padTo(height) };
}

/** What the size of a latent follows from. */
export interface LatentShape {
  readonly latentChannels: number;
  /** Pixels along a side of the picture for each of its cells. */
  readonly downscale: number;
}

interface RunSizes {
  readonly width: number;
  readonly height: number;
  readonly latentDims: readonly number[];
  readonly downscale?: number;
}

/** The geometry of a run, from its latent, which has one cell for each downscale x downscale pixels of the padded picture. */
export function geometryOfRun({ width, height, ...run }: RunSizes): Geometry {
  const [, , rows = 0, columns = 0] = run.latentDims;
  const cell = cellOf(run);
  return { width, height, paddedWidth: cell * columns, paddedHeight: cell * rows };
}

export function latentShapeOf(run: Pick<RunSizes, 'latentDims' | 'downscale'>): LatentShape {
  return { latentChannels: run.latentDims[1] ?? 0, downscale: cellOf(run) };
}

/** Pixels along a side of the picture for each cell of the latent of a run or model; 8 until it is known. */
export function cellOf({ downscale = TILE }: Pick<RunSizes, 'downscale'>): number {
  return downscale;
}

export function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

/**
 * The size at which a picture is worked on: unchanged when its longer side is at most maxSide, else scaled
 * down with the ratio kept. Both sides stay at least 1.
 */
export function fitWithin(width: number, height: number, maxSide: number): { width: number; height: number } {
  const factor = Math.min(1, maxSide / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * factor)),
    height: Math.max(1, Math.round(height * factor)),
  };
}

/** The largest part of a picture, around its centre, that has the shape of another size. In whole pixels. */
export function centredPart(
  from: { readonly width: number; readonly height: number },
  shape: { readonly width: number; readonly height: number },
): { x: number; y: number; width: number; height: number } {
  const factor = Math.min(from.width / shape.width, from.height / shape.height);
  const side = (whole: number, size: number): number => Math.max(1, Math.min(whole, Math.round(size * factor)));
  const width = side(from.width, shape.width);
  const height = side(from.height, shape.height);
  return { x: Math.floor((from.width - width) / 2), y: Math.floor((from.height - height) / 2), width, height };
}
