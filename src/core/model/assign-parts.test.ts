import { expect, test } from 'vitest';
import { assignParts, leaningOf } from './assign-parts';
import { BANDS, COEFFICIENTS, PICTURE, PIXELS, graph, named, value } from './test-graphs';

test.each([
  [BANDS, PIXELS],
  [PICTURE, PIXELS],
  [BANDS, COEFFICIENTS],
  [PICTURE, COEFFICIENTS],
])('encoder and decoder are told apart by their graphs, whatever their names and order', (encoder, decoder) => {
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const files = [named('decoder.onnx', encoder), named('encoder.onnx', decoder)];
    const {
      encoder: first,
      decoder: second,
      findings,
    } = assignParts(order.map((index) => files[index] as (typeof files)[number]));
    expect([first?.file, second?.file, findings]).toEqual([encoder, decoder, []]);
  }
});

test('a lone file is told, too; one that could be either waits for the other', () => {
  expect(assignParts([named('a.onnx', PICTURE)])).toMatchObject({
    encoder: { name: 'a.onnx' },
    decoder: null,
    findings: [],
  });
  expect(assignParts([named('b.onnx', PIXELS)])).toMatchObject({ encoder: null, decoder: { name: 'b.onnx' } });
  const either = graph([value('x', 'a')], [value('y', 'b')]);
  expect(assignParts([named('model.onnx', either)])).toMatchObject({
    encoder: null,
    decoder: null,
    findings: [{ verdict: 'note' }],
  });
  // Then the other one decides.
  expect(assignParts([named('one.onnx', either), named('two.onnx', PIXELS)])).toMatchObject({
    encoder: { name: 'one.onnx' },
    decoder: { name: 'two.onnx' },
  });
  // Six channels of a latent with its log-variance look like coefficients: sizes and names tell.
  const six = graph([value('x', 3)], [value('moments', 12)]);
  expect(assignParts([named('a.onnx', six), named('b.onnx', graph([value('z', 6)], [value('y', 3)]))])).toMatchObject({
    encoder: { name: 'a.onnx' },
  });
  expect(leaningOf('n.onnx', graph([value('x', 'c', [64, 64])], [value('y', 'd', [8, 8])]))).toEqual({
    encoder: 10,
    decoder: 0,
  });
});

test('two of a kind, and too many, are said', () => {
  expect(assignParts([named('a.onnx', PICTURE), named('b.onnx', BANDS)]).findings).toMatchObject([
    { found: 'two encoders: a.onnx, b.onnx', verdict: 'differs' },
  ]);
  expect(assignParts([named('a.onnx', PIXELS), named('b.onnx', COEFFICIENTS)]).findings).toMatchObject([
    { found: 'two decoders: a.onnx, b.onnx' },
  ]);
  const three = [PICTURE, PICTURE, BANDS].map((file, index) => named(`${index}.onnx`, file));
  expect(assignParts(three)).toMatchObject({ encoder: null, findings: [{ found: '0.onnx, 1.onnx, 2.onnx' }] });
});

test('the last word in a name counts, so that the folder autoencoder is no encoder', () => {
  const either = graph([value('x', 'a')], [value('y', 'b')]);
  const files = ['autoencoder/decoder.onnx', 'autoencoder/encoder.onnx'].map((name) => named(name, either));
  expect(assignParts(files)).toMatchObject({ encoder: { name: 'autoencoder/encoder.onnx' } });
});

test('two that lean to the same part are told by hand', () => {
  const files = [
    { ...named('a.onnx', PICTURE), as: 'encoder' as const },
    { ...named('b.onnx', BANDS), as: 'decoder' as const },
  ];
  expect(assignParts(files)).toMatchObject({ encoder: { name: 'a.onnx' }, decoder: { name: 'b.onnx' }, findings: [] });
});
