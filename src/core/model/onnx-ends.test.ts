import { expect, test } from 'vitest';
import { field, joined, wholeField } from '../files/protobuf';
import { rewriteEnds } from './onnx-ends';
import { readOnnx, type OnnxValue } from './onnx-file';
import { node, nodesOf, valueField } from './onnx-nodes';
import { preparedGraph } from './prepared-graph';
import { endFindings, usualEnds } from './usual-ends';

type Shape = OnnxValue['shape'];
const value = (name: string, type: string, shape: Shape): OnnxValue => ({ name, type, shape });
/** A file of one node from its input to its output. */
const file = (input: OnnxValue, output: OnnxValue, opset = 17): Uint8Array<ArrayBuffer> =>
  joined([
    wholeField(1, 8),
    field(7, node('Conv', [input.name], output.name), valueField('input', input), valueField('output', output)),
    field(8, wholeField(2, opset)),
  ]);
const chain = (content: Uint8Array): string[] =>
  nodesOf(content)
    .filter(({ operator }) => operator !== 'Constant')
    .map(({ operator, inputs, outputs }) => `${operator} ${inputs[0]} ${outputs[0]}`);
const endsOf = (content: Uint8Array<ArrayBuffer>) => {
  const { file: found, content: made } = preparedGraph(content, false);
  const { inputs, outputs } = readOnnx(made);
  expect({ inputs, outputs }, 'what is said of the bytes is what they say').toEqual({
    inputs: found.inputs,
    outputs: found.outputs,
  });
  return [...inputs, ...outputs].map(({ name, type, shape }) => `${name} ${type} ${(shape ?? []).join()}`);
};

test('float16 at both ends is cast, and the path keeps its names', () => {
  const content = file(value('x', 'float16', [1, 3, 'h', 'w']), value('y', 'float16', [1, 8, null, 'v']));
  expect(endsOf(content)).toEqual(['x.float32 float32 1,3,h,w', 'y.float32 float32 1,8,,v']);
  expect(chain(preparedGraph(content, false).content)).toEqual(['Cast x.float32 x', 'Conv x y', 'Cast y y.float32']);
});

test('names that the graph has already are not taken for the new ends, nor for what lies between', () => {
  const [input, output] = [value('x', 'float16', [1, 3, 1, 'h', 'w']), value('y', 'uint8', [1, 'h', 'w', 3])];
  const inner = ['x.float32', 'x.float32.1', 'x.axis', 'y.end1', 'y.float32.number'];
  const content = joined([
    wholeField(1, 8),
    field(
      7,
      ...[input.name, ...inner].map((name, at) => node('Conv', [name], [...inner, output.name][at] as string)),
      valueField('input', input),
      valueField('output', output),
    ),
    field(8, wholeField(2, 17)),
  ]);
  const made = nodesOf(preparedGraph(content, false).content).flatMap(({ outputs }) => outputs);
  expect(new Set(made).size).toBe(made.length);
  expect(endsOf(content)[0]).toMatch(/^x\.float32_2 float32/);
});

test('usual ends stay the same bytes', () => {
  const content = file(value('x', 'float32', [1, 3, 'h', 'w']), value('y', 'float32', [1, 8, 'h', 'w']));
  expect(preparedGraph(content, false).content).toBe(content);
  expect(rewriteEnds(content, 17, [])).toBe(content);
});

test('bytes with channels at the end become pixels of [0, 1], on both sides', () => {
  const encoder = file(value('x', 'uint8', ['n', 'h', 'w', 3]), value('z', 'float32', ['n', 4, 'a', 'b']));
  expect(endsOf(encoder)).toEqual(['x.float32 float32 n,3,h,w', 'z float32 n,4,a,b']);
  expect(chain(preparedGraph(encoder, false).content).map((each) => each.split(' ')[0])).toEqual([
    'Mul',
    'Add',
    'Floor',
    'Max',
    'Min',
    'Transpose',
    'Cast',
    'Conv',
  ]);
  const decoder = file(value('z', 'float32', [1, 'a', 'b', 4]), value('y', 'uint8', [1, 'h', 'w', 3]));
  expect(endsOf(decoder)).toEqual(['z.float32 float32 1,4,a,b', 'y.float32 float32 1,3,h,w']);
  expect(chain(preparedGraph(decoder, false).content).map((each) => each.split(' ')[0])).toEqual([
    'Transpose',
    'Conv',
    'Cast',
    'Transpose',
    'Div',
  ]);
});

test.each<[string, Shape, Shape, string, string]>([
  ['channels last in both, by sizes', [1, 64, 96, 3], [1, 8, 12, 4], '1,3,64,96', '1,4,8,12'],
  ['channels last in the picture alone, by sizes', [1, 64, 96, 3], [1, 12, 8, 12], '1,3,64,96', '1,12,8,12'],
  ['neither known: as the picture', [1, 'h', 'w', 3], [1, 'a', 'b', 'c'], '1,3,h,w', '1,c,a,b'],
  ['no batch', [64, 64, 3], [4, 8, 8], '1,3,64,64', '1,4,8,8'],
  ['no batch, colours first', [3, 'h', 'w'], [4, 'a', 'b'], '1,3,h,w', '1,4,a,b'],
  ['no batch, all last', ['h', 'w', 3], ['a', 'b', 4], '1,3,h,w', '1,4,a,b'],
  ['one frame', [1, 3, 1, 'h', 'w'], ['n', 32, 't', 'a', 'b'], '1,3,h,w', 'n,32,a,b'],
  ['a batch of two', [2, 3, 'h', 'w'], [2, 8, 'a', 'b'], '1,3,h,w', '1,8,a,b'],
])('%s', (_what, from, to, input, output) => {
  const ends = endsOf(file(value('x', 'float32', from), value('y', 'float32', to)));
  expect(ends.map((end) => end.split(' ')[2])).toEqual([input, output]);
});

test.each<[string, Shape, Shape]>([
  ['tokens', [1, 256, 3], [1, 256, 8]],
  ['a video of four frames', [1, 3, 4, 64, 64], [1, 8, 4, 8, 8]],
  ['a batch that would be too much work', [32, 3, 64, 64], [32, 8, 8, 8]],
])('%s stays as it is', (_what, from, to) => {
  const content = file(value('x', 'float32', from), value('y', 'float32', to));
  expect(preparedGraph(content, false).ends).toEqual([]);
});

test('axes are an attribute before opset 13, and an input from then on', () => {
  const made = (opset: number) =>
    nodesOf(
      preparedGraph(file(value('x', 'float32', [1, 3, 1, 8, 8]), value('y', 'float32', [1, 8, 1, 1, 1]), opset), false)
        .content,
    ).find(({ operator }) => operator === 'Unsqueeze');
  expect([made(11)?.inputs.length, made(11)?.attributes.length]).toEqual([1, 1]);
  expect([made(13)?.inputs.length, made(13)?.attributes.length]).toEqual([2, 0]);
});

test('what was done is said once for each kind', () => {
  const { ends } = usualEnds(
    readOnnx(file(value('x', 'float16', [2, 3, 1, 'h', 'w']), value('y', 'float16', [2, 8, 1, 'a', 'b']))),
  );
  expect(endFindings('encoder', ends).map(({ found, verdict }) => `${verdict}: ${found}`)).toEqual([
    'note: an axis of frames in x, y',
    'note: 2 in x',
    'note: float16 in x',
    'note: float16 in y',
  ]);
});
