import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { readSafetensors } from '../../core/files/safetensors';
import { geometryOf } from '../../core/math/geometry';
import type { ModelEntry } from '../../core/model/manifest';
import type { ModelReport } from '../../core/model/own-model';
import { preparedGraph } from '../../core/model/prepared-graph';
import { defaultSettings } from '../../core/settings/settings';
import type { TensorData, TensorName } from '../../core/tensor';
import { largestDifference } from '../../core/test-goldens';
import type { Session } from '../../inference/runtime';
import { CpuStages } from '../cpu/cpu-stages';
import { buildNetworks } from '../lab/networks';
import { runStages } from '../lab/run';
import type { RunSource } from '../lab/stages';
import { testBackend } from '../lab/test-backend';
import { checkFiles, droppedFile, testRuntime } from './test-runtime';

/** Graphs of training/fixtures/ends.py, and what onnxruntime for Python made of them as they were written. */
const FOLDER = 'e2e/fixtures/ends';
const bytesOf = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(`${FOLDER}/${name}`));
const { names } = JSON.parse(readFileSync(`${FOLDER}/index.json`, 'utf8')) as {
  readonly names: Readonly<Record<string, readonly [string, string, string, string]>>;
};
const { tensors } = readSafetensors(bytesOf('goldens.safetensors'));
const golden = (name: string): TensorData => tensors[name] as TensorData;
const PARTS = ['encoder', 'decoder'] as const;
const pair = (encoder: string, decoder = encoder): Promise<ModelReport> =>
  checkFiles([`${encoder}-encoder.onnx`, `${decoder}-decoder.onnx`].map((name) => droppedFile(FOLDER, name)));

beforeAll(() => testRuntime());

/** As the page builds it. */
async function sessionOf(name: string): Promise<Session> {
  const graph = preparedGraph(bytesOf(`${name}.onnx`), name.endsWith('encoder'));
  const [inputs, outputs] = [graph.file.inputs, graph.file.outputs].map((ends) => ends.map((end) => end.name));
  return (await testRuntime()).createSession(graph, { label: name, inputs: inputs ?? [], output: outputs?.[0] ?? '' });
}

/** float32 adds in another order; float16 has 11 bits; a byte may be rounded the other way at half a step. */
const TOLERANCES: Readonly<Record<string, number>> = {
  plain: 1e-5,
  last: 1e-5,
  bytes: 1.01 / 255,
  half: 4e-3,
  frames: 1e-5,
  batch: 1e-5,
  lone: 1e-5,
};
test.each(Object.entries(TOLERANCES))('%s: both networks give what the original graph does', async (kind, most) => {
  for (const part of PARTS) {
    const session = await sessionOf(`${kind}-${part}`);
    const made = await session.runOnCpu([golden(part)]);
    await session.release();
    const wanted = golden(`${kind}-${part}`);
    expect(made.dims, part).toEqual(wanted.dims);
    expect(largestDifference(made.data, wanted.data), part).toBeLessThan(most);
    expect(new Set(wanted.data).size, part).toBeGreaterThan(20);
  }
});

test.each(Object.keys(TOLERANCES))('%s: the check accepts it', async (kind) => {
  const { model, findings } = await pair(kind);
  expect(findings.filter(({ verdict }) => verdict === 'differs')).toEqual([]);
  expect(model).toMatchObject({ latentChannels: 4, downscale: 8, encoder: { output: 'moments' } });
});

test.each(Object.entries(names))(
  'names with %s are accepted, kept, and run',
  async (kind, [input, output, from, to]) => {
    const [named, plain] = [await pair(kind), await pair('plain')];
    expect(named.findings.filter(({ verdict }) => verdict === 'differs')).toEqual([]);
    expect(named.model).toMatchObject({
      encoder: { inputs: [input], outputName: output },
      decoder: { input: from, outputName: to },
    });
    expect(named.model?.measured).toEqual(plain.model?.measured);
    const { encoder, decoder } = await builtNetworks(kind, {});
    for (const [part, session] of Object.entries({ encoder, decoder })) {
      const made = await session?.runOnCpu([golden(part)]);
      await session?.release();
      expect(largestDifference(made?.data ?? [], golden(`plain-${part}`).data)).toBeLessThan(1e-5);
    }
  },
);

const SIDE = { width: 64, height: 64 };

/** Networks as a run of the page has them, by the model entry that the check makes. */
async function builtNetworks(kind: string, more: object, parts: readonly (typeof PARTS)[number][] = PARTS) {
  const { model } = await checkFiles(parts.map((part) => droppedFile(FOLDER, `${kind}-${part}.onnx`)));
  const facts = { title: kind, range: [-1, 1], latent: { scale: 1, shift: 0, mean: [], std: [], pca: [] } };
  const networks = Object.fromEntries(parts.map((part) => [part, { ...model?.[part], ...more }]));
  const files = Object.fromEntries(parts.map((part) => [part, bytesOf(`${kind}-${part}.onnx`)]));
  return buildNetworks({ ...model, ...facts, ...networks } as unknown as ModelEntry, files, await testRuntime());
}

