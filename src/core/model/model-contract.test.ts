import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assignParts } from './assign-parts';
import { checkGraph, isGood, randomFindings, sentenceOf } from './model-contract';
import { loadingCure } from './model-cures';
import { checkDecoderRuns, checkEncoderRun, latentChannels, type Outcome } from './model-runs';
import { readOnnx, type OnnxFile } from './onnx-file';
import { PICTURE, PIXELS, graph, named, open, value } from './test-graphs';

test('the exported tiny model fits, and its plan says what it is', () => {
  const read = (part: string) => readOnnx(new Uint8Array(readFileSync(`e2e/fixtures/tiny-f8c12/${part}.onnx`)));
  const encoder = checkGraph('encoder', read('encoder'));
  expect(isGood(encoder.findings)).toBe(true);
  expect(encoder.plan).toEqual({
    part: 'encoder',
    bands: true,
    inputs: ['bands1', 'bands2', 'bands3'],
    output: 'moments',
    channels: { in: 12, out: 24 },
    fixed: null,
  });
  expect(checkGraph('decoder', read('decoder')).plan).toMatchObject({
    inputs: ['latent'],
    output: 'coefficients',
    channels: { in: 12, out: 12 },
  });
});

test('inputs of other names are taken by the digits they end in, else in their order', () => {
  const inputs = (...names: string[]) =>
    checkGraph(
      'encoder',
      graph(
        names.map((name) => value(name, 12)),
        [value('out', 8)],
      ),
    ).plan?.inputs;
  expect(inputs('level_3', 'level_1', 'level_2')).toEqual(['level_1', 'level_2', 'level_3']);
  expect(inputs('fine', 'middle', 'coarse')).toEqual(['fine', 'middle', 'coarse']);
  expect(inputs('x11', 'x21', 'x31')).toEqual(['x11', 'x21', 'x31']);
});

test.each([
  [
    'half precision',
    { ...PICTURE, inputs: [value('image', 3, open, { type: 'float16' })] },
    'Type of values',
    /float16 in image/,
  ],
  [
    'a batch of four',
    graph([value('image', 3, open, { shape: [4, 3, 'h', 'w'] })], PICTURE.outputs),
    'Batch',
    /image 4 × 3/,
  ],
  [
    'one fixed side',
    graph([value('image', 3, [256, 'w'])], PICTURE.outputs),
    'Height and width',
    /one of them fixed in image 1 × 3 × 256 × w/,
  ],
  ['grey pictures', graph([value('image', 1)], PICTURE.outputs), 'Input channels', /^1 in image$/],
  ['two inputs', graph([value('image', 3), value('t', 1)], PICTURE.outputs), 'Inputs', /2: image, t/],
  ['two outputs', graph(PICTURE.inputs, [value('mean', 4), value('logvar', 4)]), 'Outputs', /2: mean, logvar/],
  ['a flat output', graph(PICTURE.inputs, [value('z', 4, [], {})]), 'Dimensions', /z 1 × 4/],
  ['weights beside it', { ...PICTURE, besides: ['m.onnx.data'] }, 'Weights', /m\.onnx\.data/],
])('an encoder with %s gets a row that says so and what to do', (_what, file, what, found) => {
  const { findings, plan } = checkGraph('encoder', file as OnnxFile);
  const wrong = findings.filter(({ verdict }) => verdict === 'differs');
  expect(wrong).toMatchObject([{ what, found: expect.stringMatching(found) as unknown }]);
  expect(wrong[0]?.cure).toMatch(/^[A-Z].*\.$/);
  expect(plan).toBeNull();
});

