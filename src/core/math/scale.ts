import { matteOf, type Matte } from '../settings/matte';

/**
 * Scaling, one definition for TypeScript and WGSL: along an axis that becomes shorter, the mean over the area that a new pixel
 * covers, with shares of the pixels at its ends; along one that becomes longer, linear between the centres of pixels. Values are
 * those of the file, gamma-encoded, as Pillow and OpenCV scale them. Colours are weighted by their alpha.
 */

/** What each new line (column or row) is made of: `taps` lines from `starts` on, with weights that add up to 1. */
export interface Axis {
  readonly taps: number;
  readonly starts: Uint32Array<ArrayBuffer>;
  /** The weights of line i start at i * taps. */
  readonly weights: Float64Array<ArrayBuffer>;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** @param from lines before, at least 1 @param to lines after, at least 1 */
export function axisOf(from: number, to: number): Axis {
  const shrinks = to <= from;
  const taps = shrinks ? mostTouched(from, to) : Math.min(2, from);
  const starts = new Uint32Array(to);
  const weights = new Float64Array(to * taps);
  for (let line = 0; line < to; line++) {
    // Products of whole numbers are exact, so that a border between two pixels is met exactly.
    const [low, high] = [(line * from) / to, ((line + 1) * from) / to];
    const centre = Math.min(from - 1, Math.max(0, ((line + 0.5) * from) / to - 0.5));
    const start = Math.min(Math.floor(shrinks ? low : centre), from - taps);
    starts[line] = start;
    for (let tap = 0; tap < taps; tap++) {
      const at = start + tap;
      const share = Math.max(0, Math.min(at + 1, high) - Math.max(at, low));
      weights[line * taps + tap] = shrinks ? (share * to) / from : Math.max(0, 1 - Math.abs(at - centre));
    }
  }
  return { taps, starts, weights };
}

/** The most lines that a new one covers, in part or whole. */
function mostTouched(from: number, to: number): number {
  let most = 1;
  for (let line = 0; line < to; line++) {
    most = Math.max(most, Math.ceil(((line + 1) * from) / to) - Math.floor((line * from) / to));
  }
  return most;
}

/**
 * Scales a picture that comes row by row, so that no more of it than some rows is kept at a time, and puts a matte behind what is
 * transparent. Rounds once, at the end.
 */
export class RowScaler {
  /** RGBA, opaque: complete after the last row. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly #from: Size;
  readonly #to: Size;
  readonly #columns: Axis;
  readonly #rows: Axis;
  readonly #matte: Matte;
  /** Sums of the new rows under way, by number; buffers of finished ones are used again. */
  readonly #sums = new Map<number, Float64Array>();
  readonly #spare: Float64Array[] = [];
  readonly #across: Float64Array;
  #given = 0;
  #finished = 0;
  #clear = false;

  constructor(from: Size, to: Size, matte: string) {
    this.#from = from;
    this.#to = to;
    this.#columns = axisOf(from.width, to.width);
    this.#rows = axisOf(from.height, to.height);
    this.#matte = matteOf(matte);
    this.#across = new Float64Array(4 * to.width);
    this.pixels = new Uint8ClampedArray(4 * to.width * to.height);
  }

  /** Whether any pixel let the matte through. */
  get clear(): boolean {
    return this.#clear;
  }

  /** The next whole rows from the top: RGBA, not multiplied by alpha. */
  add(rows: Uint8ClampedArray): void {
    const { width, height } = this.#from;
    const isSame = width === this.#to.width && height === this.#to.height;
    for (let at = 0; at < rows.length; at += 4 * width) {
      if (isSame) this.#copyRow(rows, at);
      else this.#addRow(rows, at);
      this.#given += 1;
    }
  }

  #copyRow(rows: Uint8ClampedArray, at: number): void {
    const row = rows.subarray(at, at + 4 * this.#to.width);
    this.pixels.set(row, this.#given * row.length);
    for (let x = 0; x < this.#to.width; x++) {
      const alpha = row[4 * x + 3] as number;
      if (alpha !== 255) this.#put(x, this.#given, row, 4 * x, alpha / 255, alpha);
    }
  }

  #addRow(rows: Uint8ClampedArray, at: number): void {
    this.#scaleAcross(rows, at);
    const { taps, starts, weights } = this.#rows;
    const { height } = this.#to;
    for (let line = this.#finished; line < height && (starts[line] as number) <= this.#given; line++) {
      const tap = this.#given - (starts[line] as number);
      const weight = tap < taps ? (weights[line * taps + tap] as number) : 0;
      const sums = this.#sumsOf(line);
      for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + weight * (this.#across[i] as number);
    }
    while (this.#finished < height && (starts[this.#finished] as number) + taps - 1 <= this.#given) this.#finish();
  }

  /** One row at the new width: sums of alpha times colour, up to 255 * 255, and of alpha, up to 255. */
  #scaleAcross(rows: Uint8ClampedArray, at: number): void {
    const { taps, starts, weights } = this.#columns;
    const across = this.#across;
    for (let x = 0, tap = 0; x < this.#to.width; x++) {
      let [red, green, blue, opacity] = [0, 0, 0, 0];
      let i = at + 4 * (starts[x] as number);
      for (const end = tap + taps; tap < end; tap++, i += 4) {
        const alpha = (weights[tap] as number) * (rows[i + 3] as number);
        red += alpha * (rows[i] as number);
        green += alpha * (rows[i + 1] as number);
        blue += alpha * (rows[i + 2] as number);
        opacity += alpha;
      }
      across[4 * x] = red;
      across[4 * x + 1] = green;
      across[4 * x + 2] = blue;
      across[4 * x + 3] = opacity;
    }
  }

  #sumsOf(line: number): Float64Array {
    let sums = this.#sums.get(line);
    if (!sums) {
      sums = this.#spare.pop()?.fill(0) ?? new Float64Array(this.#across.length);
      this.#sums.set(line, sums);
    }
    return sums;
  }

  #finish(): void {
    const line = this.#finished;
    const sums = this.#sumsOf(line);
    for (let x = 0; x < this.#to.width; x++) this.#put(x, line, sums, 4 * x, 1 / 255, sums[4 * x + 3] as number);
    this.#sums.delete(line);
    this.#spare.push(sums);
    this.#finished += 1;
  }

  /** Colours times `factor` over the matte, rounded. Alpha is 0..255. */
  #put(x: number, y: number, colours: ArrayLike<number>, from: number, factor: number, alpha: number): void {
    const behind = 1 - alpha / 255;
    const matte = this.#matte(x, y);
    // Weights add up to 1 but for the last digits.
    if (behind > 1e-9) this.#clear = true;
    const to = 4 * (y * this.#to.width + x);
    for (let c = 0; c < 3; c++) {
      this.pixels[to + c] = Math.floor((colours[from + c] as number) * factor + behind * (matte[c] as number) + 0.5);
    }
    this.pixels[to + 3] = 255;
  }
}
