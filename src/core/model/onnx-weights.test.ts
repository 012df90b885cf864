import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readOnnx } from './onnx-file';
import { besidesOf, WEIGHTS, weightsApart, withWeights } from './onnx-weights';

const read = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(`e2e/fixtures/${name}`));

test('weights beside a graph are put into it, to the byte', async () => {
  const folder = 'field/external-one/vae_encoder/model.onnx';
  const graph = read(folder);
  const [name = '', bytes = 0] = [...besidesOf(graph)][0] ?? [];
  const beside = read(`${folder}_data`);
  expect([name, bytes]).toEqual(['model.onnx_data', beside.length]);
  const whole = new Uint8Array(await withWeights(graph, new Map([[name, new Blob([beside])]])).arrayBuffer());
  const file = readOnnx(whole);
  expect(file.besides).toEqual([]);
  expect(file).toMatchObject({ parameters: readOnnx(graph).parameters, inputs: readOnnx(graph).inputs });
  // Each piece of the file beside is in it.
  expect(Buffer.from(whole).includes(Buffer.from(beside.subarray(0, 64)))).toBe(true);
  expect(whole.length).toBeGreaterThan(graph.length - 100 * 40);
});

test('the large tensors of a large file are taken apart without a copy, and are where the graph says', async () => {
  const content = read('field/sana/vae_decoder/model.onnx');
  expect(weightsApart(content)).toEqual({ content, weights: null });
  const { content: graph, weights } = weightsApart(content, 1);
  expect(weights).toBe(content);
  expect(graph.length).toBeLessThan(content.length - 3 * 32 * 32 * 9);
  expect(readOnnx(graph)).toMatchObject({ besides: [WEIGHTS], parameters: readOnnx(content).parameters });
  // Put together again, it is a file of the same tensors.
  const again = new Uint8Array(await withWeights(graph, new Map([[WEIGHTS, new Blob([content])]])).arrayBuffer());
  expect(again.length).toBe(content.length);
  expect(readOnnx(again)).toEqual(readOnnx(content));
});
