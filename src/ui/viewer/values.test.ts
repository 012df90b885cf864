import { expect, it } from 'vitest';
import type { TensorData } from '../../core/protocol';
import type { Legend } from '../../core/view/view';
import { initialViewer } from '../../state/initial-state';
import type { ReadTensors } from '../../state/readings';
import { cellText, latentValue } from './values';

const viewer = initialViewer();
const pixel = (...values: number[]): TensorData => ({
  dims: [1, values.length, 1, 1],
  data: Float32Array.from(values),
});
const tensors: ReadTensors = {
  input: pixel(-1, 0, 1),
  reconstruction: pixel(-0.5, 0, 0.5),
  bands1: pixel(...Array<number>(12).fill(0.25)),
  bands2: pixel(...Array<number>(12).fill(0)),
  bands3: pixel(...Array<number>(12).fill(0)),
  mean: pixel(0.5, -1),
  logvar: pixel(0, -2),
  latent: pixel(0.5, -1.5),
};
const legend: Legend = { label: 'PCA', map: 'rgb', low: -3, high: 3, rect: { x: 0, y: 0, width: 1, height: 1 } };
const print = (
  source: Parameters<typeof cellText>[0],
  changes: Partial<typeof viewer> = {},
  legends: Partial<Legend> = {},
) => cellText(source, { ...viewer, ...changes }, tensors, { ...legend, ...legends }, 0, 0, 0);

it('prints three lines for pictures, in either unit', () => {
  expect(print('input')).toEqual(['0', '128', '255']);
  expect(print('input', { values: 'unit' })).toEqual(['−1.00', '0.00', '+1.00']);
});

it('prints errors as they are drawn: absolute, signed or squared', () => {
  const as = (mode: typeof viewer.error.mode) => ({ error: { ...viewer.error, mode } });
  expect(print('error', as('signed'))).toEqual(['+64', '0', '−64']);
  expect(print('error', { ...as('signed'), values: 'unit' })).toEqual(['+0.50', '0.00', '−0.50']);
  expect(print('error', as('absolute'))).toEqual(['64', '0', '64']);
  expect(print('error', { ...as('squared'), values: 'unit' })).toEqual(['0.25', '0.00', '0.25']);
});

it('prints in padding the last column and row, which it repeats', () => {
  expect(cellText('padded', viewer, tensors, legend, 0, 5, 3)).toEqual(['0', '128', '255']);
});

it('prints one line for bands and channels, and three for latent colours', () => {
  expect(print('bands', {}, { label: 'H1' })).toEqual(['+0.250']);
  expect(print('latent')).toEqual(['+0.500']);
  expect(
    print(
      'pca',
      {},
      {
        rows: [
          [2, 0],
          [0, 1],
          [1, 1],
        ],
        offsets: [0, 0.5, -1],
      },
    ),
  ).toEqual(['+1.00', '−1.00', '−2.00']);
  expect(print('pca')).toBeNull();
});

it('reads sigma from the log-variance', () => {
  const latent = { ...viewer.latent, tensor: 'sigma' as const };
  expect(latentValue(tensors, { latent }, 1, 0, 0)).toBeCloseTo(Math.exp(-1));
});

it('prints the channel of a layer that its rectangle is of, once the layer is there', () => {
  expect(print('layer', {}, { label: '1' })).toBeNull();
  const layer = pixel(0.5, -2);
  const value = cellText('layer', viewer, { ...tensors, layer }, { ...legend, label: '1' }, 0, 0, 0);
  expect(value).toEqual(['−2.000']);
});
