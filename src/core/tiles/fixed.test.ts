import { expect, test } from 'vitest';
import { geometryOf } from '../math/geometry';
import type { FixedSize } from '../model/manifest';
import type { TensorData } from '../tensor';
import { fixedGrid, fixedPart, keepingPlan } from './fixed';
import { fixedText } from './fixed-words';
import { forecast } from './forecast';
import { isTiled, WHOLE, type ForecastRequest } from './run-plan';
import { cutOut, ringOf } from './tiles';

const FILE = { parameters: 1, activations: { peak: 100, largest: 20 } };
const size = (width: number, height = width): FixedSize => ({ width, height });

function ask(
  width: number,
  height: number,
  encoder: FixedSize | null,
  decoder = encoder,
  more: Partial<ForecastRequest['settings']> = {},
): ForecastRequest {
  const part = (fixedSize: FixedSize | null) => ({ ...FILE, ...(fixedSize && { fixedSize }) });
  return {
    geometry: geometryOf(width, height),
    model: { latentChannels: 4, downscale: 8, norm: 'smc', encoder: part(encoder), decoder: part(decoder) },
    settings: { tiles: 'auto', encoderHalo: 'exact', memory: 4000, bands: {}, ...more },
    backend: 'wasm',
    largestBuffer: 2 ** 32,
  } as unknown as ForecastRequest;
}

test.each([
  [8, 8, 64, 64, 0],
  [100, 30, 64, 64, 8],
  [65, 200, 64, 32, 8],
  [9, 9, 8, 8, 1],
  [5, 3, 2, 2, 0],
])('tiles for %i x %i cells read %i x %i each, and answer for every cell once', (width, height, wide, high, halo) => {
  const grid = fixedGrid({ width, height }, { width: wide, height: high }, halo);
  const times = new Uint8Array(width * height);
  for (const { core, read } of grid.tiles) {
    expect([read.width, read.height]).toEqual([wide, high]);
    expect(Math.min(read.x, read.y)).toBeGreaterThanOrEqual(0);
    // Only a picture that is smaller is reached over.
    expect(read.x + wide).toBeLessThanOrEqual(Math.max(width, wide));
    expect(read.y + high).toBeLessThanOrEqual(Math.max(height, high));
    for (let y = core.y; y < core.y + core.height; y++)
      for (let x = core.x; x < core.x + core.width; x++) times[y * width + x] = (times[y * width + x] as number) + 1;
    const around = [core.x - read.x, core.y - read.y, read.x + wide - core.x - core.width];
    expect(Math.min(...around)).toBeGreaterThanOrEqual(0);
  }
  expect([...new Set(times)]).toEqual([1]);
  expect(grid.factor).toBeCloseTo((grid.tiles.length * wide * high) / (width * height));
});

test('what reaches over the border repeats the last column and row', () => {
  const whole: TensorData = { dims: [1, 2, 2, 3], data: Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) };
  expect([...cutOut(whole, { x: 1, y: 1, width: 4, height: 2 }).data]).toEqual([
    5, 6, 6, 6, 5, 6, 6, 6, 11, 12, 12, 12, 11, 12, 12, 12,
  ]);
});

test('the ring of a tile stays within a picture that is lower than it', () => {
  const grid = fixedGrid({ width: 12, height: 3 }, { width: 8, height: 8 }, 1);
  for (const tile of grid.tiles)
    for (const { x, y, width, height } of ringOf(tile, grid)) {
      expect([x + width <= 12, y + height <= 3, x >= 0, y >= 0]).toEqual([true, true, true, true]);
    }
  expect(grid.tiles.flatMap((tile) => ringOf(tile, grid)).length).toBe(2);
});

test('a smaller picture is padded, one of the size runs at once, a larger one in tiles', () => {
  expect(keepingPlan(ask(64, 64, null))).toEqual(WHOLE);
  expect(keepingPlan(ask(510, 512, size(512)))).toEqual(WHOLE);
  expect(fixedPart(ask(100, 60, size(512)), 'encoder')).toMatchObject({
    kind: 'exact',
    fixed: size(512),
    grid: { across: 1, down: 1, halo: 0 },
  });
  expect(fixedPart(ask(1000, 600, size(512)), 'encoder')).toMatchObject({
    kind: 'approximate',
    sees: 'unknown',
    grid: { across: 3, down: 2, halo: 8 },
  });
  const near = ask(1000, 600, size(512));
  const known = { ...near, model: { ...near.model, encoder: { ...near.model.encoder, receptiveField: 33 } } };
  expect(fixedPart(known as ForecastRequest, 'encoder')).toMatchObject({
    kind: 'exact',
    isFull: true,
    grid: { halo: 2 },
  });
});

test.each(['off', 'auto', 64] as const)('no setting of tiles changes the size that a graph takes (%s)', (tiles) => {
  const { plan, verdict } = forecast(ask(600, 600, size(512), null, { tiles }));
  expect(verdict).toBe('fits');
  expect(plan.encoder).toMatchObject({ fixed: size(512), grid: { across: 2, down: 2 } });
  expect(plan.decoder?.fixed).toBeUndefined();
  expect(isTiled(plan)).toBe(tiles === 64);
});

test('where not all of it can be kept, the tiles are the same and less is kept', () => {
  const { plan, verdict } = forecast(ask(4000, 4000, size(512), size(512), { memory: 2200 }));
  expect(verdict).toBe('tile');
  expect(isTiled(plan)).toBe(true);
  expect(plan.decoder).toMatchObject({ fixed: size(512) });
});

test('padding costs what the whole fixed size does', () => {
  expect(forecast(ask(64, 64, size(512))).peak).toBeGreaterThan(forecast(ask(64, 64, size(256))).peak);
});

test('a sentence says what becomes of the picture', () => {
  const said = (...asked: Parameters<typeof ask>) => {
    const { encoder, decoder } = keepingPlan(ask(...asked));
    const part = (plan: typeof encoder) =>
      plan && { across: plan.grid.across, down: plan.grid.down, ...(plan.fixed && { fixed: plan.fixed }) };
    return fixedText({ encoder: part(encoder), decoder: part(decoder) }).replaceAll('\u00a0', ' ');
  };
  expect(said(64, 64, null)).toBe('');
  expect(said(512, 512, size(512))).toBe('');
  expect(said(64, 64, size(512))).toBe('This model takes 512 × 512 px only: the picture is padded to that.');
  expect(said(600, 600, size(512, 768))).toBe(
    'This model takes 512 × 768 px only: the picture runs in 2 tiles of that size.',
  );
  expect(said(64, 64, null, size(512))).toBe('Its decoder takes 512 × 512 px only: the latent is padded to that.');
  expect(said(500, 500, size(512), size(256))).toBe(
    'Its encoder takes 512 × 512 px only: the picture is padded to that; its decoder takes 256 × 256 px only: the picture runs in 9 tiles of that size.',
  );
});
