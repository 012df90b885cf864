import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { elementCount } from '../../src/core/math/geometry';
import type { TensorData, TensorName } from '../../src/core/protocol';
import { readGoldenJson } from '../../src/core/test-goldens';

/** Goldens that training/goldens.py wrote with onnxruntime on the CPU and PyWavelets. */
export interface Goldens {
  readonly tolerance: { readonly bands: number; readonly network: number };
  readonly cases: readonly GoldenCase[];
}

export interface GoldenCase {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Path of the PNG that goes in. */
  readonly picture: string;
  readonly tensors: Readonly<Partial<Record<TensorName, TensorData>>>;
  readonly psnr: number;
  readonly ssim: number;
  readonly mse: number;
}

interface IndexFile {
  readonly tolerance: Goldens['tolerance'];
  readonly cases: readonly (Omit<GoldenCase, 'tensors'> & {
    readonly file: string;
    readonly tensors: Readonly<Record<string, { readonly dims: number[]; readonly offset: number }>>;
  })[];
}

/** @param model folder below e2e/fixtures/goldens, such as 'tiny-f8c12' */
export function loadGoldens(model: string): Goldens {
  const folder = join(import.meta.dirname, '../fixtures/goldens', model);
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as IndexFile;
  const cases = index.cases.map((entry) => {
    const bytes = new Uint8Array(readFileSync(join(folder, entry.file)));
    const tensors = Object.entries(entry.tensors).map(([name, { dims, offset }]) => {
      const data = new Float32Array(bytes.buffer, offset, elementCount(dims));
      return [name, { dims, data }] as const;
    });
    return { ...entry, picture: join(folder, entry.picture), tensors: Object.fromEntries(tensors) };
  });
  return { tolerance: index.tolerance, cases };
}

/** Layers of a model on one of these pictures, as PyTorch computed them: values in equal steps. */
export interface LayerGoldens {
  readonly picture: string;
  readonly tolerance: number;
  readonly layers: readonly {
    readonly part: 'encoder' | 'decoder';
    readonly tensor: string;
    readonly dims: number[];
    readonly step: number;
    readonly values: readonly number[];
  }[];
}

export function loadLayers(model: string): LayerGoldens {
  return readGoldenJson(`${model}/layers.json`);
}

/** The largest absolute difference, and where it is. NaN anywhere makes it infinite. */
export function largestDifference(actual: Float32Array, expected: Float32Array): { error: number; index: number } {
  let error = 0;
  let index = -1;
  expected.forEach((value, i) => {
    const difference = Math.abs((actual[i] ?? NaN) - value);
    const size = Number.isNaN(difference) ? Infinity : difference;
    if (size > error) [error, index] = [size, i];
  });
  return { error, index };
}

/** Fails unless shape and every value agree; the message names the worst value and its place. */
export function expectTensor(name: string, actual: TensorData, expected: TensorData, tolerance: number): void {
  expect(actual.dims, `${name}: shape`).toEqual(expected.dims);
  expect(actual.data.length, `${name}: number of values`).toBe(expected.data.length);
  // An all-zero golden would agree with a device that silently computes nothing.
  expect(
    expected.data.some((value) => value !== 0),
    `${name}: the golden is not all zero`,
  ).toBe(true);
  const { error, index } = largestDifference(actual.data, expected.data);
  const place =
    index < 0
      ? ''
      : ` at [${unravel(index, expected.dims).join(', ')}]: ${actual.data[index]}, golden ${expected.data[index]}`;
  expect(error, `${name}: largest difference${place}`).toBeLessThanOrEqual(tolerance);
}

function unravel(index: number, dims: readonly number[]): number[] {
  let rest = index;
  return dims
    .toReversed()
    .map((size) => {
      const coordinate = rest % size;
      rest = Math.floor(rest / size);
      return coordinate;
    })
    .reverse();
}
