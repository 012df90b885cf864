import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { weightsApart, type ApartGraph } from '../../core/model/onnx-weights';
import type { ModelEntry } from '../../core/model/manifest';
import { node, nodesOf, withNodes, type OnnxNode } from '../../core/model/onnx-nodes';
import { entryOf, type CheckedModel, type ModelReport, type OwnFile } from '../../core/model/own-model';
import { buildNetworks, releaseNetworks, type NetworkFiles } from '../lab/networks';
import { testPicture } from './measure-model';
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
      ranAt: [{ width: 64, height: 64 }, name === 'sana' ? { width: 96, height: 160 } : { width: 72, height: 88 }],
    });
    expect(report.model?.computes).toBe(said.some((text) => text.includes('float16')) ? 'float16' : undefined);
  },
  60_000,
);

const ANSWERS = { title: 'x', range: [-1, 1], scale: 1, shift: 0, license: '', random: true } as const;
const TWICE = /a PSNR of ([\d.]+) dB between both reconstructions/;
const twiceOf = ({ findings }: ModelReport): number =>
  Number(TWICE.exec(findings.find(({ what }) => what === 'Two runs of one picture')?.found ?? '')?.[1]);

test('an encoder that samples is run as it is where that is wanted, and two runs differ', async () => {
  const files = filesOf('optimum-1.20');
  const report = await checkFiles(files, true);
  expect(saidOf(report)).toContain('encoder, Random numbers: RandomNormalLike, left in');
  expect(twiceOf(report)).toBeGreaterThan(0);
  const { model } = report;
  expect(model).toMatchObject({ latentChannels: 4, encoder: { output: 'latent', random: true } });
  expect(model?.decoder?.random).toBeUndefined();
  expect(report.noise).toBe('removable');
  // What is stored keeps the choice, so the noise is there when it is loaded, and else it is not.
  const entry = entryOf(model as CheckedModel, ANSWERS, '0'.repeat(64));
  expect(await differsBy(entry, files)).toBeGreaterThan(0);
  const calm = entryOf((await reportOf('optimum-1.20')).model as CheckedModel, ANSWERS, '0'.repeat(64));
  expect(await differsBy(calm, files)).toBe(0);
}, 120_000);

/** The largest difference between two runs of its encoder, as a run loads it. */
async function differsBy(model: ModelEntry, files: readonly OwnFile[]): Promise<number> {
  const [encoder, decoder] = await Promise.all(
    ['encoder', 'decoder'].map(async (part) => {
      const { data } = files.find(({ name }) => name.includes(`vae_${part}/`) && name.endsWith('.onnx')) as OwnFile;
      return new Uint8Array(await data.arrayBuffer());
    }),
  );
  const networks = await buildNetworks(model, { encoder, decoder } as NetworkFiles, await testRuntime());
  const { padded } = testPicture(64, 64);
  const run = async () => (await networks.encoder?.runOnCpu([padded]))?.data ?? [];
  const [first, second] = [await run(), await run()];
  await releaseNetworks(networks);
  return Math.max(...first.map((value, i) => Math.abs(value - (second[i] as number))));
}

test('draws that cannot be taken out are refused, and accepted as they are', async () => {
  const files = await Promise.all(
    filesOf('torch-legacy').map(async (file) =>
      file.name.includes('decoder') && file.name.endsWith('.onnx')
        ? { ...file, data: new Blob([tossed(new Uint8Array(await file.data.arrayBuffer()))]) }
        : file,
    ),
  );
  const refused = await checkFiles(files);
  expect([refused.noise, refused.model]).toEqual(['stuck', null]);
  expect(saidOf(refused)).toContain('NO: decoder, Random numbers: Bernoulli');
  const kept = await checkFiles(files, true);
  expect(kept.noise).toBe('stuck');
  expect(kept.model).toMatchObject({ encoder: { output: 'moments' }, decoder: { random: true } });
  expect(twiceOf(kept)).toBeGreaterThan(0);
  const alone = await checkFiles(
    files.filter(({ name }) => !name.includes('encoder')),
    true,
  );
  const twice = alone.findings.find(({ what }) => what === 'Two runs of one input');
  expect(twice?.found).toMatch(/^a difference [\d.-]+ dB under the output$/);
  expect(alone.model?.decoder?.random).toBe(true);
}, 120_000);

/** The decoder with a coin tossed for each value that its last node reads. */
function tossed(content: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const nodes = nodesOf(content);
  const { operator, inputs, outputs, attributes } = nodes.at(-1) as OnnxNode;
  const [read = '', ...rest] = inputs;
  return withNodes(content, [
    ...nodes.slice(0, -1).map(({ whole }) => whole),
    node('Sigmoid', [read], 'chance'),
    node('Bernoulli', ['chance'], 'coin'),
    node(operator, ['coin', ...rest], outputs[0] as string, ...attributes),
  ]);
}

test('fixed sizes are accepted, said and kept', async () => {
  const report = await reportOf('fixed-512');
  expect(saidOf(report)).toEqual([
    'encoder, Height and width: fixed in pixel_values 1 × 3 × 512 × 512',
    'decoder, Height and width: fixed in latent 1 × 4 × 64 × 64',
  ]);
  const fixedSize = { width: 512, height: 512 };
  expect(report.model).toMatchObject({ downscale: 8, encoder: { fixedSize }, decoder: { fixedSize } });
  expect(report.model?.ranAt).toEqual([{ width: 64, height: 64 }]);
  expect(report.findings.filter(({ what }) => what === 'Height and width').map(({ cure }) => cure)).toEqual([
    expect.stringMatching(/A smaller picture is padded to that size by repeating its last column and row, a larger/),
    expect.stringMatching(/A smaller latent is padded to that size by repeating its last column and row of cells/),
  ]);
  const entry = entryOf(report.model as CheckedModel, ANSWERS, '0'.repeat(64));
  expect(entry.summary).toMatch(/, 512 × 512 px only\.$/);
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