test.each([
  [
    'video',
    'encoder',
    [1, 3, 'frames', 'h', 'w'],
    [1, 8, 'frames', 'h8', 'w8'],
    'float32',
    'Dimensions',
    /one frame.*unsqueeze\(2\)/,
  ],
  ['tokens', 'encoder', [1, 3, 'h', 'w'], [1, 'n', 16], 'float32', 'Dimensions', /tokens in a row/],
  ['one vector', 'encoder', [1, 3, 'h', 'w'], [1, 512], 'float32', 'Dimensions', /place for each 8 × 8/],
  ['channels at the end', 'encoder', [1, 64, 64, 3], [1, 8, 8, 4], 'float32', 'Dimensions', /permute\(0, 3, 1, 2\)/],
  ['channels at the end', 'decoder', [1, 8, 8, 4], [1, 64, 64, 3], 'float32', 'Dimensions', /permute\(0, 3, 1, 2\)/],
  [
    'indices of a codebook',
    'encoder',
    [1, 3, 'h', 'w'],
    [1, 1, 'h8', 'w8'],
    'int64',
    'Type of values',
    /vectors that they stand for/,
  ],
  ['grey pictures', 'encoder', [1, 1, 'h', 'w'], [1, 8, 'h8', 'w8'], 'float32', 'Input channels', /grey.*mean\(1/],
  ['grey pictures', 'decoder', [1, 4, 'h', 'w'], [1, 1, 'h8', 'w8'], 'float32', 'Output channels', /grey.*repeat/],
])(
  '%s: the %s is told apart, with the cure of the case and no row of another layout',
  (_what, part, into, out, type, what, cure) => {
    const file = graph([value('x', 0, [], { shape: into })], [value('y', 0, [], { shape: out, type })]);
    const wrong = checkGraph(part as 'encoder' | 'decoder', file).findings.filter(
      ({ verdict }) => verdict === 'differs',
    );
    expect(wrong).toMatchObject([{ what, cure: expect.stringMatching(cure) as unknown }]);
  },
);

test('networks with channels at the end are told apart by their three colours', () => {
  const encoder = graph([value('x', 0, [], { shape: [1, 64, 64, 3] })], [value('y', 0, [], { shape: [1, 8, 8, 4] })]);
  const decoder = graph([value('x', 0, [], { shape: [1, 8, 8, 4] })], [value('y', 0, [], { shape: [1, 64, 64, 3] })]);
  expect(assignParts([named('b.onnx', decoder), named('a.onnx', encoder)])).toMatchObject({
    encoder: { name: 'a.onnx' },
    findings: [],
  });
});

test.each([
  [
    'Unsupported model IR version: 14, max supported IR version: 13',
    { ir: 14, opset: 17 },
    /IR version 14.*up to 13.*ir_version = 10/,
  ],
  [
    'ONNX Runtime only *guarantees* support for models stamped with official released onnx opset versions. Opset 30 is under development',
    { ir: 8, opset: 30 },
    /opset 30.*opset_version=17/,
  ],
  ['Fatal error: com.vendor:Conv(-1) is not a registered function/op', { ir: 8, opset: 17 }, /^Conv of com\.vendor/],
  [
    'Error No Op registered for Frobnicate with domain_version of 17',
    { ir: 8, opset: 17 },
    /no operator Frobnicate of opset 17/,
  ],
  [
    'Node (/a/Transpose_1) Op (Transpose) [TypeInferenceError] Invalid attribute perm {0, -1, 1, 2}, input shape = {0, 0, 0, 16}',
    { ir: 8, opset: 17 },
    /counted from the end.*dynamo=True/,
  ],
])('the runtime says "%s", and the cure is of that', (message, file, cure) => {
  expect(loadingCure(message, file)).toMatch(cure);
});

test('random numbers are said, with what became of them', () => {
  expect(randomFindings('encoder', { operators: [], stuck: [], moments: null })).toEqual([]);
  expect(randomFindings('encoder', { operators: ['RandomNormalLike'], stuck: [], moments: 'm' })).toMatchObject([
    { verdict: 'note', found: 'RandomNormalLike, taken out', cure: expect.stringMatching(/by a seed/) as unknown },
  ]);
  expect(randomFindings('decoder', { operators: ['Bernoulli'], stuck: ['Bernoulli'], moments: null })).toMatchObject([
    { verdict: 'differs', found: 'Bernoulli', cure: expect.stringMatching(/as it is/) as unknown },
  ]);
  // What is left in stops nothing, whatever it is.
  const kept = randomFindings('decoder', { operators: ['Bernoulli'], stuck: ['Bernoulli'], moments: null }, true);
  expect(kept).toMatchObject([{ verdict: 'note', found: 'Bernoulli, left in' }]);
  expect(randomFindings('decoder', { operators: [], stuck: [], moments: null }, true)).toEqual([]);
});

test('a decoder with another number of channels is refused, open ones wait for the run', () => {
  expect(checkGraph('decoder', graph(PIXELS.inputs, [value('y', 4)])).findings).toContainEqual(
    expect.objectContaining({ what: 'Output channels', found: '4 in y', verdict: 'differs' }),
  );
  expect(checkGraph('decoder', graph([value('z', 'c')], [value('y', 'd')])).plan?.channels).toEqual({
    in: null,
    out: null,
  });
});

const run = (width: number, height: number, dims: readonly number[], more: Partial<Outcome> = {}): Outcome => ({
  width,
  height,
  dims,
  finite: true,
  zero: false,
  ...more,
});

test('what an encoder gives is an eighth of the picture, or a power of two less', () => {
  for (const downscale of [8, 16, 32, 64] as const) {
    const side = 64 / downscale;
    expect(checkEncoderRun(run(64, 64, [1, 8, side, side]))).toMatchObject({ channels: 8, downscale });
    expect(checkEncoderRun(run(192, 64, [1, 8, side, 3 * side]), downscale)).toMatchObject({ channels: 8, downscale });
  }
  const quarter = checkEncoderRun(run(64, 64, [1, 8, 16, 16]));
  expect(quarter).toMatchObject({ channels: null, downscale: null });
  expect(quarter.findings[0]).toMatchObject({
    expected: '1 × C × 8 × 8 or 4 × 4 or 2 × 2 or 1 × 1',
    found: '1 × 8 × 16 × 16',
    cure: expect.stringMatching(/4 times smaller/) as unknown,
  });
  expect(checkEncoderRun(run(96, 64, [1, 8, 4, 6]), 8).findings[0]).toMatchObject({
    expected: '1 × C × 8 × 12',
    cure: expect.stringMatching(/^Pad/) as unknown,
  });
  expect(checkEncoderRun(run(64, 64, [1, 8, 8, 8], { zero: true })).findings[1]).toMatchObject({
    found: 'only zeros',
    verdict: 'differs',
  });
  expect(checkEncoderRun(run(64, 64, [1, 8, 8, 8], { finite: false })).findings[1]).toMatchObject({
    found: 'values that are not numbers',
  });
});

test('mean with log-variance or the mean alone, as the decoder takes it', () => {
  expect(latentChannels(8, 4).candidates).toEqual([4]);
  expect(latentChannels(4, 4).candidates).toEqual([4]);
  expect(latentChannels(8, null).candidates).toEqual([4, 8]);
  expect(latentChannels(7, null).candidates).toEqual([7]);
  const wrong = latentChannels(10, 4);
  expect(wrong.candidates).toEqual([]);
  expect(wrong.findings).toMatchObject([
    { verdict: 'differs', expected: expect.stringMatching(/^8 .* or 4/) as unknown, found: '10' },
  ]);
});

test('a decoder gives pixels or coefficients', () => {
  expect(checkDecoderRuns([run(64, 64, [1, 3, 64, 64]), run(96, 64, [1, 3, 64, 96])]).output).toBe('image');
  expect(checkDecoderRuns([run(64, 64, [1, 12, 32, 32]), run(96, 64, [1, 12, 32, 48])]).output).toBe('coefficients');
  expect(checkDecoderRuns([run(64, 64, [1, 3, 64, 64]), run(96, 64, [1, 3, 64, 64])])).toMatchObject({ output: null });
  expect(checkDecoderRuns([run(64, 64, [1, 3, 128, 128])]).output).toBeNull();
});

test('a finding reads as a sentence', () => {
  const [finding] = checkEncoderRun(run(64, 64, [1, 8, 16, 16])).findings;
  expect(finding && sentenceOf(finding)).toBe(
    'Encoder, output of 64 × 64 pixels: expected 1 × C × 8 × 8 or 4 × 4 or 2 × 2 or 1 × 1, found 1 × 8 × 16 × 16. It makes pictures 4 times smaller; this page runs models that make them 8, 16, 32 or 64 times smaller.',
  );
});

test('a fixed size is taken, said, and counts by the input alone', () => {
  const square = checkGraph('encoder', graph([value('image', 3, [256, 320])], [value('moments', 8, [32, 40])]));
  expect(square.plan?.fixed).toEqual({ width: 320, height: 256 });
  expect(square.findings.find(({ what }) => what === 'Height and width')).toMatchObject({
    verdict: 'note',
    found: 'fixed in image 1 × 3 × 256 × 320',
  });
  const stale = checkGraph('encoder', graph([value('image', 3)], [value('moments', 8, [32, 40])]));
  expect(stale.plan?.fixed).toBeNull();
});
