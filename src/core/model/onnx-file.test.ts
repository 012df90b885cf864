import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { looksLike, readOnnx } from './onnx-file';

const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(`e2e/fixtures/tiny-f8c12/${name}`));
const text = (words: string): Uint8Array => new TextEncoder().encode(words);

/** A field of a message: text, bytes or messages. */
function field(number: number, ...parts: readonly (string | Uint8Array | number[])[]): number[] {
  const bytes = parts.flatMap((part) => [...(typeof part === 'string' ? text(part) : part)]);
  const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7];
  return [number * 8 + 2, ...length, ...bytes];
}
const whole = (number: number, value: number): number[] => [number * 8, value];
const value = (name: string, type: number, ...sizes: number[][]): number[] =>
  field(1, name).concat(field(2, field(1, whole(1, type), field(2, ...sizes.map((size) => field(1, size))))));
const model = (...graph: number[][]): Uint8Array =>
  Uint8Array.from([...whole(1, 8), ...field(7, ...graph), ...field(8, whole(2, 17))]);
const relu = field(1, field(4, 'Relu'));

test('an exported encoder: inputs and sizes, operators, parameters', () => {
  const file = readOnnx(fixture('encoder.onnx'));
  expect(file.opset).toBe(17);
  expect(file.producer).toBe('pytorch');
  expect(file.inputs).toEqual([
    { name: 'bands1', type: 'float32', shape: [1, 12, 'h2', 'w2'] },
    { name: 'bands2', type: 'float32', shape: [1, 12, 'h4', 'w4'] },
    { name: 'bands3', type: 'float32', shape: [1, 12, 'h8', 'w8'] },
  ]);
  expect(file.outputs).toEqual([{ name: 'moments', type: 'float32', shape: [1, 24, 'h8', 'w8'] }]);
  expect(file.operators.has('Conv')).toBe(true);
  // Weights of both convolutions (8680), and the two ends of the clamp for each channel.
  expect(file.parameters).toBe(8728);
  expect([...file.storedAs].sort()).toEqual(['float16', 'float32']);
  expect(file.besides).toEqual([]);
});

test('what has a stored value is no input, open sizes have names or none, and weights may be constants of a node', () => {
  const file = readOnnx(
    model(
      relu,
      field(1, field(4, 'Constant'), field(5, field(1, 'value'), field(5, whole(1, 2), whole(1, 3), whole(2, 1)))),
      field(5, field(1, [4, 5]), whole(2, 10), field(8, 'weight')),
      field(11, value('x', 1, whole(1, 1), field(2, 'c'), [])),
      field(11, value('weight', 10, whole(1, 20))),
      field(12, value('y', 11)),
    ),
  );
  expect(file.inputs).toEqual([{ name: 'x', type: 'float32', shape: [1, 'c', null] }]);
  expect(file.outputs).toEqual([{ name: 'y', type: 'float64', shape: [] }]);
  expect(file.parameters).toBe(26);
  expect([...file.operators]).toEqual(['Relu', 'Constant']);
});

test('weights of 8 bits are parameters, their scales and zero points are not', () => {
  const { parameters, storedAs } = readOnnx(
    new Uint8Array(readFileSync('e2e/fixtures/tiny-foreign/eight-bit-decoder.onnx')),
  );
  // 4 to 8 and 8 to 3 of 3 x 3, with biases, and the four factors of the enlarging and the two scales that stand in products.
  expect(parameters).toBe(4 * 8 + 8 + 8 * 3 * 9 + 3 + 4 + 2);
  expect([...storedAs]).toEqual(['float32']);
  const linear = readOnnx(
    model(
      field(1, field(1, 'q'), field(1, 's'), field(1, 'z'), field(2, 'w'), field(4, 'DequantizeLinear')),
      field(1, field(1, 'b'), field(1, 's'), field(2, 'bias'), field(4, 'DequantizeLinear')),
      field(5, whole(1, 30), whole(2, 3), field(8, 'q')),
      field(5, whole(1, 10), whole(2, 1), field(8, 's')),
      field(5, whole(1, 10), whole(2, 3), field(8, 'z')),
      field(5, whole(1, 5), whole(2, 6), field(8, 'b')),
      field(5, whole(1, 4), whole(2, 7), field(8, 'sizes')),
      field(12, value('y', 1)),
    ),
  );
  expect(linear.parameters).toBe(35);
});

test('weights in another file are named', () => {
  const beside = field(
    5,
    whole(2, 1),
    field(8, 'w'),
    field(13, field(1, 'location'), field(2, 'model.onnx.data')),
    whole(14, 1),
  );
  expect(readOnnx(model(relu, beside, field(12, value('y', 1)))).besides).toEqual(['model.onnx.data']);
});

test.each([
  ['a cut file', fixture('encoder.onnx').subarray(0, 9000), /ends too early/],
  ['no bytes', new Uint8Array(0), /no ONNX file/],
  ['a page', text('<!doctype html>'), /ONNX|ends too early/],
  ['zeros', new Uint8Array(64), /no ONNX file/],
  ['a graph without outputs', model(relu), /no graph/],
  ['a graph without nodes', model(field(12, value('y', 1))), /no graph/],
])('%s is refused with why', (_what, content, says) => {
  expect(() => readOnnx(content)).toThrow(says);
});

test('damaged files end in an error or in facts, never in a hang', () => {
  const good = fixture('decoder.onnx');
  for (let seed = 1; seed <= 200; seed++) {
    const bad = good.slice();
    for (let k = 0; k < 4; k++) bad[(seed * 7919 + k * 104729) % bad.length] = (seed * 31 + k * 17) % 256;
    try {
      expect(readOnnx(bad).outputs.length).toBeGreaterThan(0);
    } catch (error) {
      expect((error as Error).message).toMatch(/ONNX|early|graph/);
    }
  }
});

test('other files are told by their first bytes', () => {
  expect(looksLike(Uint8Array.of(0x50, 0x4b, 3, 4, 0))).toMatch(/PyTorch/);
  expect(looksLike(Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x22))).toMatch(/safetensors/);
  expect(looksLike(text('  <html>'))).toBe('a web page');
  expect(looksLike(text('{"a": 1}'))).toBe('a JSON file');
  expect(looksLike(fixture('encoder.onnx'))).toBeNull();
});
