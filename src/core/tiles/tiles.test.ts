import { describe, expect, test } from 'vitest';
import type { TensorData } from '../tensor';
import {
  cutOut,
  haloOf,
  HALO_LIMIT,
  measureHalo,
  probesOf,
  putInto,
  ringOf,
  scaled,
  seamsOf,
  tileAt,
  tileGrid,
  type Tile,
} from './tiles';

/** A 3x3 box sum with zeros around the picture, `times` over: its halo is `times`. */
function blur({ dims, data }: TensorData, times: number): TensorData {
  const [, , height, width] = dims as [number, number, number, number];
  let values = data;
  for (let k = 0; k < times; k++) {
    const next = new Float32Array(values.length);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let dy = -1; dy <= 1; dy++) {
          for (let dx = -1; dx <= 1; dx++) {
            const [row, column] = [y + dy, x + dx];
            if (row >= 0 && row < height && column >= 0 && column < width) {
              next[y * width + x] = (next[y * width + x] as number) + (values[row * width + column] as number) / 9;
            }
          }
        }
      }
    }
    values = next;
  }
  return { dims: [...dims], data: values };
}

function noise(width: number, height: number): TensorData {
  return {
    dims: [1, 1, height, width],
    data: Float32Array.from({ length: width * height }, (_, i) => Math.sin(i * 12.9898) * 3),
  };
}

function tiled(input: TensorData, tiles: readonly Tile[], net: (part: TensorData) => TensorData): TensorData {
  const output = { dims: [...input.dims], data: new Float32Array(input.data.length).fill(NaN) };
  for (const { core, read } of tiles)
    putInto(output, core, net(cutOut(input, read)), { x: core.x - read.x, y: core.y - read.y });
  return output;
}

const maxDifference = (a: TensorData, b: TensorData) =>
  a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - (b.data[i] as number))), 0);

describe.each([
  [13, 9, 4],
  [40, 7, 5],
  [8, 8, 8],
  [1, 30, 3],
  [17, 17, 1],
])('%i x %i cells in tiles of %i', (width, height, side) => {
  test.each([0, 2, 20])('each cell lies in one core, and all reads have one size (halo %i)', (halo) => {
    const { tiles, across, down, factor } = tileGrid(width, height, side, halo);
    const seen = new Uint8Array(width * height);
    for (const { core, read } of tiles) {
      for (let y = core.y; y < core.y + core.height; y++)
        for (let x = core.x; x < core.x + core.width; x++) seen[y * width + x] = (seen[y * width + x] as number) + 1;
      expect([read.width, read.height]).toEqual([tiles[0]?.read.width, tiles[0]?.read.height]);
      expect(core.width).toBeLessThanOrEqual(side);
      // The halo is whole, or ends at the border of the picture.
      expect(read.x).toBeLessThanOrEqual(Math.max(0, core.x - halo));
      expect(read.y + read.height).toBeGreaterThanOrEqual(Math.min(height, core.y + core.height + halo));
      expect(read.x + read.width).toBeLessThanOrEqual(width);
    }
    expect([...new Set(seen)]).toEqual([1]);
    expect(tiles).toHaveLength(across * down);
    expect(factor).toBeCloseTo(
      tiles.reduce((sum, { read }) => sum + read.width * read.height, 0) / (width * height),
      9,
    );
  });

  test('with the halo of the network the tiles give what the whole gives', () => {
    const input = noise(width, height);
    const whole = blur(input, 3);
    expect(
      maxDifference(
        tiled(input, tileGrid(width, height, side, 3).tiles, (part) => blur(part, 3)),
        whole,
      ),
    ).toBeLessThan(1e-6);
  });
});

test('a halo that is one cell too small shows, and so does each seam', () => {
  const input = noise(24, 16);
  const grid = tileGrid(24, 16, 8, 2);
  const whole = blur(input, 3);
  const parts = tiled(input, grid.tiles, (part) => blur(part, 3));
  expect(maxDifference(parts, whole)).toBeGreaterThan(1e-3);
  const ring = { dims: [...input.dims], data: new Float32Array(input.data.length) };
  for (const tile of grid.tiles) {
    const said = blur(cutOut(input, tile.read), 3);
    for (const rect of ringOf(tile, grid))
      putInto(ring, rect, said, { x: rect.x - tile.read.x, y: rect.y - tile.read.y });
  }
  const seams = seamsOf(grid, parts, ring);
  expect(seams.map(({ side, column, row }) => `${side} ${column} ${row}`)).toEqual([
    'right 0 0',
    'bottom 0 0',
    'right 1 0',
    'bottom 1 0',
    'bottom 2 0',
    'right 0 1',
    'right 1 1',
  ]);
  for (const { max, mean } of seams) {
    expect(max).toBeGreaterThan(mean);
    expect(mean).toBeGreaterThan(0);
  }
  const exact = tileGrid(24, 16, 8, 4);
  const ring4 = { dims: [...input.dims], data: new Float32Array(input.data.length) };
  for (const tile of exact.tiles) {
    const said = blur(cutOut(input, tile.read), 3);
    for (const rect of ringOf(tile, grid))
      putInto(ring4, rect, said, { x: rect.x - tile.read.x, y: rect.y - tile.read.y });
  }
  expect(Math.max(...seamsOf(exact, whole, ring4).map(({ max }) => max))).toBeLessThan(1e-6);
});

