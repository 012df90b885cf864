import type { PartPlan } from '../../core/tiles/run-plan';
import {
  measureHalo,
  probesOf,
  ringOf,
  seamsOf,
  tileAt,
  tileGrid,
  type NetworkTiling,
  type OnTile,
  type RunTiling,
  type Seam,
  type Tile,
  type TileGrid,
} from '../../core/tiles/tiles';
import type { TensorData } from '../../core/tensor';
import type { Rect } from '../../core/view/view';

/** What a device does with the tiles of one network. Rectangles are in cells of the picture. */
export interface TileWork {
  /** Cuts the tile out of the inputs and runs the network over it. */
  compute(tile: Tile): Promise<void>;
  /** Puts a rectangle of the tile that was computed last into the output, or into the ring beside it. */
  keep(rect: Rect, tile: Tile, into: 'output' | 'ring'): void;
  /** The values of its core. */
  read(tile: Tile): Promise<Float32Array>;
  /** Output and ring, for the seams. */
  both(): Promise<readonly [TensorData, TensorData]>;
  /** Frees what the tiles needed; `all` frees the ring, too. */
  free(all: boolean): void;
}

export interface TiledRun {
  readonly tiling: NetworkTiling;
  /** Reads them, and frees the ring; null for exact tiles, which have none. */
  readonly seams: (() => Promise<readonly Seam[]>) | null;
}

/**
 * Runs a network tile by tile. A halo to be measured is found first, on some tiles of this very picture.
 * @throws whatever onTile throws, between two tiles
 */
async function runTiles(
  { cell, grid: planned, kind, sees, read, isFull, fixed }: PartPlan,
  work: TileWork,
  onTile: OnTile = async () => undefined,
): Promise<TiledRun> {
  let isWhole = false;
  try {
    const measured = kind === 'measured' && planned.tiles.length > 1 ? await findHalo(planned, work, onTile) : null;
    const side = measured && read !== undefined ? Math.max(planned.side, read - 2 * measured.halo) : planned.side;
    const grid = measured ? tileGrid(planned.width, planned.height, side, measured.halo, planned.step) : planned;
    const isExact = kind === 'exact' || grid.tiles.length === 1 || (isFull && measured?.halo === planned.halo);
    for (const [index, tile] of grid.tiles.entries()) {
      await onTile({ done: index, of: grid.tiles.length, measuring: false });
      await work.compute(tile);
      work.keep(tile.core, tile, 'output');
      if (!isExact) for (const rect of ringOf(tile, grid)) work.keep(rect, tile, 'ring');
    }
    isWhole = !isExact;
    const { across, down, factor, halo } = grid;
    const tiling: NetworkTiling = {
      across,
      down,
      factor,
      halo: cell * halo,
      kind: isExact && !measured ? 'exact' : kind,
      ...(!isExact && sees && { sees }),
      ...(fixed && { fixed }),
      ...(measured && { difference: measured.difference, against: cell * planned.halo }),
    };
    return { tiling, seams: isExact ? null : () => seamsIn(grid, work) };
  } finally {
    work.free(!isWhole);
  }
}

async function findHalo(grid: TileGrid, work: TileWork, onTile: OnTile): Promise<{ halo: number; difference: number }> {
  const cores = probesOf(grid);
  let done = 0;
  return measureHalo(cores, grid.halo, async (core, halo) => {
    // Each core once exactly, and in at most so many steps of the bisection.
    await onTile({ done: done++, of: cores.length * (1 + Math.ceil(Math.log2(grid.halo))), measuring: true });
    const tile = tileAt(core, halo, grid);
    await work.compute(tile);
    return work.read(tile);
  });
}

async function seamsIn(grid: TileGrid, work: TileWork): Promise<readonly Seam[]> {
  try {
    return seamsOf(grid, ...(await work.both()));
  } finally {
    work.free(true);
  }
}

/** How the networks of the run that goes on were tiled. */
export class TilingLog {
  readonly #runs: { encoder: TiledRun | null; decoder: TiledRun | null } = { encoder: null, decoder: null };
  readonly #works = new Set<TileWork>();

  async run(part: keyof RunTiling, plan: PartPlan, work: TileWork, onTile: OnTile | undefined): Promise<void> {
    this.#works.add(work);
    this.#runs[part] = await runTiles(plan, work, onTile);
  }

  /** The tiling with its seams; null where both networks ran over the whole picture. */
  async report(): Promise<RunTiling | null> {
    const { encoder, decoder } = this.#runs;
    if (!encoder && !decoder) return null;
    const whole = async (run: TiledRun | null): Promise<NetworkTiling | null> =>
      run && { ...run.tiling, ...(run.seams && { seams: await run.seams() }) };
    return { encoder: await whole(encoder), decoder: await whole(decoder) };
  }

  /** Frees what a run that ended early left. Call it before another run. */
  forget(): void {
    for (const work of this.#works) work.free(true);
    this.#works.clear();
    Object.assign(this.#runs, { encoder: null, decoder: null });
  }
}
