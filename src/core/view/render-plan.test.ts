import { expect, it } from 'vitest';
import { colourTable } from './colour-map';
import { planarToRgba } from '../math/planar';
import { CLIP_HATCH, renderPlan } from './render-plan';
import { paletteTable } from './palettes';
import { formulaPicture } from '../test-goldens';
import type { Draw, ViewPlan } from './view';

const tensor = { dims: [1, 2, 1, 3], data: Float32Array.of(-1, 0, 0.5, 4, 4, -4) };
const draw: Draw = {
  tensor: 'latent',
  rows: [[1, 0]],
  transform: 'none',
  map: 'signed',
  low: -1,
  high: 1,
  rect: { x: 0, y: 0, width: 3, height: 1 },
};

function render(changes: Partial<Draw>, width = 3, height = 1): number[][] {
  const plan: ViewPlan = { width, height, draws: [{ ...draw, ...changes }], legends: [] };
  const bytes = renderPlan(plan, () => tensor);
  return Array.from({ length: width * height }, (_, i) => [...bytes.subarray(4 * i, 4 * i + 4)]);
}

const entry = (index: number, map: 'signed' | 'amount' = 'signed'): number[] => [
  ...colourTable(map).subarray(4 * index, 4 * index + 4),
];

it('puts low and high at the ends of the table, and clips', () => {
  expect(render({})[0]).toEqual(entry(0));
  expect(render({ low: -0.5, high: 0.5 })[2]).toEqual(entry(255));
  expect(render({ rows: [[0, 1]] })[2]).toEqual(entry(0));
});

it('interpolates between entries', () => {
  const [middle] = render({ rows: [[0, 0]] }) as [number[]];
  const [low, high] = [entry(127), entry(128)];
  middle
    .slice(0, 3)
    .forEach((byte, c) =>
      expect(Math.abs(byte - ((low[c] as number) + (high[c] as number)) / 2)).toBeLessThanOrEqual(0.5),
    );
});

it('adds channels by weight and offset, then transforms', () => {
  const ends = { map: 'amount', low: 0, high: 2 } as const;
  expect(render({ ...ends, rows: [[1, 0.25]] })[1]).toEqual(render({ ...ends, rows: [[0, 0.25]] })[1]);
  expect(render({ ...ends, rows: [[0, 0]], offsets: [2] })[0]).toEqual(entry(255, 'amount'));
  expect(render({ ...ends, high: 1, transform: 'absolute' })[0]).toEqual(entry(255, 'amount'));
  expect(render({ ...ends, high: 0.25, transform: 'square' })[2]).toEqual(entry(255, 'amount'));
  expect(render({ ...ends, high: Math.exp(2), rows: [[0, 1]], transform: 'exp-half' })[0]).toEqual(
    entry(255, 'amount'),
  );
});

it('folds rows before their mean', () => {
  const folded = render({
    rows: [
      [1, 0],
      [-1, 0],
    ],
    transform: 'absolute',
    map: 'amount',
    low: 0,
    high: 1,
  });
  expect(folded[0]).toEqual(entry(255, 'amount'));
});

it('repeats the edge beyond the tensor and leaves the rest transparent', () => {
  const pixels = render({ rect: { x: 1, y: 0, width: 4, height: 2 } }, 6, 3);
  expect(pixels[0]).toEqual([0, 0, 0, 0]);
  expect(pixels[4]).toEqual(pixels[3]);
  expect(pixels[10]).toEqual(pixels[3]);
  expect(pixels[5]).toEqual([0, 0, 0, 0]);
  expect(pixels[13]).toEqual([0, 0, 0, 0]);
});

it('shows pictures byte by byte, and one row as grey', () => {
  const picture = formulaPicture('pattern', 9, 7);
  const rect = { x: 0, y: 0, width: 9, height: 7 };
  const base = { ...draw, tensor: 'input', map: 'rgb', rect } as const;
  const plan = (rows: number[][]): ViewPlan => ({ width: 9, height: 7, draws: [{ ...base, rows }], legends: [] });
  const colours = renderPlan(
    plan([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]),
    () => picture,
  );
  expect([...colours]).toEqual([...planarToRgba(picture)]);
  const grey = renderPlan(plan([[0, 1, 0]]), () => picture);
  expect([grey[0], grey[2]]).toEqual([grey[1], grey[1]]);
  expect(grey[1]).toBe(colours[1]);
});

it('takes the palette that is asked for', () => {
  expect(render({ palette: 'puor' })[0]).toEqual([...paletteTable('puor').subarray(0, 4)]);
  expect(render({ palette: 'grey', low: -2, high: 2 })[0]?.[0]).toBeCloseTo(64, 0);
});

it('draws values below the floor as zero, those at it as they are', () => {
  const [, zero] = render({}) as [number[], number[]];
  expect(render({ floor: 0.6 })[2]).toEqual(zero);
  expect(render({ floor: 0.5 })[2]).toEqual(render({})[2]);
  // The floor acts before the transform: an offset of the map does not move zero.
  const squared = { map: 'amount', low: 0, high: 1, transform: 'square' } as const;
  expect(render({ ...squared, floor: 0.6 })[2]).toEqual(render({ ...squared, rows: [[0, 0]] })[2]);
});

it('hatches what is beyond the ends, and nothing that is at them', () => {
  const hatch = CLIP_HATCH.map((colour) => [...colour, 255]);
  const clipped = render({ low: -0.9, high: 0.5, clip: true });
  expect(hatch).toContainEqual(clipped[0]);
  expect(hatch).not.toContainEqual(clipped[2]);
  expect(render({ low: -0.9, high: 0.5 })[0]).toEqual(entry(0));
  expect(hatch).not.toContainEqual(render({ clip: true })[0]);
  // Neighbours of the diagonal take both colours.
  const wide = render({ rows: [[0, 1]], clip: true, rect: { x: 0, y: 0, width: 8, height: 1 } }, 8, 1);
  expect(new Set(wide.map(String)).size).toBe(2);
});

it('reduces signed maps to the value farthest from zero, and others to the mean', () => {
  const blocks = { step: 3, rect: { x: 0, y: 0, width: 1, height: 1 } };
  expect(render(blocks, 1, 1)[0]).toEqual(render({})[0]);
  const amount = { map: 'amount', low: -1, high: 1 } as const;
  const mean = render({ ...amount, rows: [[0, 0]], offsets: [-1 / 6] })[0];
  expect(render({ ...amount, ...blocks }, 1, 1)[0]).toEqual(mean);
});
