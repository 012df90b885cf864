import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { haarForward } from '../math/haar';
import type { Manifest } from './manifest';
import {
  PARITY_STAGES,
  compareRuns,
  matchText,
  parityPixels,
  paritySentence,
  pixelsOf,
  receiptOf,
  type ParityComparison,
  type ParityReceipt,
  type ParityRun,
  type ParityStageName,
  type ParityTensors,
} from './parity';
import { rgbaToPlanar } from '../math/planar';
import { readSafetensors } from '../files/safetensors';
import { largestDifference } from '../test-goldens';

const MANIFESTS = ['../../../public/models/manifest.json', '../../../e2e/fixtures/tiny-f8c12/manifest.json'];
const FACTS = { model: 'tiny', adapter: 'a', ort: '1' };
const MADE = new Date('2026-01-02T03:04:05Z');

function read(address: string | URL): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(address));
}

function tensorsOf(change: Partial<Record<ParityStageName, (value: number) => number>> = {}): ParityTensors {
  return Object.fromEntries(
    PARITY_STAGES.map((name) => {
      const alter = change[name] ?? ((value: number) => value);
      return [name, { dims: [1, 3, 2, 2], data: Float32Array.from({ length: 12 }, (_, i) => alter(i / 3)) }];
    }),
  ) as unknown as ParityTensors;
}

describe('stored parity files', () => {
  for (const address of MANIFESTS) {
    const url = new URL(address, import.meta.url);
    for (const model of (JSON.parse(read(url).reduce((text, byte) => text + String.fromCharCode(byte), '')) as Manifest)
      .models) {
      it(`${model.id} has one that its manifest names and that belongs to its networks`, async () => {
        const content = read(new URL(model.parity?.file ?? 'none', url));
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
        expect(Buffer.from(digest).toString('hex')).toBe(model.parity?.sha256);
        expect(content.length).toBe(model.parity?.bytes);
        const { metadata, tensors } = readSafetensors(content);
        expect(metadata).toMatchObject({ encoder: model.encoder?.sha256, decoder: model.decoder?.sha256 });
        expect(Object.keys(tensors)).toEqual([...PARITY_STAGES]);
        // The picture comes back to the byte, and its bands are those of our own transform.
        const stored = tensors as unknown as ParityTensors;
        const { pixels, geometry } = pixelsOf(stored.input);
        expect(largestDifference(rgbaToPlanar(pixels, geometry).data, stored.input.data)).toBeLessThan(1e-6);
        const [bands1] = haarForward(stored.input);
        expect(largestDifference(bands1.data, stored.bands1.data)).toBeLessThan(1e-5);
      });
    }
  }

  it.each([
    ['too short', new Uint8Array(4), /too short/],
    ['with a header that is longer than itself', Uint8Array.of(255, 0, 0, 0, 0, 0, 0, 0, 1), /longer/],
  ])('a file %s is refused', (_, content, says) => expect(() => readSafetensors(content)).toThrow(says));
});

describe('comparing', () => {
  it('measures networks in shares of their largest value, and bands in their own units', () => {
    const { ok, stages } = compareRuns(
      'webgpu',
      tensorsOf({ mean: (v) => v * 1.0005, bands1: (v) => v + 2e-5 }),
      'pytorch',
      tensorsOf(),
    );
    const stage = (name: string) => stages.find((each) => each.name === name);
    expect(ok).toBe(false);
    expect(stage('mean')?.max).toBeCloseTo(5e-4, 6);
    expect(stage('mean')?.ok).toBe(true);
    expect(stage('bands1')).toMatchObject({ ok: false, limit: 1e-5 });
    expect(stage('latent')).toMatchObject({ max: 0, mean: 0, ok: true });
  });

  it('never takes NaN, or another shape, for agreement', () => {
    const nan = compareRuns('webgpu', tensorsOf({ mean: (v) => (v === 1 ? NaN : v) }), 'pytorch', tensorsOf());
    expect(nan.stages.find(({ name }) => name === 'mean')).toMatchObject({ max: Infinity, mean: Infinity, ok: false });
    expect(paritySentence(nan)).toBe('Encoder gives values that are not numbers.');
    const other = { ...tensorsOf(), latent: { dims: [1, 12, 1, 1], data: new Float32Array(12) } };
    expect(compareRuns('wasm', other, 'pytorch', tensorsOf()).ok).toBe(false);
  });

  it('leaves out a log-variance that neither side has, not one that one side lacks', () => {
    const none = { ...tensorsOf(), logvar: { dims: [1, 0, 2, 2], data: new Float32Array() } };
    expect(compareRuns('webgpu', none, 'wasm', none).stages.map(({ name }) => name)).toEqual(
      PARITY_STAGES.filter((name) => name !== 'logvar'),
    );
    expect(compareRuns('webgpu', none, 'wasm', tensorsOf()).ok).toBe(false);
    expect(compareRuns('webgpu', tensorsOf(), 'wasm', none).ok).toBe(false);
  });

  it('says what differs first, and by how much', () => {
    const receipt = compareRuns(
      'webgpu',
      tensorsOf({ mean: (v) => v * 1.03, coefficients: (v) => v * 2 }),
      'pytorch',
      tensorsOf(),
    );
    expect(paritySentence(receipt)).toBe('Encoder differs by 3e−2 (limit 1e−3).');
    expect(paritySentence(compareRuns('webgpu', tensorsOf({ mean: (v) => v * 1.00002 }), 'pytorch', tensorsOf()))).toBe(
      '9 of 9 stages agree with PyTorch within 1e−4.',
    );
  });
});

