import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { weightsApart, type ApartGraph } from '../../core/model/onnx-weights';
import type { ModelReport, OwnFile } from '../../core/model/own-model';
import { checkFiles, droppedFile, testRuntime } from './test-runtime';

/** Files as the field's exporters write them (training/fixtures/field_models.py), through the whole check, on the CPU. */
interface Case {
  readonly name: string;
  readonly files: readonly string[];
}
const FOLDER = 'e2e/fixtures/field';
const { cases } = JSON.parse(readFileSync(`${FOLDER}/index.json`, 'utf8')) as { cases: readonly Case[] };

beforeAll(() => testRuntime(), 60_000);

const filesOf = (name: string): OwnFile[] =>
  (cases.find((each) => each.name === name)?.files ?? []).map((path) => droppedFile(FOLDER, path));
/** Each case is checked once. */
const reports = new Map<string, Promise<ModelReport>>();
function reportOf(name: string): Promise<ModelReport> {
  const report = reports.get(name) ?? checkFiles(filesOf(name));
  reports.set(name, report);
  return report;
}
/** What is said of a model besides what every one gets, and what stands in its way. */
const saidOf = ({ findings }: ModelReport): string[] =>
  findings
    .filter(({ verdict }) => verdict !== 'fits')
    .filter(({ what }) => !['Operators', 'Reconstruction', 'Mean, spread and colours of the latent'].includes(what))
    .map(({ part, what, found, verdict }) => `${verdict === 'differs' ? 'NO: ' : ''}${part}, ${what}: ${found}`);

const DRAWN = 'encoder, Random numbers: RandomNormalLike, taken out';
const halves = (...ends: readonly string[]): string[] =>
  ends.map((end, index) => `${index < 2 ? 'encoder' : 'decoder'}, Type of values: float16 in ${end}`);
const HALVES = halves('sample', 'latent_parameters', 'latent_sample', 'sample');

/** Channels of the latent, what the encoder gives, and what is said. */
const EXPECTED: Readonly<Record<string, readonly [nz: number, output: string, said: readonly string[]]>> = {
  'optimum-1.23': [4, 'moments', []],
  'optimum-1.20': [4, 'moments', [DRAWN]],
  'optimum-1.19': [4, 'moments', [DRAWN]],
  'diffusers-script': [4, 'moments', [DRAWN]],
  'diffusers-script-fp16': [
    4,
    'moments',
    halves('sample', 'latent_sample.moments', 'latent_sample', 'sample').toSpliced(2, 0, DRAWN),
  ],
  'flux-fp16': [16, 'moments', HALVES],
  'taesd-raw': [4, 'latent', []],
  'taesd-diffusers': [4, 'latent', []],
  'taesd-bytes': [
    4,
    'latent',
    ['encoder, Type of values: uint8 in image', 'encoder, Dimensions: channels at the end in image'],
  ],
  'torch-legacy': [4, 'moments', []],
  'torch-dynamo': [4, 'moments', []],
  'external-one': [4, 'moments', []],
  'external-shards': [4, 'moments', HALVES],
  'eight-bit': [4, 'moments', []],
  'four-bit': [4, 'moments', HALVES],
  'four-bit-qdq': [4, 'moments', []],
  'opset-11': [4, 'moments', []],
  'opset-newest': [4, 'moments', []],
  sana: [32, 'latent', ['both, Sides of pictures: multiples of 32']],
};

test.each(Object.entries(EXPECTED))(
  '%s',
  async (name, [nz, output, said]) => {
    const report = await reportOf(name);
    expect(saidOf(report)).toEqual(said);
    expect(report.files.every(({ role }) => role !== null)).toBe(true);
    expect(report.model).toMatchObject({
      latentChannels: nz,
      downscale: name === 'sana' ? 32 : 8,
      encoder: { output },
      decoder: { output: 'image' },
    });
    expect(report.model?.computes).toBe(said.some((text) => text.includes('float16')) ? 'float16' : undefined);
  },
  60_000,
);

test('fixed sizes are accepted, said and kept', async () => {
  const report = await reportOf('fixed-512');
  expect(saidOf(report)).toEqual([
    'encoder, Height and width: fixed in pixel_values 1 × 3 × 512 × 512',
    'decoder, Height and width: fixed in latent 1 × 4 × 64 × 64',
  ]);
  const fixedSize = { width: 512, height: 512 };
  expect(report.model).toMatchObject({ downscale: 8, encoder: { fixedSize }, decoder: { fixedSize } });
}, 60_000);

test('bytes are read as pixels of [0, 1], whatever else would fit better', async () => {
  expect((await reportOf('taesd-bytes')).model?.measured.range).toEqual([0, 1]);
}, 60_000);

test('shards change nothing: the values are those of one file', async () => {
  const [apart, whole] = await Promise.all([reportOf('torch-dynamo'), reportOf('torch-legacy')]);
  expect(apart.model?.measured.psnr).toBeCloseTo(whole.model?.measured.psnr ?? NaN, 4);
  expect(apart.model?.measured.latent.mean[0]).toBeCloseTo(whole.model?.measured.latent.mean[0] ?? NaN, 4);
  // What is stored is the graph with its weights, under the hash of both together.
  const { bytes } = apart.model?.encoder ?? {};
  expect(apart.files.find(({ role }) => role === 'encoder')?.whole?.size).toBe(bytes);
});

test('a shard that is not here, or cut short, is named', async () => {
  const files = filesOf('external-shards');
  const without = files.filter(({ name }) => !name.endsWith('vae_encoder/model.onnx_data_1'));
  expect(saidOf(await checkFiles(without))).toContain(
    'NO: encoder, Weights: some in model.onnx_data_1, which is not here',
  );
  const cut = files.map((file) =>
    file.name.endsWith('vae_decoder/model.onnx_data') ? { ...file, data: file.data.slice(0, 100) } : file,
  );
  expect(saidOf(await checkFiles(cut)).join()).toMatch(
    /NO: decoder, Weights: some in model\.onnx_data, which has 100 of the [\d,]+ bytes that it needs/,
  );
});

test('weights that are handed over apart from the graph give the same values', async () => {
  const content = new Uint8Array(readFileSync(`${FOLDER}/sana/vae_decoder/model.onnx`));
  const latent = { dims: [1, 32, 2, 3], data: Float32Array.from({ length: 192 }, (_, i) => Math.sin(i)) };
  const run = async (graph: ApartGraph): Promise<Float32Array> => {
    const contract = { label: 'The decoder', inputs: ['latent_sample'], output: 'sample' };
    const session = await (await testRuntime()).createSession(graph, contract);
    const { data } = await session.runOnCpu([latent]);
    await session.release();
    return data;
  };
  const apart = weightsApart(content, 1);
  expect(apart.weights).not.toBeNull();
  expect(await run(apart)).toEqual(await run({ content, weights: null }));
});