test('seams of a network with several values a cell are those of its cells', () => {
  // Each cell stands for 2 x 2 values; those of a ring that agrees are the same, and one value differs across one border.
  const grid = tileGrid(4, 2, 2, 1);
  const values = { dims: [1, 1, 4, 8], data: Float32Array.from({ length: 32 }, (_, at) => at + 1) };
  const ring = { dims: values.dims, data: values.data.slice() };
  expect(seamsOf(grid, values, ring)).toEqual([{ side: 'right', column: 0, row: 0, max: 0, mean: 0 }]);
  // Column 5 of 8 is the second of the cell beyond the border at column 4.
  ring.data[2 * 8 + 5] = -9;
  expect(seamsOf(grid, values, ring)[0]?.max).toBeCloseTo((22 + 9) / 32);
});

test.each([
  [24, 16, 5, 3, 2],
  [32, 8, 12, 1, 4],
  [16, 16, 1, 0, 8],
])('%i x %i cells in tiles of %i with %i around start and end at %i', (width, height, side, halo, step) => {
  const { tiles } = tileGrid(width, height, side, halo, step);
  for (const { core, read } of tiles)
    for (const rect of [core, read]) for (const each of Object.values(rect)) expect(each % step).toBe(0);
  expect(tiles.reduce((sum, { core }) => sum + core.width * core.height, 0)).toBe(width * height);
  expect(tileAt({ x: step, y: 0, width: step, height: step }, 1, { width, height, step }).read).toEqual({
    x: 0,
    y: 0,
    width: Math.min(width, 3 * step),
    height: Math.min(height, 2 * step),
  });
});

test('the receptive field says how many cells a halo has', () => {
  expect(haloOf({ receptiveField: 961 }, 8)).toBe(60);
  expect(haloOf({ receptiveField: 209 }, 8)).toBe(13);
  expect(haloOf({ receptiveField: 33 }, 8)).toBe(2);
  expect(haloOf({ receptiveField: 35 }, 8)).toBe(3);
  expect(haloOf({ receptiveField: 961 }, 32)).toBe(15);
  expect(haloOf({}, 8)).toBeUndefined();
});

test('a rectangle of cells in the values of a finer tensor', () => {
  expect(scaled({ x: 1, y: 2, width: 3, height: 4 }, 4)).toEqual({ x: 4, y: 8, width: 12, height: 16 });
});

test('the measured halo is the smallest one under the limit', async () => {
  const input = noise(40, 40);
  const asked: number[] = [];
  const run = async (
    core: { x: number; y: number; width: number; height: number },
    halo: number,
  ): Promise<Float32Array> => {
    asked.push(halo);
    const { read } = tileAt(core, halo, { width: 40, height: 40, step: 1 });
    const said = blur(cutOut(input, read), 12);
    return cutOut(said, { ...core, x: core.x - read.x, y: core.y - read.y }).data;
  };
  const cores = probesOf(tileGrid(40, 40, 10, 12));
  const { halo, difference } = await measureHalo(cores, 12, run);
  expect(asked.slice(0, 3)).toEqual([12, 12, 12]);
  expect(difference).toBeLessThan(HALO_LIMIT);
  // The expected values come from brute force.
  const exact = await Promise.all(cores.map((core) => run(core, 12)));
  const largest = Math.max(
    ...exact.map((values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)),
  );
  const worst = async (each: number) =>
    Math.max(
      ...(await Promise.all(
        cores.map(async (core, i) => {
          const found = await run(core, each);
          return found.reduce((most, value, at) => Math.max(most, Math.abs(value - (exact[i]?.[at] as number))), 0);
        }),
      )),
    ) / largest;
  expect(await worst(halo)).toBeCloseTo(difference, 9);
  expect(halo === 1 || (await worst(halo - 1)) >= HALO_LIMIT).toBe(true);
  expect(halo).toBeLessThan(12);
});

test('probes are spread over the grid', () => {
  expect(probesOf(tileGrid(30, 30, 10, 2)).map(({ x, y }) => [x, y])).toEqual([
    [10, 0],
    [10, 10],
    [10, 20],
  ]);
  expect(probesOf(tileGrid(10, 10, 10, 2))).toHaveLength(1);
});
