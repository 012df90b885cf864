import { describe, expect, it } from 'vitest';
import type { ModelEntry } from './manifest';
import { compareRuns, PARITY_STAGES, type ParityTensors } from './parity';
import {
  choosePrecision,
  halfVerdicts,
  PRECISION_TEXT,
  precisionOf,
  receiptKey,
  withoutHalf,
  type HalfVerdicts,
  type PrecisionRequest,
} from './precision';

const network = (
  name: string,
  variants: readonly object[] = [{ precision: 'fp16', file: `${name}.fp16.onnx`, bytes: 5, sha256: `${name} half` }],
) => ({ file: `${name}.onnx`, bytes: 9, sha256: name, parameters: 1, variants });
const MODEL = {
  title: 'Tiny',
  encoder: network('encoder'),
  decoder: network('decoder'),
  parity: { sha256: 'stored' },
  range: [-1, 1],
  latent: { scale: 1, shift: 0 },
} as unknown as ModelEntry;
const NO_VARIANT = { ...MODEL, encoder: network('encoder', []) } as unknown as ModelEntry;

/** An adapter as the worker sees it. */
const F16 = { backend: 'webgpu', adapter: 'a GPU', ort: '1.30.0 jspi', shaderF16: true } as const;
const NO_F16 = { ...F16, shaderF16: false } as const;
const CPU = { ...F16, backend: 'wasm', adapter: 'CPU, 2 threads', shaderF16: false } as const;

const tensors = (factor: number): ParityTensors =>
  Object.fromEntries(
    PARITY_STAGES.map((name) => [
      name,
      { dims: [1, 3, 1, 1], data: Float32Array.of(1, 2, name === 'mean' ? 3 * factor : 3) },
    ]),
  ) as unknown as ParityTensors;
const KEY = receiptKey(MODEL, { ...F16, precision: PRECISION_TEXT.fp16 });
const verdict = (factor: number): HalfVerdicts => ({
  [KEY]: compareRuns('webgpu', tensors(factor), 'pytorch', tensors(1), 'fp16'),
});

const choose = (request: Partial<PrecisionRequest> = {}) =>
  choosePrecision({ asked: 'auto', model: MODEL, ...F16, verdicts: {}, ...request });
const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('auto', () => {
  it('takes fp16 where the adapter has it, a build exists and parity passed', () => {
    const choice = choose({ verdicts: verdict(1.004) });
    expect(choice).toMatchObject({
      precision: 'fp16',
      half: 'passed',
      encoder: { file: 'encoder.fp16.onnx' },
      decoder: { file: 'decoder.fp16.onnx' },
    });
    expect(choice.reason).toBe('fp16 was checked on this adapter: 9 of 9 stages agree with PyTorch within 1e−2.');
  });

  it.each([
    ['no verdict yet', {}, 'unchecked', /from the next start on, if it agrees/],
    [
      'parity that failed',
      { verdicts: verdict(1.5) },
      'failed',
      /^fp16 differs on this adapter: Encoder differs by 5e−1 \(limit 1e−2\)\.$/,
    ],
    ['values that are not numbers', { verdicts: verdict(NaN) }, 'failed', /not numbers/],
    [
      'an adapter without shader-f16',
      { ...NO_F16, verdicts: verdict(1) },
      'none',
      /^This adapter has no shader-f16\.$/,
    ],
    ['the CPU', { ...CPU, verdicts: verdict(1) }, 'none', /^The CPU computes in fp32\.$/],
    [
      'a model without an fp16 build',
      { model: NO_VARIANT, verdicts: verdict(1) },
      'none',
      /^Tiny has no fp16 build\.$/,
    ],
    [
      'a model without stored values',
      { model: { ...MODEL, parity: undefined } as unknown as ModelEntry },
      'none',
      /without values that fp16/,
    ],
  ] as const)('takes fp32 with %s', (_, request, half, says) => {
    const choice = choose(request);
    expect(choice).toMatchObject({
      precision: 'fp32',
      half,
      encoder: { file: 'encoder.onnx' },
      decoder: { file: 'decoder.onnx' },
    });
    expect(choice.reason).toMatch(says);
  });

  it.each([
    ['another adapter', { adapter: 'another GPU' }],
    ['another runtime', { ort: '1.31.0 jspi' }],
    [
      'other weights',
      {
        model: {
          ...MODEL,
          encoder: network('encoder', [{ precision: 'fp16', file: 'e', bytes: 5, sha256: 'newer' }]),
        } as unknown as ModelEntry,
      },
    ],
    ['another range', { model: { ...MODEL, range: [0, 1] } as unknown as ModelEntry }],
    ['other stored values', { model: { ...MODEL, parity: { sha256: 'newer' } } as unknown as ModelEntry }],
  ])('does not take a verdict for %s', (_, request) => {
    expect(choose({ verdicts: verdict(1), ...request })).toMatchObject({ precision: 'fp32', half: 'unchecked' });
  });
});

