import { expect, test } from 'vitest';
import { geometryOf } from '../../core/math/geometry';
import type { GivenLatent } from '../../core/picture/given-latent';
import { whyMissing } from '../../core/missing';
import type { ModelEntry } from '../../core/model/manifest';
import { applyPatch, defaultSettings, type SettingsPatch } from '../../core/settings/settings';
import { elementCount } from '../../core/math/geometry';
import type { TensorData, TensorName } from '../../core/tensor';
import type { Session } from '../../inference/runtime';
import { CpuStages } from '../cpu/cpu-stages';
import type { Networks } from './networks';
import { runStages } from './run';
import type { RunSource } from './stages';
import { testBackend } from './test-backend';

/** Four channels, which the decoder turns into coefficients by repeating what it reads. */
function networks({ alone }: { readonly alone?: 'encoder' | 'decoder' } = {}): Networks {
  const model = {
    id: 'repeats',
    title: 'Repeats',
    latentChannels: 4,
    downscale: 8,
    range: [-1, 1],
    latent: { scale: 0.5, shift: 0.25 },
    encoder: { inputKind: 'bands', output: 'moments', sha256: 'e' },
    decoder: { output: 'coefficients', sha256: 'd' },
  } as unknown as ModelEntry;
  const decoder = {
    runOnCpu: async ([{ data }]: [TensorData], dims: number[]) => ({
      dims,
      data: Float32Array.from({ length: elementCount(dims) }, (_, i) => data[i % data.length] as number),
    }),
  } as unknown as Session;
  const encoder = {
    runOnCpu: async (_inputs: TensorData[], dims: number[]) => {
      if (!alone) throw new Error('No encoder runs.');
      return { dims, data: Float32Array.from({ length: elementCount(dims) }, (_, i) => Math.cos(i)) };
    },
  } as unknown as Session;
  const { encoder: read, decoder: written, ...facts } = model;
  return {
    model: {
      ...facts,
      ...(alone !== 'decoder' && read && { encoder: read }),
      ...(alone !== 'encoder' && written && { decoder: written }),
    },
    ...(alone !== 'decoder' && { encoder }),
    ...(alone !== 'encoder' && { decoder }),
  };
}

const latent = (units: GivenLatent['units'], channels = 4): GivenLatent => ({
  name: 'z.npy',
  dims: [1, channels, 2, 3],
  data: Float32Array.from({ length: channels * 6 }, (_, i) => Math.sin(i)),
  units,
});

async function run(source: RunSource, patch: SettingsPatch = {}, made = networks()) {
  const stages = new CpuStages();
  const settings = applyPatch(defaultSettings(), patch);
  const hooks = { job: 1, checkCurrent: () => undefined, slot: 'shown' } as const;
  const summary = await runStages(testBackend(stages, made), source, settings, hooks);
  return { summary, read: (name: TensorName) => stages.results.read(name, 'shown') };
}

const alone = (given: GivenLatent): RunSource => ({ pixels: null, geometry: geometryOf(24, 16), latent: given });

test('a run that begins at a latent decodes it, and has no picture, moments or measures', async () => {
  const given = latent('scaled');
  const { summary, read } = await run(alone(given));
  expect((await read('latent.raw')).data).toEqual(given.data);
  expect((await read('input')).dims).toEqual([1, 0, 16, 24]);
  expect((await read('mean')).dims).toEqual([1, 0, 2, 3]);
  expect(summary).toMatchObject({ began: 'latent', width: 24, height: 16, latentDims: [1, 4, 2, 3] });
  expect(summary).toMatchObject({ psnr: NaN, identical: false, ssim: NaN, mse: NaN, errorEnergies: [] });
  expect(summary.stats.reconstruction).toHaveLength(3);
  expect(['input', 'mean', 'error', 'reconstruction'].map((name) => whyMissing(summary, name as 'input'))).toEqual([
    'There is no picture: this run began at a latent.',
    'There is no posterior: this run began at a latent, so no encoder ran.',
    'There is no picture: this run began at a latent.',
    null,
  ]);
  expect([summary.timings.planar, summary.timings.encoder]).toEqual([0, 0]);
});

test('raw values are brought into the units that are shown', async () => {
  const given = latent('raw');
  const { read } = await run(alone(given));
  const shown = (await read('latent.raw')).data;
  given.data.forEach((z, i) => expect(shown[i]).toBeCloseTo((z - 0.25) * 0.5, 6));
});

test('latent edits act on it', async () => {
  const { read } = await run(alone(latent('scaled')), { latent: { bits: 2 } });
  const [raw, edited] = [await read('latent.raw'), await read('latent')];
  expect(edited.data).not.toEqual(raw.data);
  expect(new Set(edited.data).size).toBeLessThanOrEqual(16);
});

test('a picture of its size is compared with', async () => {
  const pixels = new Uint8ClampedArray(4 * 24 * 16).fill(200);
  const { summary, read } = await run({ ...alone(latent('scaled')), pixels });
  expect(summary.psnr).toBeGreaterThan(0);
  expect((await read('input')).dims).toEqual([1, 3, 16, 24]);
  expect([summary.errorEnergies.length, summary.stats.mean.length]).toEqual([30, 0]);
});

test('a latent of other channels is refused with what to do', async () => {
  await expect(run(alone(latent('raw', 16)))).rejects.toMatchObject({
    code: 'bad-setting',
    message: 'z.npy has 16 channels, and Repeats decodes 4. Choose a model with 16 latent channels.',
  });
});

const picture: RunSource = { pixels: new Uint8ClampedArray(4 * 24 * 16).fill(90), geometry: geometryOf(24, 16) };

test('an encoder alone ends at the latent: there is no reconstruction, error or quality', async () => {
  const { summary, read } = await run(picture, {}, networks({ alone: 'encoder' }));
  expect((await read('latent')).dims).toEqual([1, 4, 2, 3]);
  expect([(await read('coefficients')).dims[1], (await read('reconstruction')).dims[1]]).toEqual([0, 0]);
  expect(summary).toMatchObject({ psnr: NaN, errorEnergies: [], timings: { decoder: 0, inverse: 0 } });
  expect(summary).not.toHaveProperty('began');
  expect((['input', 'mean', 'latent'] as const).map((name) => whyMissing(summary, name))).toEqual([null, null, null]);
  expect((['reconstruction', 'error'] as const).map((name) => whyMissing(summary, name))).toEqual([
    'There is no reconstruction: this model is an encoder alone.',
    'There is no reconstruction: this model is an encoder alone.',
  ]);
});

test('a decoder alone decodes a latent', async () => {
  const { summary } = await run(alone(latent('raw')), {}, networks({ alone: 'decoder' }));
  expect(summary.stats.reconstruction).toHaveLength(3);
});

test.each([
  ['a decoder alone a picture', 'decoder', picture, 'Repeats is a decoder alone: it has no encoder for a picture.'],
  ['an encoder alone a latent', 'encoder', alone(latent('raw')), 'Repeats is an encoder alone: it has no decoder'],
] as const)('%s is refused, with what else can be done', async (_what, which, source, text) => {
  await expect(run(source, {}, networks({ alone: which }))).rejects.toMatchObject({
    code: 'bad-setting',
    message: expect.stringContaining(text),
  });
});
