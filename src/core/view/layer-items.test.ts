import { expect, test } from 'vitest';
import { geometryOf } from '../math/geometry';
import type { ChannelStats } from '../tensor';
import { channelOrder, pagesOf } from './layer-items';
import type { DrawnRequest } from './view';
import type { ViewContext } from './view-item';
import { composeView } from './view-plan';

const stat = (std: number): ChannelStats => ({ min: -2 * std, max: 2 * std, mean: 0, std });
const LAYER = { part: 'decoder', tensor: 'x' } as const;
const GRID = { kind: 'layer-grid', order: 'strongest', page: 0, scale: 'shared', gain: 1, ...LAYER } as const;

const context = (stds: readonly number[], width = 4, height = 4): ViewContext => ({
  geometry: geometryOf(32, 32),
  latentChannels: 4,
  downscale: 8,
  latent: { mean: [], std: [], pca: [], scale: 1, shift: 0 },
  layerDims: [1, stds.length, height, width],
  stats: { layer: stds.map(stat) },
});
const plan = (request: DrawnRequest, stds: readonly number[]) => composeView(request, context(stds));

test('a page has the strongest channels first, each by its number, side by side with a gap', () => {
  const { legends, draws, width } = plan(GRID, [1, 3, 2]);
  expect(legends.map(({ label }) => label)).toEqual(['1', '2', '0']);
  expect(draws.map(({ rows }) => rows[0])).toEqual([
    [0, 1, 0],
    [0, 0, 1],
    [1, 0, 0],
  ]);
  expect(width).toBe(3 * 4 + 2);
  // All share the ends of one scale, which zero is in the middle of.
  expect(new Set(draws.map(({ low, high }) => `${low} ${high}`)).size).toBe(1);
  expect(draws[0]?.low).toBe(-(draws[0]?.high as number));
  const own = plan({ ...GRID, scale: 'channel', order: 'network' }, [1, 3, 2]);
  expect(own.draws.map(({ high }) => high)).toEqual([2, 6, 4]);
});

test('many channels stand on pages, and a page beyond the last is the last', () => {
  const stds = Array.from({ length: 150 }, (_, at) => 150 - at);
  expect(pagesOf([1, 150, 4, 4])).toEqual({ each: 64, pages: 3 });
  expect(pagesOf([1, 64, 2048, 2048])).toEqual({ each: 4, pages: 16 });
  const labels = (page: number) => plan({ ...GRID, page }, stds).legends.map(({ label }) => label);
  expect(labels(0)).toHaveLength(64);
  expect(labels(2)).toEqual(Array.from({ length: 22 }, (_, at) => String(128 + at)));
  expect(labels(9)).toEqual(labels(2));
  expect(channelOrder(stds.map(stat), 'network')[0]).toBe(0);
});

test('one channel fills its view, and what is not there is said', () => {
  expect(plan({ kind: 'layer-channel', channel: 1, gain: 2, ...LAYER }, [1, 3]).draws).toMatchObject([
    { tensor: 'layer', rows: [[0, 1]], low: -3, high: 3, rect: { x: 0, y: 0, width: 4, height: 4 } },
  ]);
  expect(() => plan({ kind: 'layer-channel', channel: 7, gain: 1, ...LAYER }, [1])).toThrow('none is 7');
  expect(() => composeView(GRID, { ...context([1]), layerDims: [] })).toThrow('No layer is kept');
});