describe('chosen by hand', () => {
  it('fp32 stays fp32, whatever passed', () => {
    expect(choose({ asked: 'fp32', verdicts: verdict(1) })).toMatchObject({
      precision: 'fp32',
      reason: 'fp32 was chosen.',
      half: 'passed',
    });
    expect(choose({ asked: 'fp32', ...CPU })).toMatchObject({ precision: 'fp32', reason: 'fp32 was chosen.' });
  });

  it('fp16 needs no verdict, but says what is known', () => {
    expect(choose({ asked: 'fp16' })).toMatchObject({
      precision: 'fp16',
      half: 'unchecked',
      reason: 'fp16 was chosen. It was not checked on this adapter.',
    });
    expect(choose({ asked: 'fp16', verdicts: verdict(1) }).reason).toMatch(/^fp16 was chosen\. 9 of 9 stages agree/);
    expect(choose({ asked: 'fp16', verdicts: verdict(2) }).reason).toMatch(
      /^fp16 was chosen\. It differs on this adapter: Encoder/,
    );
  });

  it.each([
    ['on the CPU', CPU, 'no-backend', 'fp16 was chosen, but the CPU computes in fp32. Choose Auto or fp32.'],
    [
      'without shader-f16',
      NO_F16,
      'no-backend',
      'fp16 was chosen, but this adapter has no shader-f16. Choose Auto or fp32.',
    ],
    [
      'without a build',
      { model: NO_VARIANT },
      'model-unsupported',
      'fp16 was chosen, but Tiny has no fp16 build. Choose Auto or fp32.',
    ],
  ] as const)('fp16 is refused with the reason %s', (_, request, code, message) => {
    expect(thrownBy(() => choose({ asked: 'fp16', verdicts: verdict(1), ...request }))).toMatchObject({
      code,
      message,
    });
  });
});

it('a build that cannot be loaded leaves fp32 and says why', () => {
  expect(withoutHalf(MODEL, 'It is not there.')).toMatchObject({
    precision: 'fp32',
    encoder: { file: 'encoder.onnx' },
    half: 'failed',
    reason: 'fp16 could not be loaded: It is not there.',
  });
});

it('receipts are kept by the networks that ran, and only those of fp16 are verdicts', () => {
  const full = receiptKey(MODEL, { ...F16, precision: PRECISION_TEXT.fp32 });
  expect(full).toContain('encoder decoder stored -1 1 1 0 webgpu a GPU');
  expect(KEY).toContain('encoder half decoder half stored -1 1 1 0 webgpu a GPU');
  const [half] = Object.values(verdict(1));
  expect(half && Object.keys(halfVerdicts({ [full]: half, [KEY]: half }))).toEqual([KEY]);
  expect([
    precisionOf({ precision: PRECISION_TEXT.fp16 }),
    precisionOf({ precision: PRECISION_TEXT.fp32 }),
    precisionOf({ precision: 'older' }),
  ]).toEqual(['fp16', 'fp32', 'fp32']);
});