describe('the receipt', () => {
  const run = (
    backend: 'webgpu' | 'wasm',
    tensors: ParityTensors,
    stored: ParityTensors | null,
    precision: 'fp32' | 'fp16' = 'fp32',
  ): ParityRun => ({ model: 'tiny', backend, precision, tensors, stored });

  it('gives fp16 ten times as much, but no more', () => {
    const off = (factor: number) =>
      receiptOf([run('webgpu', tensorsOf({ mean: (v) => v * factor }), tensorsOf(), 'fp16')], FACTS, MADE);
    expect(off(1.006)).toMatchObject({ ok: true, precision: 'fp16' });
    expect(off(1.02).ok).toBe(false);
    const bands = receiptOf([run('webgpu', tensorsOf({ bands1: (v) => v + 1e-4 }), tensorsOf(), 'fp16')], FACTS, MADE);
    expect(bands.ok, 'transforms stay in float32').toBe(false);
    // The CPU beside it computes in float32, and is held to that.
    const both = receiptOf(
      [
        run('webgpu', tensorsOf({ mean: (v) => v * 1.006 }), tensorsOf(), 'fp16'),
        run('wasm', tensorsOf(), tensorsOf()),
      ],
      FACTS,
      MADE,
    );
    expect(both.comparisons.map(({ ok, stages }) => [ok, stages[4]?.limit])).toEqual([
      [true, 1e-2],
      [true, 1e-3],
      [true, 1e-2],
    ]);
  });

  it('is about what runs: a CPU that differs does not fail the GPU', () => {
    const bad = tensorsOf({ coefficients: (v) => v + 1 });
    const receipt = receiptOf([run('webgpu', tensorsOf(), tensorsOf()), run('wasm', bad, tensorsOf())], FACTS, MADE);
    expect(receipt).toMatchObject({
      ok: true,
      of: 'webgpu',
      with: 'pytorch',
      width: 2,
      height: 2,
      made: '2026-01-02T03:04:05.000Z',
    });
    expect(receipt.comparisons.map((each) => [each.of, each.with, each.ok])).toEqual([
      ['webgpu', 'pytorch', true],
      ['wasm', 'pytorch', false],
      ['webgpu', 'wasm', false],
    ]);
  });

  it('of a model without stored values compares the backends', () => {
    const receipt = receiptOf([run('webgpu', tensorsOf(), null), run('wasm', tensorsOf(), null)], FACTS, MADE);
    expect(receipt).toMatchObject({ ok: true, of: 'webgpu', with: 'wasm' });
    expect(receipt.comparisons).toHaveLength(1);
  });

  it('has nothing to compare on the CPU without stored values, and says so', () => {
    const receipt = receiptOf([run('wasm', tensorsOf(), null)], FACTS, MADE);
    expect(receipt.comparisons).toEqual([]);
    expect(paritySentence(receipt)).toMatch(/Nothing is stored/);
  });
});

it('matches PyTorch only where its values are stored', () => {
  const told = (change: Partial<ParityReceipt>) =>
    matchText({ ok: true, with: 'pytorch', comparisons: [{} as ParityComparison], ...change });
  expect([told({}), told({ ok: false })]).toEqual(['yes', 'no']);
  expect([told({ with: 'wasm' }), told({ with: 'wasm', ok: false })]).toEqual([
    'unknown, GPU and CPU agree',
    'unknown, GPU and CPU differ',
  ]);
  expect(told({ comparisons: [] })).toBe('unknown, nothing to compare with');
});

it('the picture for other models has all kinds of values', () => {
  const pixels = parityPixels(64);
  expect(pixels).toHaveLength(4 * 64 * 64);
  expect(new Set(pixels).size).toBeGreaterThan(150);
});
