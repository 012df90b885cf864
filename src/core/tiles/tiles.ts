import type { FixedSize } from '../model/manifest';
import type { TensorData } from '../tensor';
import type { Rect } from '../view/view';

/**
 * Networks tile by tile. Everything is counted in cells of the latent, downscale x downscale pixels: each network repeats what
 * it does with every cell, so tiles that start at whole cells compute the same values as the whole picture does.
 */

export interface Tile {
  /** The cells that this tile answers for. */
  readonly core: Rect;
  /** The cells that the network reads: the core and its halo, cut off at the borders of the picture. */
  readonly read: Rect;
}

export interface TileGrid {
  /** The size of the picture. */
  readonly width: number;
  readonly height: number;
  /** The longest side of a core. */
  readonly side: number;
  readonly across: number;
  readonly down: number;
  readonly halo: number;
  /** Tiles start and end at multiples of so many cells. */
  readonly step: number;
  /** Row by row. All have a `read` of the same size, so that a network meets one shape only. */
  readonly tiles: readonly Tile[];
  /** Cells read over cells of the picture: how many times the work of one run over all of it. */
  readonly factor: number;
}

/**
 * Tiles of at most side x side cells, as even as they go. A tile at a border of the picture reads up to that border, where the
 * zeros of a network's padding belong; within, `around` cells on each side.
 * @param step width and height are multiples of it
 */
export function tileGrid(width: number, height: number, most: number, around: number, step = 1): TileGrid {
  const side = Math.max(step, step * Math.floor(most / step));
  const halo = step * Math.ceil(around / step);
  const [columns, rows] = [spans(width, side, halo, step), spans(height, side, halo, step)];
  return gridOf({ width, height, side, halo, step }, columns, rows);
}

/** Where tiles lie along one side. */
export interface Span {
  readonly core: number;
  readonly coreSize: number;
  readonly read: number;
  readonly readSize: number;
}

/** The tiles of all columns and rows. */
export function gridOf(
  facts: Pick<TileGrid, 'width' | 'height' | 'side' | 'halo' | 'step'>,
  columns: readonly Span[],
  rows: readonly Span[],
): TileGrid {
  const tiles = rows.flatMap((row) =>
    columns.map((column): Tile => ({
      core: { x: column.core, y: row.core, width: column.coreSize, height: row.coreSize },
      read: { x: column.read, y: row.read, width: column.readSize, height: row.readSize },
    })),
  );
  const read = tiles.reduce((sum, each) => sum + each.read.width * each.read.height, 0);
  return { ...facts, across: columns.length, down: rows.length, tiles, factor: read / (facts.width * facts.height) };
}

/** @param fixed how much each reads, where that does not follow from side and halo; at most `size` */
export function spans(size: number, side: number, halo: number, step: number, fixed?: number): Span[] {
  const even = step * Math.ceil(size / Math.ceil(size / side) / step);
  const readSize = fixed ?? Math.min(size, even + 2 * halo);
  return Array.from({ length: Math.ceil(size / even) }, (_, index) => {
    const core = index * even;
    const read = Math.min(Math.max(0, core - halo), size - readSize);
    return { core, coreSize: Math.min(even, size - core), read, readSize };
  });
}

/**
 * How far a network looks beyond a cell, in cells; undefined where it has no finite receptive field.
 * @param cell pixels along a side of a cell
 */
export function haloOf(
  { receptiveField }: { readonly receptiveField?: number | undefined },
  cell: number,
): number | undefined {
  return receptiveField === undefined ? undefined : Math.ceil((receptiveField - 1) / 2 / cell);
}

