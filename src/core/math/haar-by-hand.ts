import { ORIENTATIONS, TILE, type Level, type Orientation } from './bands';
import type { TensorData } from '../tensor';

/**
 * The three-level Haar transform of one 8x8 block, value by value, for people who follow it by hand. The same
 * definition as haar.ts; linear, so it holds for values from -1 to 1 and from 0 to 255 alike.
 */

/** The 2x2 block [[a, b], [c, d]] and what the transform makes of it, unscaled; `sums` are what lies between. */
export interface Butterfly {
  readonly pixels: readonly [a: number, b: number, c: number, d: number];
  /** a + b, c + d, a - b, c - d. */
  readonly sums: readonly [number, number, number, number];
  readonly bands: Readonly<Record<Orientation, number>>;
}

export interface HandLevel {
  readonly level: Level;
  /** Side of the four planes: 4, 2, 1. What goes in is twice as wide. */
  readonly side: number;
  /** A of the level before (the pixels at level 1), row by row. */
  readonly input: readonly number[];
  /** Unscaled, row by row. */
  readonly bands: Readonly<Record<Orientation, readonly number[]>>;
  /** What the band tensors hold: 2^-level times `bands`. */
  readonly scaled: Readonly<Record<Orientation, readonly number[]>>;
  /** `input`, made again from A of this level (which the levels above it gave) and H, V, D. */
  readonly rebuilt: readonly number[];
}

/** (a, b, c, d) to A, H, V, D. */
export function butterfly(a: number, b: number, c: number, d: number): Butterfly {
  const sums = [a + b, c + d, a - b, c - d] as const;
  return {
    pixels: [a, b, c, d],
    sums,
    bands: {
      A: (sums[0] + sums[1]) / 2,
      H: (sums[0] - sums[1]) / 2,
      V: (sums[2] + sums[3]) / 2,
      D: (sums[2] - sums[3]) / 2,
    },
  };
}

/** A, H, V, D, unscaled, back to (a, b, c, d). The sums on the way are those of the way there. */
export function backButterfly({ A, H, V, D }: Readonly<Record<Orientation, number>>): Butterfly {
  const sums = [A + H, A - H, V + D, V - D] as const;
  return {
    pixels: [(sums[0] + sums[2]) / 2, (sums[0] - sums[2]) / 2, (sums[1] + sums[3]) / 2, (sums[1] - sums[3]) / 2],
    sums,
    bands: { A, H, V, D },
  };
}

/** The butterfly of a level at column x and row y of its planes. */
export function butterflyAt({ input, side }: Pick<HandLevel, 'input' | 'side'>, x: number, y: number): Butterfly {
  const from = 2 * y * 2 * side + 2 * x;
  const at = (offset: number): number => input[from + offset] as number;
  return butterfly(at(0), at(1), at(2 * side), at(2 * side + 1));
}

/**
 * The 64 values of a block of a picture [1,3,h,w], row by row. Beyond the picture its last column and row repeat,
 * as the padding does.
 * @param x, y pixel at the top left of the block
 */
export function blockValues(picture: TensorData, colour: number, x: number, y: number): number[] {
  const [, , height, width] = picture.dims as [number, number, number, number];
  return Array.from({ length: TILE * TILE }, (_, index) => {
    const column = Math.min(width - 1, x + (index % TILE));
    const row = Math.min(height - 1, y + Math.floor(index / TILE));
    return picture.data[(colour * height + row) * width + column] as number;
  });
}

/** Levels 1, 2, 3 of 8x8 values, and the way back: A of level 3 and H, V, D of all levels make the values again. */
export function haarByHand(values: readonly number[]): readonly [HandLevel, HandLevel, HandLevel] {
  const first = forward(1, values);
  const second = forward(2, first.bands.A);
  const third = forward(3, second.bands.A);
  const back3 = backward(third, third.bands.A);
  const back2 = backward(second, back3);
  const back1 = backward(first, back2);
  return [
    { ...first, rebuilt: back1 },
    { ...second, rebuilt: back2 },
    { ...third, rebuilt: back3 },
  ];
}

type There = Omit<HandLevel, 'rebuilt'>;

function forward(level: Level, input: readonly number[]): There {
  const side = TILE >> level;
  const planes = { A: [] as number[], H: [] as number[], V: [] as number[], D: [] as number[] };
  const scaled = { A: [] as number[], H: [] as number[], V: [] as number[], D: [] as number[] };
  for (let index = 0; index < side * side; index++) {
    const { bands } = butterflyAt({ input, side }, index % side, Math.floor(index / side));
    for (const orientation of ORIENTATIONS) {
      planes[orientation].push(bands[orientation]);
      scaled[orientation].push(bands[orientation] / 2 ** level);
    }
  }
  return { level, side, input, bands: planes, scaled };
}

function backward({ side, bands }: There, approximation: readonly number[]): number[] {
  const plane = Array.from({ length: 4 * side * side }, () => 0);
  for (let index = 0; index < side * side; index++) {
    const value = (orientation: Orientation): number => bands[orientation][index] as number;
    const { pixels } = backButterfly({
      A: approximation[index] as number,
      H: value('H'),
      V: value('V'),
      D: value('D'),
    });
    const to = 2 * Math.floor(index / side) * 2 * side + 2 * (index % side);
    [0, 1, 2 * side, 2 * side + 1].forEach((offset, i) => {
      plane[to + offset] = pixels[i] as number;
    });
  }
  return plane;
}
