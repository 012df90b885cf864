import { expect, test } from 'vitest';
import { elementCount } from '../../core/math/geometry';
import type { FixedSize } from '../../core/model/manifest';
import type { Finding, GraphPlan } from '../../core/model/model-contract';
import type { OwnManifest } from '../../core/model/own-model';
import type { TensorData } from '../../core/tensor';
import { paddedNetwork, type Network } from './fixed-network';
import { tryDecoder, tryEncoder } from './inspect-alone';
import { testPicture } from './measure-model';
import type { PlannedNetwork } from './model-files';

const made = (dims: readonly number[], value: (i: number) => number): TensorData => ({
  dims: [...dims],
  data: Float32Array.from({ length: elementCount(dims) }, (_, i) => value(i)),
});
const network = (run: (input: TensorData) => TensorData): Network => ({
  runOnCpu: async ([input]) => run(input as TensorData),
});
/** [1,C,h,w] to [1,channels,factor h,factor w]. */
const resized = (channels: number, factor: number, value: (i: number) => number = Math.sin): Network =>
  network(({ dims: [, , height = 0, width = 0] }) => made([1, channels, factor * height, factor * width], value));
const planned = (plan: Partial<GraphPlan>): PlannedNetwork =>
  ({
    graph: { isRandom: false },
    plan: { bands: false, output: '', channels: { in: null, out: null }, fixed: null, ...plan },
  }) as PlannedNetwork;
const NOTHING = { manifest: null, range: null, channels: undefined };
const manifest = { latentChannels: 6, encoder: {}, decoder: {}, latent: {} } as OwnManifest;

async function decoder(session: Network, plan: Partial<GraphPlan> = {}, said: object = {}) {
  const findings: Finding[] = [];
  const found = await tryDecoder(
    session,
    planned({ channels: { in: 4, out: 3 }, ...plan }),
    { ...NOTHING, ...said },
    findings,
  );
  return { found, findings, wrong: findings.filter(({ verdict }) => verdict === 'differs') };
}

async function encoder(session: Network, plan: Partial<GraphPlan> = {}, said: object = {}) {
  const findings: Finding[] = [];
  const samples = (multiple: number) =>
    Promise.resolve({
      name: 'test picture',
      pictures: [testPicture(64, 64, multiple), testPicture(128, 64, multiple)],
    });
  const found = await tryEncoder(session, planned(plan), { ...NOTHING, ...said }, samples, findings);
  return { found, findings, wrong: findings.filter(({ verdict }) => verdict === 'differs') };
}

test.each([8, 16, 32, 64])('the downscale of a decoder is that of its output (%i)', async (downscale) => {
  const { found, wrong } = await decoder(resized(3, downscale));
  expect(wrong).toEqual([]);
  expect(found).toMatchObject({ nz: 4, downscale, multiple: downscale, output: 'image' });
});

test('coefficients are half the size of the picture', async () => {
  const { found } = await decoder(resized(12, 8));
  expect(found).toMatchObject({ downscale: 16, output: 'coefficients', measured: { range: [-1, 1] } });
});

test('the range of a decoder is told from how far below zero its pixels go', async () => {
  const range = async (value: (i: number) => number, said = {}) =>
    (await decoder(resized(3, 8, value), {}, said)).found?.measured.range;
  expect(await range((i) => Math.sin(i))).toEqual([-1, 1]);
  expect(await range((i) => 0.5 + 0.5 * Math.sin(i))).toEqual([0, 1]);
  // An overshoot of [0, 1] is no other range.
  expect(await range((i) => 0.45 + 0.54 * Math.sin(i))).toEqual([0, 1]);
  expect(await range((i) => (i % 1000 === 0 ? -0.5 : 0.5))).toEqual([0, 1]);
  expect(await range((i) => Math.sin(i), { range: [0, 1] })).toEqual([0, 1]);
});

test('a range that was told is said, and one that was given is not', async () => {
  const told = (findings: readonly Finding[]) => findings.filter(({ what }) => what === 'Value range');
  expect(told((await decoder(resized(3, 8))).findings)).toMatchObject([
    { verdict: 'note', found: '[-1, 1], told from its output of N(0, 1)' },
  ]);
  expect(told((await decoder(resized(3, 8), {}, { range: [-1, 1] })).findings)).toEqual([]);
});

test('channels that the graph of a decoder leaves open are those of a manifest, or of a configuration', async () => {
  const open = { channels: { in: null, out: 3 } };
  expect((await decoder(resized(3, 8), open, { manifest, channels: 16 })).found?.nz).toBe(6);
  expect((await decoder(resized(3, 8), open, { channels: 16 })).found?.nz).toBe(16);
  const { found, wrong } = await decoder(resized(3, 8), open);
  expect(found).toBeNull();
  expect(wrong).toMatchObject([{ what: 'Input channels', found: 'open' }]);
});

test('the latent of a decoder alone has mean 0, spread 1, and its first channels as colours', async () => {
  const { found } = await decoder(resized(3, 8));
  expect(found?.measured).toMatchObject({
    psnr: NaN,
    byRange: null,
    latent: {
      mean: [0, 0, 0, 0],
      std: [1, 1, 1, 1],
      pca: [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
      ],
    },
  });
});

