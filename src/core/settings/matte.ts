/** What shows through transparent pixels. */

type Rgb = readonly [red: number, green: number, blue: number];
/** The colour behind a pixel, 0..255 each. */
export type Matte = (x: number, y: number) => Rgb;

/** Side of a cell of the checkerboard in pixels, and its two greys; the cell at the top left has the first. */
const CELL = 8;
const CHECKER: readonly [Rgb, Rgb] = [
  [0xcc, 0xcc, 0xcc],
  [0x99, 0x99, 0x99],
];

/** @param name 'checker', or a colour as #rrggbb */
export function matteOf(name: string): Matte {
  if (name === 'checker') return (x, y) => CHECKER[((Math.floor(x / CELL) + Math.floor(y / CELL)) & 1) as 0 | 1];
  const colour = [1, 3, 5].map((at) => parseInt(name.slice(at, at + 2), 16)) as unknown as Rgb;
  return () => colour;
}
