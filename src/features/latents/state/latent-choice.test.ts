import { describe, expect, it } from 'vitest';
import manifest from '../../../../e2e/fixtures/tiny-kinds/manifest.json';
import { latentShape, type LatentShape } from '../../../core/files/latent-shape';
import { choiceName, choicesOf, formFor, latentFor, likelyChoice, misfit, spreadOfValues } from './latent-choice';
import type { DecoderFile } from '../../../core/model/manifest';
import type { LatentFile } from './latent-files';

const shapeOf = (...dims: number[]) => latentShape(dims) as LatentShape;
const decoder = manifest.models[0]?.decoder as DecoderFile;
const modelOf = (latentChannels: number, title = `${latentChannels} channels`) => ({
  id: title,
  title,
  latentChannels,
  decoder,
});

function fileOf(name: string, tensors: Record<string, number[]>): LatentFile {
  return {
    name,
    kind: 'NumPy archive',
    units: null,
    notes: [],
    tensors: Object.entries(tensors).map(([tensor, dims]) => ({
      name: tensor,
      dims,
      type: 'float32',
      shape: shapeOf(...dims),
      read: () => Promise.resolve(new Float32Array()),
    })),
  };
}

describe('the tensor that is proposed', () => {
  const run = fileOf('run.npz', {
    input: [1, 3, 64, 64],
    mean: [1, 4, 8, 8],
    'latent.raw': [1, 4, 8, 8],
    latent: [1, 4, 8, 8],
  });
  const likely = (files: LatentFile[], channels: number) => {
    const choices = choicesOf(files);
    return choices[likelyChoice(choices, modelOf(channels))]?.tensor.name;
  };
  it('is called a latent and fits the model', () => {
    expect(likely([run], 4)).toBe('latent');
    expect(likely([run], 3)).toBe('input');
    // 16 channels are 2 x 2 places of 4 channels.
    expect(likely([fileOf('a', { x: [1, 5, 4, 4], packed: [1, 16, 4, 4] })], 4)).toBe('packed');
    expect(likely([run], 7)).toBe('latent');
    const arrays = ['bands1.npy', 'latent.raw.npy', 'latent.npy'].map((name) => fileOf(name, { array: [1, 4, 8, 8] }));
    const choices = choicesOf(arrays);
    expect(choices[likelyChoice(choices, modelOf(4))]?.file.name).toBe('latent.npy');
  });
  it('is named with its file where there are several', () => {
    const files = [run, fileOf('one.npy', { array: [1, 4, 8, 8] })];
    const choices = choicesOf(files);
    expect(choiceName(choices[1] ?? fail(), 2)).toBe('run.npz: mean');
    expect(choiceName(choices[4] ?? fail(), 2)).toBe('one.npy');
    expect(choiceName(choices[1] ?? fail(), 1)).toBe('mean');
  });
});

function fail(): never {
  throw new Error('There is no such choice.');
}

it.each([
  [[1, 32, 8, 8], 32, 'same'],
  [[1, 128, 4, 4], 32, 'unpack'],
  [[1, 32, 8, 8], 128, 'pack'],
  [[1, 32, 7, 8], 128, null],
  [[1, 16, 8, 8], 32, null],
])('a latent %j goes into a model of %d channels: %s', (dims, channels, form) =>
  expect(formFor(shapeOf(...dims), modelOf(channels))).toBe(form),
);

it('says which models of the page fit, or that none does', () => {
  const encoder = { id: 'E', title: 'E', latentChannels: 4 };
  const models = [modelOf(4, 'A'), modelOf(12, 'B'), modelOf(16, 'C'), encoder];
  expect(misfit(shapeOf(1, 12, 8, 8), modelOf(12), models)).toBeNull();
  expect(misfit(shapeOf(1, 4, 8, 8), modelOf(12), models)).toBe(
    'It has 4 channels, and “12 channels” decodes 12. Models on this page that fit: A, C.',
  );
  expect(misfit(shapeOf(1, 7, 8, 8), modelOf(12), models)).toMatch(/No model on this page has 7: add/);
});

it('takes one of a batch, in the form of the model', () => {
  const data = Float32Array.from({ length: 16 }, (_, i) => i);
  expect(latentFor(data, shapeOf(2, 4, 1, 2), 1, 'same')).toEqual({ dims: [1, 4, 1, 2], data: data.subarray(8) });
  const unpacked = latentFor(data, shapeOf(2, 4, 1, 2), 1, 'unpack');
  expect(unpacked.dims).toEqual([1, 1, 2, 4]);
  expect(latentFor(unpacked.data, shapeOf(1, 2, 4), 0, 'pack').data).toEqual(data.slice(8));
});

it('measures the spread of values', () => {
  expect(spreadOfValues(Float32Array.of(1, 3, 5, 7))).toBeCloseTo(Math.sqrt(5), 6);
  expect(spreadOfValues(Float32Array.of(1, NaN))).toBeNaN();
});
