import { swapsSides, type Orientation } from './header/types';

export interface Rows {
  /** RGBA, row by row. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** A stored picture as its EXIF orientation asks to show it; the very same one where it is upright. */
export function turned(stored: Rows, orientation: Orientation): Rows {
  if (orientation === 1) return stored;
  const [w, h] = [stored.width, stored.height];
  const [width, height] = swapsSides(orientation) ? [h, w] : [w, h];
  const from = new Uint32Array(stored.pixels.buffer, stored.pixels.byteOffset, w * h);
  const to = new Uint32Array(w * h);
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      // 5 to 8 read down the columns; each then counts from one end or the other.
      const [column, row] = swapsSides(orientation) ? [y, x] : [x, y];
      const across = [2, 3, 7, 8].includes(orientation) ? w - 1 - column : column;
      const down = [3, 4, 6, 7].includes(orientation) ? h - 1 - row : row;
      to[i] = from[down * w + across] as number;
    }
  }
  return { pixels: new Uint8ClampedArray(to.buffer), width, height };
}
