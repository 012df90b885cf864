import { expect, test } from 'vitest';
import { HEAP_LIMIT } from '../../../core/tiles/run-cost';
import { geometryOf } from '../../../core/math/geometry';
import type { RunSummary } from '../../../core/protocol';
import { defaultSettings } from '../../../core/settings/settings';
import { outlookOf, sampleOf, samplesFor } from './outlook';
import { memoryText, outlookSentence, timeText } from './outlook-words';
import type { LabState } from '../../../state/state-types';

const network = { file: 'x', bytes: 1, parameters: 1e6, activations: { peak: 288, largest: 64 } };
const model = {
  id: 'm',
  latentChannels: 12,
  downscale: 8,
  encoder: { ...network, sha256: 'e'.repeat(64), receptiveField: 961 },
  decoder: { ...network, sha256: 'd'.repeat(64), receptiveField: 209 },
};

function stateOf(settings = {}, info = {}): LabState {
  return {
    settings: { ...defaultSettings(), ...settings },
    models: [model],
    defaultModel: 'm',
    session: {
      info: { backend: 'webgpu', adapter: 'a gpu', precision: 'fp32', model: 'm', largestBuffer: 2 ** 31, ...info },
    },
  } as unknown as LabState;
}

const summary = (more: Partial<RunSummary> = {}): RunSummary =>
  ({
    width: 100,
    height: 96,
    latentDims: [1, 12, 12, 13],
    timings: { encoder: 104 * 96, decoder: 2 * 104 * 96 },
    totalMs: 4 * 104 * 96,
    cold: false,
    ...more,
  }) as unknown as RunSummary;

test('a run becomes ms for each pixel that its networks read', () => {
  expect(sampleOf(summary())).toEqual({ pixels: 104 * 96, encoder: 1, decoder: 2, rest: 1, cold: false });
  const tiling = {
    encoder: { factor: 4, kind: 'exact' },
    decoder: { factor: 2, kind: 'exact' },
  } as unknown as RunSummary['tiling'];
  expect(sampleOf(summary({ tiling: tiling as NonNullable<typeof tiling> }))).toMatchObject({
    encoder: 0.25,
    decoder: 1,
  });
  expect(sampleOf(summary({ reused: ['planar'] }))).toBeNull();
});

test('times are remembered by device and networks', () => {
  const storage = {
    getItem: () => JSON.stringify({ [`webgpu a gpu fp32 ${'e'.repeat(16)} ${'d'.repeat(16)}`]: [sampleOf(summary())] }),
    setItem: () => undefined,
    removeItem: () => undefined,
  };
  expect(samplesFor(storage, stateOf())).toHaveLength(1);
  expect(samplesFor(storage, stateOf({}, { adapter: 'another' }))).toHaveLength(0);
  expect(samplesFor({ ...storage, getItem: () => '{' }, stateOf())).toHaveLength(0);
});

test.each([
  [{}, 512, 512, /^It fits: about \d+ MB of 3\.00 GB\.$/],
  [
    {},
    4096,
    4096,
    /^At once it would take 2\d\.\d GB of 3\.00 GB, so it runs in tiles: encoder \d × \d, decoder \d × \d; about 2\.\d+ GB\. Around each tile the encoder reads 480 px more, \d\.\d times the picture in all\.$/,
  ],
  [{ tiles: 64 }, 128, 128, /^Tiles were chosen: encoder 2 × 2, decoder 2 × 2; about \d+\.?\d* MB\./],
  [{ tiles: 'off' }, 4096, 4096, /^Too large at once: .* Tiles are switched off\.$/],
  [
    { memory: 256 },
    8192,
    8192,
    /^Too large: even in tiles it takes about .* Choose a longest side of \d+ px, or allow more memory\.$/,
  ],
])('%j at %i x %i: %s', (settings, width, height, says) => {
  const state = stateOf(settings);
  const outlook = outlookOf(state, null, geometryOf(width, height));
  if (!outlook) throw new Error('There is none');
  expect(outlookSentence(outlook, state.settings).replaceAll('\u00a0', ' ')).toMatch(says);
});

test('a buffer that the GPU does not allow is named', () => {
  const state = stateOf({ memory: 60_000 }, { largestBuffer: 2 ** 27 });
  const outlook = outlookOf(state, null, geometryOf(8192, 8192));
  if (!outlook) throw new Error('There is none');
  expect(outlookSentence(outlook, state.settings).replaceAll('\u00a0', ' ')).toMatch(
    /^Too large: one piece of it takes 805 MB, and this GPU allows 134 MB\. Choose a longest side of 3\d\d\d px\.$/,
  );
  expect(timeText(outlook)).toBe('not measured yet');
  expect(memoryText(1.5e9)).toBe('1.50\u00a0GB');
});

test('on the CPU nothing is said of a GPU: networks have the memory of WebAssembly', () => {
  const ask = (settings: object, width: number, height: number) => {
    const state = stateOf(settings, { backend: 'wasm', adapter: 'CPU, 2 threads', largestBuffer: HEAP_LIMIT });
    const outlook = outlookOf(state, null, geometryOf(width, height));
    if (!outlook) throw new Error('There is none');
    return { outlook, text: outlookSentence(outlook, state.settings).replaceAll('\u00a0', ' ') };
  };
  // More than 4 GB at once is not to be had, however much is allowed.
  const { outlook } = ask({ memory: 60_000 }, 4096, 4096);
  expect(outlook.whole.largest).toBeGreaterThan(HEAP_LIMIT);
  expect(outlook.largest).toBeLessThanOrEqual(HEAP_LIMIT);
  expect(outlook.verdict).toBe('tile');
  const texts = [
    {},
    { tiles: 64 },
    { tiles: 'off' },
    { memory: 256 },
    { memory: 60_000, encoderHalo: 'measured' },
  ].flatMap((settings) => [64, 1024, 4096, 8192].map((side) => ask(settings, side, side).text));
  for (const text of texts) expect(text).not.toMatch(/GPU|shader/);
  const huge = { ...outlook, verdict: 'scale-down', largest: 5e9, side: 2000 } as const;
  expect(outlookSentence(huge, { tiles: 'auto' }).replaceAll('\u00a0', ' ')).toBe(
    'Too large: its networks take 5.00 GB, and a browser gives WebAssembly 4.29 GB. Choose a longest side of 2000 px.',
  );
});
