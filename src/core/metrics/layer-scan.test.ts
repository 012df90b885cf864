import { expect, test } from 'vitest';
import type { LayerNumbers } from '../model/graph-layers';
import { finiteStats } from './stats';
import { HALF_MAX, halfState, isUneven, layerMeasures, medianSpread, mostOf } from './layer-scan';

const numbers = (channels: readonly (readonly number[])[], size = channels[0]?.length ?? 1): LayerNumbers => {
  const dims = [1, channels.length, 1, size];
  return {
    part: 'encoder',
    tensor: 'x',
    job: 1,
    dims,
    ...finiteStats({ dims, data: Float32Array.from(channels.flat()) }),
  };
};

test('magnitudes are root mean squares, and their spread is a share of their mean', () => {
  const measures = layerMeasures(
    numbers([
      [3, -3],
      [1, 1.0001],
      [0, 0],
    ]),
  );
  expect(measures).toMatchObject({ channels: 3, largest: 3, nonFinite: 0 });
  expect(measures.magnitude).toBeCloseTo((3 + 1 + 0) / 3, 4);
  expect(measures.spread).toBeCloseTo(Math.sqrt((9 + 1 + 0) / 3 - (4 / 3) ** 2) / (4 / 3), 4);
  expect(measures.strongest).toBeCloseTo(0.9, 4);
  expect(measures.dead).toBeCloseTo(1 / 3);
});

test('a channel that does not vary is dead, and a single value only where it is zero', () => {
  expect(
    layerMeasures(
      numbers([
        [5, 5],
        [1, -1],
      ]),
    ).dead,
  ).toBe(0.5);
  expect(layerMeasures(numbers([[5], [0]])).dead).toBe(0.5);
  expect(layerMeasures(numbers([[0, 0]]))).toMatchObject({ dead: 1, magnitude: 0, spread: 0, strongest: 0 });
});

test('values that are not finite are counted and left out', () => {
  const measures = layerMeasures(
    numbers([
      [1, Infinity, NaN, -1],
      [2, 2, -2, -2],
    ]),
  );
  expect(measures).toMatchObject({ nonFinite: 2, largest: 2 });
  expect(measures.magnitude).toBeCloseTo(1.5);
  expect(halfState(measures)).toBe('over');
});

test('what float16 does to a layer', () => {
  const of = (value: number) => halfState(layerMeasures(numbers([[value, 0]])));
  expect([of(HALF_MAX + 1000), of(-HALF_MAX - 1000), of(HALF_MAX), of(40_000), of(30_000)]).toEqual([
    ...['over', 'over', 'near', 'near', 'fits'],
  ]);
});

test('a layer is uneven where one of at least eight channels has over half of its energy', () => {
  const flat = Array.from({ length: 8 }, () => [1, -1]);
  expect(isUneven(layerMeasures(numbers(flat)))).toBe(false);
  const strong = [[9, -9], ...flat.slice(1)];
  expect(isUneven(layerMeasures(numbers(strong)))).toBe(true);
  expect(isUneven(layerMeasures(numbers(strong.slice(0, 4))))).toBe(false);
  const both = [flat, strong].map((channels) => layerMeasures(numbers(channels)));
  expect(medianSpread(both)).toBe(0);
  expect(mostOf(both, 'largest')?.largest).toBe(9);
});