/** A rectangle of every channel of [1,C,h,w]. Where it reaches over the right or the lower border, the last column or row is repeated. */
export function cutOut({ dims, data }: TensorData, { x, y, width, height }: Rect): TensorData {
  const [, channels, rows, columns] = dims as [number, number, number, number];
  const part = new Float32Array(channels * height * width);
  for (let c = 0; c < channels; c++) {
    for (let row = 0; row < height; row++) {
      const start = (c * rows + Math.min(y + row, rows - 1)) * columns;
      const to = (c * height + row) * width;
      const inside = Math.min(width, columns - x);
      part.set(data.subarray(start + x, start + x + inside), to);
      if (inside < width) part.fill(data[start + columns - 1] as number, to + inside, to + width);
    }
  }
  return { dims: [1, channels, height, width], data: part };
}

/** Writes a rectangle of every channel of `from`, which starts at `at`, into `to` at `rect`. */
export function putInto(
  to: TensorData,
  rect: Rect,
  from: TensorData,
  at: { readonly x: number; readonly y: number },
): void {
  const [, channels, rows, columns] = to.dims as [number, number, number, number];
  const [, , fromRows, fromColumns] = from.dims as [number, number, number, number];
  for (let c = 0; c < channels; c++) {
    for (let row = 0; row < rect.height; row++) {
      const start = (c * fromRows + at.y + row) * fromColumns + at.x;
      to.data.set(from.data.subarray(start, start + rect.width), (c * rows + rect.y + row) * columns + rect.x);
    }
  }
}

/** A rectangle of cells in the values of a tensor that has `perCell` of them along each side of a cell. */
export function scaled({ x, y, width, height }: Rect, perCell: number): Rect {
  return { x: x * perCell, y: y * perCell, width: width * perCell, height: height * perCell };
}

/** How far a network has come. While a halo is measured, tiles are run that are not kept. */
export interface TileProgress {
  readonly done: number;
  readonly of: number;
  readonly measuring: boolean;
}

/** Called before each tile; what it throws ends the run. */
export type OnTile = (progress: TileProgress) => Promise<void>;

/** A border at which two tiles meet: at the right or the bottom of tile (column, row). */
export interface Seam {
  readonly side: 'right' | 'bottom';
  readonly column: number;
  readonly row: number;
  /** How far what both tiles say of the cells along it lies apart: shares of the largest absolute value. */
  readonly max: number;
  readonly mean: number;
}

/** The cells along the border of a core that belong to its neighbours: what a tile says of them too. */
export function ringOf({ core, read }: Tile, within: Pick<TileGrid, 'width' | 'height'>): Rect[] {
  const { x, y, width, height } = core;
  const ring: Rect[] = [];
  if (x + width < Math.min(read.x + read.width, within.width)) ring.push({ x: x + width, y, width: 1, height });
  if (x > read.x) ring.push({ x: x - 1, y, width: 1, height });
  if (y + height < Math.min(read.y + read.height, within.height)) ring.push({ x, y: y + height, width, height: 1 });
  if (y > read.y) ring.push({ x, y: y - 1, width, height: 1 });
  return ring;
}

/** @param ring what tiles said of the cells of their neighbours (ringOf), in a tensor as large as `values`, which may have several values a cell */
export function seamsOf({ width: cells, across, down, tiles }: TileGrid, values: TensorData, ring: TensorData): Seam[] {
  const largest = largestOf(values.data) || 1;
  const perCell = (values.dims[3] as number) / cells;
  const seams: Seam[] = [];
  const add = (side: Seam['side'], column: number, row: number, along: Rect): void => {
    const [said, told] = [values, ring].map((each) => cutOut(each, scaled(along, perCell)).data) as [
      Float32Array,
      Float32Array,
    ];
    let [max, sum] = [0, 0];
    said.forEach((value, index) => {
      const apart = Math.abs(value - (told[index] as number));
      max = Math.max(max, apart);
      sum += apart;
    });
    seams.push({ side, column, row, max: max / largest, mean: sum / said.length / largest });
  };
  tiles.forEach(({ core: { x, y, width, height } }, index) => {
    const [column, row] = [index % across, Math.floor(index / across)];
    // One line of cells on each side.
    if (column + 1 < across) add('right', column, row, { x: x + width - 1, y, width: 2, height });
    if (row + 1 < down) add('bottom', column, row, { x, y: y + height - 1, width, height: 2 });
  });
  return seams;
}

