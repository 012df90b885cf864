import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { asMaps, computes, graphLayers, layerNamed, layerTensor } from './graph-layers';
import { readOnnx } from './onnx-file';

const layersOf = (path: string) => {
  const content = new Uint8Array(readFileSync(path));
  const file = readOnnx(content);
  return {
    file,
    layers: graphLayers(
      content,
      file.inputs.map(({ name }) => name),
    ),
  };
};

test('the layers of the tiny encoder are its operators on data, without casts of its weights', () => {
  const { layers } = layersOf('e2e/fixtures/tiny-f8c12/encoder.onnx');
  expect(layers.map(({ operator }) => operator)).toEqual([
    ...['AveragePool', 'AveragePool', 'Concat', 'Conv', 'Sigmoid', 'Mul', 'Conv', 'Max', 'Min'],
  ]);
  expect(layers[3]).toEqual({
    tensor: '/encoder/first/Conv_output_0',
    operator: 'Conv',
    name: '/encoder/first/Conv',
    inputs: ['/encoder/Concat_output_0'],
    outputs: ['/encoder/first/Conv_output_0'],
    parameters: 16 * 36 * 9 + 16,
    weights: [[16, 36, 3, 3], [16]],
    groups: 1,
    shape: [1, 16, 'h8', 'w8'],
    type: 'float32',
  });
  // The ends of the clamp were not learnt.
  expect(layers.slice(-2).map(({ parameters }) => parameters)).toEqual([0, 0]);
  expect(layers.at(-1)?.tensor).toBe('moments');
  expect(layers.at(-1)?.shape).toEqual([1, 24, 'h8', 'w8']);
  expect(computes(layers[2] as (typeof layers)[number])).toBe(false);
});

test.each([
  'public/models/litevae-s-f8c12/encoder.onnx',
  'public/models/litevae-s-f8c12/decoder.onnx',
  'public/models/litevae-s-f8c12/decoder.fp16.onnx',
  'public/models/study-norm-group/decoder.onnx',
  'e2e/fixtures/tiny-foreign/sampled-encoder.onnx',
])('the parameters of the layers of %s are those of the file, but for constants', (path) => {
  const { file, layers } = layersOf(path);
  const sum = layers.reduce((all, { parameters }) => all + parameters, 0);
  expect(file.parameters - sum).toBeGreaterThanOrEqual(0);
  expect((file.parameters - sum) / file.parameters).toBeLessThan(0.005);
  // What a layer reads was made before it.
  const made = new Set(file.inputs.map(({ name }) => name));
  for (const { inputs, outputs } of layers) {
    expect(inputs.filter((name) => !made.has(name))).toEqual([]);
    for (const name of outputs) made.add(name);
  }
  expect(made).toContain(file.outputs[0]?.name);
});

test.each([
  [
    [1, 8, 4, 6],
    [1, 8, 4, 6],
  ],
  [
    [1, 2, 3, 4, 6],
    [1, 6, 4, 6],
  ],
  [
    [1, 32, 100],
    [1, 32, 1, 100],
  ],
  [
    [1, 32, 4096],
    [1, 32, 2, 2048],
  ],
  [
    [1, 16],
    [1, 16, 1, 1],
  ],
  [[5], [1, 1, 1, 5]],
  [[], [1, 1, 1, 1]],
])('a tensor of %j is drawn as maps of %j', (dims, maps) => {
  expect(asMaps(dims)).toEqual(maps);
});

test('a layer has a name among tensors, and back', () => {
  const ref = { part: 'decoder', tensor: '/body/Conv_output_0' } as const;
  expect(layerTensor(ref)).toBe('layer/decoder//body/Conv_output_0');
  expect(layerNamed(layerTensor(ref))).toEqual(ref);
  expect(layerNamed('latent')).toBeNull();
});