/** The picture of a formula, which ends.py has too, at that size. */
function pictureOf(width: number, height: number): RunSource {
  const pixels = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => (i * 37 + (i >> 6)) % 251);
  return { pixels, geometry: geometryOf(width, height) };
}

/** A run on the CPU. */
async function ran(source: RunSource, parts = PARTS as readonly (typeof PARTS)[number][]) {
  const stages = new CpuStages();
  // What a 3 x 3 convolution and a mean of 8 x 8 pixels see.
  const networks = await builtNetworks('fixed', { receptiveField: 10 }, parts);
  const hooks = { job: 1, checkCurrent: () => undefined, slot: 'shown' } as const;
  const summary = await runStages(testBackend(stages, networks), source, defaultSettings(), hooks);
  const read = (name: TensorName): Promise<TensorData> => stages.results.read(name, 'shown');
  const tensors = { mean: await read('mean'), picture: await read('reconstruction') };
  await Promise.all([networks.encoder?.release(), networks.decoder?.release()]);
  return { summary, ...tensors };
}

/** What is stored of a golden picture: every so many rows and columns. */
function everyNth({ dims, data }: TensorData, step: number): Float32Array {
  const [, , rows = 0, columns = 0] = dims;
  return data.filter((_, i) => (i % columns) % step === 0 && (Math.floor(i / columns) % rows) % step === 0);
}

test('a picture below the fixed size gives what Python makes of it with its last column and row repeated', async () => {
  const { summary, mean, picture } = await ran(pictureOf(53, 37));
  expect(summary.tiling?.encoder).toMatchObject({ fixed: SIDE, across: 1, down: 1 });
  expect(mean.dims).toEqual(golden('padded-mean').dims);
  expect(largestDifference(mean.data, golden('padded-mean').data)).toBeLessThan(1e-5);
  expect(largestDifference(everyNth(picture, 2), golden('padded-picture').data)).toBeLessThan(1e-5);
});

test('a fixed decoder alone pads a latent likewise, and a fixed encoder alone a picture', async () => {
  const latent = { ...golden('padded-mean'), name: 'z.npy', units: 'scaled' } as const;
  const { picture, summary } = await ran({ pixels: null, geometry: geometryOf(53, 37), latent }, ['decoder']);
  expect(summary.tiling?.decoder?.fixed).toEqual(SIDE);
  expect(largestDifference(everyNth(picture, 2), golden('padded-picture').data)).toBeLessThan(1e-5);
  const { mean } = await ran(pictureOf(53, 37), ['encoder']);
  expect(largestDifference(mean.data, golden('padded-mean').data)).toBeLessThan(1e-5);
});

test('a larger picture, in tiles of the fixed size, gives what Python makes of it at once', async () => {
  const { summary, mean, picture } = await ran(pictureOf(100, 84));
  expect(summary.tiling).toMatchObject({ encoder: { fixed: SIDE, across: 3, down: 2 }, decoder: { fixed: SIDE } });
  expect(mean.dims).toEqual(golden('tiled-mean').dims);
  expect(largestDifference(mean.data, golden('tiled-mean').data)).toBeLessThan(1e-5);
  expect(largestDifference(everyNth(picture, 4), golden('tiled-picture').data)).toBeLessThan(1e-5);
});

test.each<[string, string, object]>([
  ['small', 'small', { encoder: { fixedSize: { width: 32 } }, decoder: { fixedSize: { width: 32 } } }],
  ['plain', 'small', { decoder: { fixedSize: { width: 32, height: 32 } } }],
  ['small', 'plain', { encoder: { fixedSize: { width: 32, height: 32 } } }],
  ['fixed', 'small', { encoder: { fixedSize: SIDE }, decoder: { fixedSize: { width: 32, height: 32 } } }],
  ['small', 'fixed', { encoder: { fixedSize: { width: 32 } }, decoder: { fixedSize: SIDE } }],
])(
  'sizes of graphs below those of the test pictures are accepted: %s encoder, %s decoder',
  async (...[a, b, fixed]) => {
    const { model, findings } = await pair(a, b);
    expect(findings.filter(({ verdict }) => verdict === 'differs')).toEqual([]);
    expect(model).toMatchObject(fixed);
  },
);

test.each(PARTS)('one %s with a fixed size, below those of the test pictures, is accepted alone', async (part) => {
  for (const [kind, side] of [
    ['fixed', 64],
    ['small', 32],
  ] as const) {
    const { model, findings } = await checkFiles([droppedFile(FOLDER, `${kind}-${part}.onnx`)]);
    expect(findings.filter(({ verdict }) => verdict === 'differs')).toEqual([]);
    expect(model).toMatchObject({
      latentChannels: 4,
      downscale: 8,
      [part]: { fixedSize: { width: side, height: side } },
    });
  }
});

test.each(PARTS)('bytes of one %s alone are pixels of [0, 1]', async (part) => {
  const { model } = await checkFiles([droppedFile(FOLDER, `bytes-${part}.onnx`)]);
  expect(model?.measured.range).toEqual([0, 1]);
});
