import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readOnnx } from './onnx-file';
import { node, nodesOf, tensorAttribute, withNodes } from './onnx-nodes';
import { withoutRandom } from './onnx-random';
import { field, joined, wholeField } from '../files/protobuf';

const fixture = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(`e2e/fixtures/${name}.onnx`));
const operatorsOf = (content: Uint8Array): string[] => nodesOf(content).map(({ operator }) => operator);
/** A graph of these nodes, which gives y. */
const graph = (...nodes: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  joined([
    wholeField(1, 8),
    field(7, ...nodes, field(11, field(1, 'x')), field(12, field(1, 'y'))),
    field(8, wholeField(2, 17)),
  ]);
const flag = (value: number): Uint8Array => joined([wholeField(2, 9), field(9, Uint8Array.of(value))]);

test('an encoder that draws a sample gives mean and log-variance instead, and nothing of the drawing is left', () => {
  const { content, operators, stuck, moments } = withoutRandom(fixture('tiny-foreign/sampled-encoder'), true);
  expect({ operators, stuck, moments }).toEqual({
    operators: ['RandomNormalLike'],
    stuck: [],
    moments: 'latent_sample.moments',
  });
  const file = readOnnx(content);
  expect(file.outputs).toEqual([
    { name: 'latent_sample.moments', type: 'float32', shape: ['batch', null, 'latent_sample_h', 'latent_sample_w'] },
  ]);
  expect(file.inputs).toEqual(readOnnx(fixture('tiny-foreign/sampled-encoder')).inputs);
  expect(operatorsOf(content).slice(-2)).toEqual(['Add', 'Concat']);
  for (const gone of ['RandomNormalLike', 'Exp']) expect(operatorsOf(content)).not.toContain(gone);
  // The mean comes first; the log-variance is twice what the exponential was taken of.
  const [sum, both] = nodesOf(content).slice(-2);
  expect(both?.inputs[1]).toBe(sum?.outputs[0]);
  expect(sum?.inputs[0]).toBe(sum?.inputs[1]);
});

test('where its sample is wanted as it was, the noise is its mean, and the outputs stay', () => {
  const before = fixture('tiny-foreign/sampled-encoder');
  const { content, moments } = withoutRandom(before, false);
  expect(moments).toBeNull();
  expect(readOnnx(content).outputs).toEqual(readOnnx(before).outputs);
  expect(operatorsOf(content)).toEqual(expect.arrayContaining(['Shape', 'ConstantOfShape', 'Exp']));
  expect(operatorsOf(content)).not.toContain('RandomNormalLike');
});

test('noise of another place becomes its mean: 0.5 of uniform numbers', () => {
  const { content, moments, operators } = withoutRandom(fixture('tiny-foreign/noisy-decoder'), true);
  expect([operators, moments]).toEqual([['RandomUniformLike'], null]);
  const filled = nodesOf(content).find(({ operator }) => operator === 'ConstantOfShape');
  expect([...(filled?.whole ?? [])].join()).toContain([...new Uint8Array(Float32Array.of(0.5).buffer)].join());
});

test('a graph without anything random stays the same bytes', () => {
  const content = fixture('tiny-kinds/moments-encoder');
  expect(withoutRandom(content, true)).toEqual({ content, operators: [], stuck: [], moments: null });
  expect(withoutRandom(content, true).content).toBe(content);
});

test('what is scaled after it was drawn is no plain sample: only its noise goes', () => {
  const content = graph(
    node('Split', ['x'], 'mean'),
    node('Exp', ['half'], 'sigma'),
    node('RandomNormal', [], 'noise'),
    node('Mul', ['noise', 'sigma'], 'spread'),
    node('Add', ['spread', 'mean'], 'z'),
    node('Mul', ['z', 'scale'], 'y'),
  );
  expect(withoutRandom(content, true).moments).toBeNull();
  const plain = graph(
    node('Sqrt', ['variance'], 'sigma'),
    node('RandomNormalLike', ['mean'], 'noise'),
    node('Mul', ['noise', 'sigma'], 'spread'),
    node('Add', ['spread', 'mean'], 'z'),
    node('Identity', ['z'], 'y'),
  );
  expect(withoutRandom(plain, true).moments).toBe('y.moments');
  expect(operatorsOf(withoutRandom(plain, true).content)).toEqual(['Sqrt', 'Log', 'Add', 'Concat']);
});

test('dropout goes where it is training, and counts for nothing where it is not', () => {
  const dropout = (mode: Uint8Array) =>
    graph(node('Constant', [], 'mode', tensorAttribute('value', mode)), node('Dropout', ['x', '', 'mode'], 'y'));
  expect(withoutRandom(dropout(flag(0)), false).operators).toEqual([]);
  const { operators, content } = withoutRandom(dropout(flag(1)), false);
  expect(operators).toEqual(['Dropout']);
  expect(operatorsOf(content)).toEqual(['Constant', 'Identity']);
  expect(withoutRandom(graph(node('Dropout', ['x'], 'y')), false).operators).toEqual([]);
});

test.each([
  ['a choice', graph(node('Bernoulli', ['x'], 'y')), 'Bernoulli'],
  [
    'noise within a loop',
    graph(node('Loop', ['x'], 'y', joined([field(1, 'body'), field(6, node('RandomNormal', [], 'z'))]))),
    'RandomNormal',
  ],
  [
    'noise of a vendor',
    withNodes(graph(node('Relu', ['x'], 'y')), [
      field(1, field(2, 'y'), field(4, 'BiasDropout'), field(7, 'com.microsoft')),
    ]),
    'BiasDropout',
  ],
])('%s cannot be taken out, and is named', (_what, content, operator) => {
  expect(withoutRandom(content, true)).toEqual({ content, operators: [operator], stuck: [operator], moments: null });
});
