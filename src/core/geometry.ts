import { TILE } from './bands';

/** Sizes of a picture on its way: h x w as opened, H x W padded at the right and bottom to a multiple of 8. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  readonly paddedWidth: number;
  readonly paddedHeight: number;
}

/** Width and height in pixels, both whole and at least 1. */
export function geometryOf(width: number, height: number): Geometry {
  return { width, height, paddedWidth: padTo(width), paddedHeight: padTo(height) };
}

function padTo(size: number): number {
  return Math.ceil(size / TILE) * TILE;
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
  from: { readonly width: number; readonly height: number }, shape: { readonly width: number; readonly height: number },
): { x: number; y: number; width: number; height: number } {
  const factor = Math.min(from.width / shape.width, from.height / shape.height);
  const side = (whole: number, size: number): number => Math.max(1, Math.min(whole, Math.round(size * factor)));
  const width = side(from.width, shape.width);
  const height = side(from.height, shape.height);
  return { x: Math.floor((from.width - width) / 2), y: Math.floor((from.height - height) / 2), width, height };
}