export function largestOf(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** What a measured halo may cost, as a share of the largest absolute value. */
export const HALO_LIMIT = 1e-3;

/** Some tiles to measure a halo on: at most `most`, spread over the grid. */
export function probesOf({ tiles }: TileGrid, most = 3): Rect[] {
  const count = Math.min(most, tiles.length);
  // The middle of each of `count` equal stretches: inner tiles, which have the most neighbours.
  return Array.from({ length: count }, (_, k) => (tiles[Math.floor(((k + 0.5) * tiles.length) / count)] as Tile).core);
}

/**
 * The smallest halo whose values differ from those of `exact` by less than HALO_LIMIT of the largest, by bisection.
 * @param run the values of a core with a halo
 */
export async function measureHalo(
  cores: readonly Rect[],
  exact: number,
  run: (core: Rect, halo: number) => Promise<Float32Array>,
): Promise<{ halo: number; difference: number }> {
  const wanted: Float32Array[] = [];
  for (const core of cores) wanted.push(await run(core, exact));
  const largest = Math.max(...wanted.map(largestOf)) || 1;
  const differenceOf = async (halo: number): Promise<number> => {
    let most = 0;
    for (const [index, core] of cores.entries()) {
      const found = await run(core, halo);
      found.forEach((value, at) => (most = Math.max(most, Math.abs(value - (wanted[index]?.[at] as number)))));
      // The other cores need not be run.
      if (!(most / largest < HALO_LIMIT)) break;
    }
    return most / largest;
  };
  let [low, high, difference] = [0, exact, 0];
  while (high - low > 1) {
    const halo = Math.floor((low + high) / 2);
    const found = await differenceOf(halo);
    if (found < HALO_LIMIT) [high, difference] = [halo, found];
    else low = halo;
  }
  return { halo: high, difference };
}

/** The tile of one core alone, with a halo of its own, of whole steps. */
export function tileAt(
  core: Rect,
  around: number,
  { width, height, step }: Pick<TileGrid, 'width' | 'height' | 'step'>,
): Tile {
  const halo = step * Math.ceil(around / step);
  const [left, top] = [Math.max(0, core.x - halo), Math.max(0, core.y - halo)];
  const right = Math.min(width, core.x + core.width + halo);
  const bottom = Math.min(height, core.y + core.height + halo);
  return { core, read: { x: left, y: top, width: right - left, height: bottom - top } };
}

/** How one network of a run was tiled. Sides in pixels of the picture. */
export interface NetworkTiling {
  readonly across: number;
  readonly down: number;
  readonly halo: number;
  readonly factor: number;
  /**
   * exact: the halo covers the receptive field, so nothing differs but rounding. measured: a smaller one, chosen by the
   * difference. approximate: the network sees the whole picture, and a tile cannot, or how far it sees is not known.
   */
  readonly kind: 'exact' | 'measured' | 'approximate';
  /** Why it is approximate; absent where it is not. */
  readonly sees?: 'everything' | 'farther' | 'unknown';
  /** The graph takes this size alone, in pixels: a single tile of it is a padded picture. */
  readonly fixed?: FixedSize;
  /** Only for a measured halo: the largest difference over some tiles, as a share of the largest value, and the halo that it is from, px. */
  readonly difference?: number;
  readonly against?: number;
  /** How far neighbours lie apart along every border; absent where the halo is exact. */
  readonly seams?: readonly Seam[];
}

/** How a run tiled its networks; null for a network that ran over the whole picture at once. */
export interface RunTiling {
  readonly encoder: NetworkTiling | null;
  readonly decoder: NetworkTiling | null;
}