/** Takes the one size alone, as a fixed graph does. */
const fixedTo = (fixed: FixedSize, channels: number, factor: number): Network =>
  paddedNetwork(
    network(({ dims: [, , height = 0, width = 0] }) => {
      expect([width, height]).toEqual([fixed.width, fixed.height]);
      return made([1, channels, factor * height, factor * width], Math.sin);
    }),
    fixed,
  );

test.each([
  [64, 64],
  [4, 6],
  [3, 16],
])('a decoder of %i × %i cells alone is padded to', async (width, height) => {
  const fixed = { width, height };
  const { found, wrong } = await decoder(fixedTo(fixed, 3, 8), { fixed });
  expect(wrong).toEqual([]);
  expect(found).toMatchObject({ nz: 4, downscale: 8, output: 'image' });
});

test.each([
  [512, 512],
  [64, 96],
  [32, 64],
])('an encoder of %i × %i pixels alone is padded to', async (width, height) => {
  const fixed = { width, height };
  const findings: Finding[] = [];
  const pictures = [testPicture(Math.min(64, width), Math.min(64, height))];
  const samples = () => Promise.resolve({ name: 'test picture', pictures });
  const found = await tryEncoder(fixedTo(fixed, 8, 1 / 8), planned({ fixed }), NOTHING, samples, findings);
  expect(findings.filter(({ verdict }) => verdict === 'differs')).toEqual([]);
  expect(found).toMatchObject({ nz: 4, moments: 8, downscale: 8, multiple: 8 });
});

test.each<[string, Network, RegExp]>([
  ['another downscale', resized(3, 4), /pixels 8, 16, 32, 64 times the cells/],
  ['other channels', resized(5, 8), /1 × 3 × 64 × 64 \(pixels\)/],
  ['only zeros', resized(3, 8, () => 0), /finite, not all zero/],
  ['no numbers', resized(3, 8, () => NaN), /finite, not all zero/],
  [
    'a failure at other sizes than squares',
    network(({ dims: [, , height = 0, width = 0] }) => {
      if (height !== width) throw new Error('Traced at a square.');
      return made([1, 3, 8 * height, 8 * width], Math.sin);
    }),
    /a result/,
  ],
])('a decoder alone with %s is refused', async (_what, session, expected) => {
  const { found, wrong } = await decoder(session);
  expect(found).toBeNull();
  expect(wrong).toMatchObject([{ part: 'decoder', expected: expect.stringMatching(expected) as unknown }]);
  expect(wrong[0]?.cure).not.toBe('');
});

test.each<[string, string, number, object, number]>([
  ['moments by their name', 'moments', 8, {}, 4],
  ['the mean by its name', 'latent_sample', 8, {}, 8],
  ['moments, whatever else the name says', 'latent_parameters', 8, {}, 4],
  ['nothing by its name: moments', 'output', 8, {}, 4],
  ['an odd number, which has no half', 'moments', 5, {}, 5],
  ['a mean by the manifest', 'moments', 6, { manifest }, 6],
  ['moments by the manifest', 'latent', 12, { manifest }, 6],
  ['a mean by the configuration', 'output', 8, { channels: 8 }, 8],
  ['a configuration of another model', 'output', 8, { channels: 16 }, 4],
])('an encoder alone gives %s', async (_what, output, channels, said, nz) => {
  const { found, wrong } = await encoder(resized(channels, 1 / 8), { output }, said);
  expect(wrong).toEqual([]);
  expect(found).toMatchObject({ nz, moments: channels, downscale: 8, multiple: 8 });
  expect(found?.measured.latent.mean).toHaveLength(nz);
  expect(found?.measured.on).toBe('2 test pictures');
});

test.each([8, 16, 32, 64])('the downscale of an encoder is that of its output (%i)', async (downscale) => {
  const { found } = await encoder(resized(8, 1 / downscale));
  expect(found).toMatchObject({ downscale, multiple: downscale });
});

test('an encoder alone that takes multiples of 32 says so', async () => {
  const picky = network(({ dims: [, , height = 0, width = 0] }) => {
    if (height % 32 || width % 32) throw new Error('Windows of 32.');
    return made([1, 8, height / 8, width / 8], Math.sin);
  });
  const { found, findings } = await encoder(picky);
  expect(found).toMatchObject({ downscale: 8, multiple: 32 });
  expect(findings).toContainEqual(expect.objectContaining({ what: 'Sides of pictures', found: 'multiples of 32' }));
});

test.each<[string, Network]>([
  ['another downscale', resized(8, 1 / 4)],
  ['only zeros', resized(8, 1 / 8, () => 0)],
  [
    'a failure',
    network(() => {
      throw new Error('No.');
    }),
  ],
])('an encoder alone with %s is refused', async (_what, session) => {
  const { found, wrong } = await encoder(session);
  expect(found).toBeNull();
  expect(wrong).toHaveLength(1);
});
