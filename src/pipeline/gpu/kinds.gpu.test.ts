import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { geometryOf } from '../../core/math/geometry';
import { haarForward } from '../../core/math/haar';
import type { GivenLatent } from '../../core/picture/given-latent';
import type { ModelEntry, WholeModel } from '../../core/model/manifest';
import { paddingOf } from '../../core/model/contract';
import type { TensorData, TensorName } from '../../core/tensor';
import { applyPatch, defaultSettings, type SettingsPatch } from '../../core/settings/settings';
import { largestDifference } from '../../core/test-goldens';
import { openTestGpu, type TestGpu } from '../../gpu/test-device';
import type { GpuTensor, Session } from '../../inference/runtime';
import { CpuStages } from '../cpu/cpu-stages';
import { GpuStages } from './gpu-stages';
import { sessionOf } from './test-networks';
import type { Networks } from '../lab/networks';
import { runStages } from '../lab/run';
import type { RunSource, Stages } from '../lab/stages';
import { testBackend } from '../lab/test-backend';
import { KINDS, NZ, resampled, type Kind } from './test-kinds';

const NAMES = ['bands1', 'bands3', 'mean', 'logvar', 'latent.raw', 'latent', 'coefficients', 'reconstruction'] as const;

let gpu: TestGpu;
let stages: { readonly webgpu: Stages; readonly wasm: Stages };
/** What the networks read last. */
let read: Partial<Record<'encoder' | 'decoder', TensorData>>;
beforeAll(async () => {
  gpu = await openTestGpu();
  // Once, since its shaders take longer to compile than these tests to run.
  stages = { webgpu: await GpuStages.create(gpu), wasm: new CpuStages() };
});
afterAll(async () => {
  await Promise.all(Object.values(stages).map((each) => each.dispose()));
  gpu.device.destroy();
});
beforeEach(() => void (read = {}));

/** Networks that repeat the first values of what they read until their output is full, on either backend. */
function copying({
  inputKind = 'image',
  gives = 'moments',
  writes = 'image',
  range = [-1, 1],
  scale = 1,
  shift = 0,
  channels = NZ,
  downscale = 8,
}: Kind): Networks {
  const session = (name: 'encoder' | 'decoder'): Session =>
    ({
      runOnGpu: async (inputs: GpuTensor[], output: GpuTensor) => {
        const commands = gpu.device.createCommandEncoder();
        const [from, to] = [(inputs.at(-1) as GpuTensor).buffer, output.buffer];
        const bytes = Math.min(from.size, to.size);
        for (let at = 0; at < to.size; at += bytes)
          commands.copyBufferToBuffer(from, 0, to, at, Math.min(bytes, to.size - at));
        gpu.device.queue.submit([commands.finish()]);
      },
      runOnCpu: async (inputs: TensorData[], dims: number[]) => {
        read[name] = inputs.at(-1) as TensorData;
        const { data } = read[name];
        const length = dims.reduce((product, size) => product * size, 1);
        return { dims, data: Float32Array.from({ length }, (_, i) => data[i % data.length] as number) };
      },
    }) as unknown as Session;
  const model = {
    id: 'copies',
    latentChannels: channels,
    downscale,
    range,
    latent: { scale, shift },
    encoder: { inputKind, output: gives, sha256: 'e' },
    decoder: { output: writes, sha256: 'd' },
  } as unknown as ModelEntry;
  return { model, encoder: session('encoder'), decoder: session('decoder') };
}

const [WIDTH, HEIGHT] = [53, 37];
const pixels = Uint8ClampedArray.from({ length: 4 * WIDTH * HEIGHT }, (_, i) => (i * 37 + (i >> 6)) % 251);

function pictureFor(model: ModelEntry): RunSource & { readonly pixels: Uint8ClampedArray<ArrayBuffer> } {
  return { pixels, geometry: geometryOf(WIDTH, HEIGHT, paddingOf(model)) };
}

async function run(
  backend: 'webgpu' | 'wasm',
  networks: Networks,
  patch: SettingsPatch = {},
  source: RunSource = pictureFor(networks.model),
) {
  const summary = await runStages(
    testBackend(stages[backend], networks),
    source,
    applyPatch(defaultSettings(), patch),
    {
      job: 1,
      checkCurrent: () => undefined,
      slot: 'shown',
    },
  );
  const tensors = {} as Record<(typeof NAMES)[number], TensorData>;
  for (const name of NAMES) tensors[name] = await stages[backend].results.read(name as TensorName, 'shown');
  return { summary, tensors };
}

const EDITS: SettingsPatch = { bands: { '1.H.R': { gain: 3 }, '3.A.G': { mute: true } } };
test.each(KINDS)('%s: both backends make the same tensors, edited or not', async (_what, kind) => {
  const networks = copying(kind);
  for (const patch of [{}, EDITS, { ...EDITS, posterior: 'sample', seed: 3 }] satisfies SettingsPatch[]) {
    const [one, other] = [await run('webgpu', networks, patch), await run('wasm', networks, patch)];
    for (const name of NAMES) {
      expect(one.tensors[name].dims, name).toEqual(other.tensors[name].dims);
      expect(largestDifference(one.tensors[name].data, other.tensors[name].data), name).toBeLessThan(1e-4);
    }
    const { channels = NZ, downscale = 8 } = kind;
    const cells = [HEIGHT, WIDTH].map((side) => Math.ceil(side / downscale));
    expect(one.summary).toMatchObject({ latentDims: [1, channels, ...cells], downscale });
    expect(one.summary.stats.logvar.length).toBe(kind.gives === 'latent' ? 0 : channels);
    expect(other.summary.stats.logvar.length).toBe(one.summary.stats.logvar.length);
    expect(one.summary.readbacks.betweenStages).toBe(0);
  }
});

test('an encoder of pixels reads the picture, and after edits of bands the picture that they make, in its range', async () => {
  const networks = copying({ range: [0, 1] });
  const plain = await run('wasm', networks);
  const whole = read.encoder as TensorData;
  expect(whole.dims).toEqual([1, 3, 40, 56]);
  expect([Math.min(...whole.data), Math.max(...whole.data)]).toEqual([0, expect.closeTo(250 / 255, 5)]);
  const edited = await run('wasm', networks, { ...EDITS, bandsMode: 'network' });
  const changed = read.encoder as TensorData;
  expect(largestDifference(changed.data, whole.data)).toBeGreaterThan(0.1);
  // What is shown as bands after edits are those of the very picture that was read.
  const unit = { dims: changed.dims, data: changed.data.map((value) => 2 * value - 1) };
  expect(largestDifference(haarForward(unit)[0].data, edited.tensors.bands1.data)).toBeLessThan(1e-6);
  expect(edited.tensors.bands1.data).not.toEqual(plain.tensors.bands1.data);
});

test('the latent is (z - shift) * scale, the decoder reads z, and a sample without a variance is the mean', async () => {
  const networks = copying({ gives: 'latent', scale: 0.25, shift: 0.5 });
  const { tensors } = await run('wasm', networks, { posterior: 'sample', latent: { channels: { 1: { offset: 2 } } } });
  const expected = tensors.mean.data.map((value) => (value - 0.5) * 0.25);
  expect(largestDifference(tensors['latent.raw'].data, expected)).toBeLessThan(1e-6);
  const z = read.decoder as TensorData;
  const cells = z.data.length / NZ;
  expect(z.data[0]).toBeCloseTo(tensors.mean.data[0] as number, 5);
  expect(z.data[cells]).toBeCloseTo((tensors.mean.data[cells] as number) + 8, 5);
});

test('pixels of a decoder are cropped and clamped, and their level-1 bands are its coefficients', async () => {
  const { tensors } = await run('webgpu', copying({ range: [0, 1] }), { bands: { '3.A.R': { gain: 8 } } });
  expect(tensors.coefficients.dims).toEqual([1, 12, 20, 28]);
  expect(tensors.reconstruction.dims).toEqual([1, 3, HEIGHT, WIDTH]);
  const top = tensors.reconstruction.data.subarray(0, 2);
  const below = tensors.reconstruction.data.subarray(WIDTH, WIDTH + 2);
  const mean = ([...top, ...below] as number[]).reduce((sum, value) => sum + value, 0) / 4;
  expect(tensors.coefficients.data[0]).toBeCloseTo(mean, 5);
});

test.each(['webgpu', 'wasm'] as const)(
  'KL and its map are refused on %s where there is no variance',
  async (backend) => {
    await run(backend, copying({ gives: 'latent' }));
    for (const name of ['kl', 'kl-map'] as const) {
      await expect(stages[backend].results.derive(name, 'shown')).rejects.toMatchObject({
        code: 'bad-setting',
        message: expect.stringMatching(/the mean alone/),
      });
    }
    // Other maps are still made afterwards.
    expect((await stages[backend].results.derive('ssim-map', 'shown')).dims).toEqual([1, 1, HEIGHT, WIDTH]);
  },
);

test('a run that begins at a latent gives the same on both backends, alone and over a picture, and leaves no bytes', async () => {
  const networks = copying({ scale: 0.25, shift: 0.5 });
  const data = Float32Array.from({ length: NZ * 5 * 7 }, (_, i) => Math.sin(i));
  const latent: GivenLatent = { name: 'z', dims: [1, NZ, 5, 7], data, units: 'raw' };
  const alone = { pixels: null, geometry: geometryOf(56, 40), latent };
  const sources = [alone, { ...pictureFor(networks.model), latent }];
  for (const source of sources) {
    const [one, other] = [await run('webgpu', networks, {}, source), await run('wasm', networks, {}, source)];
    for (const name of NAMES) {
      expect(one.tensors[name].dims, name).toEqual(other.tensors[name].dims);
      expect(largestDifference(one.tensors[name].data, other.tensors[name].data), name).toBeLessThan(1e-4);
    }
    expect(one.tensors['latent.raw'].data[3]).toBeCloseTo(((data[3] as number) - 0.5) * 0.25, 6);
    expect([one.summary.psnr, one.summary.began]).toEqual([
      Number.isNaN(other.summary.psnr) ? NaN : expect.closeTo(other.summary.psnr as number, 3),
      'latent',
    ]);
    expect(one.summary.stats.mean).toEqual([]);
    expect(one.summary.stats.reconstruction).toHaveLength(3);
    expect(one.summary.readbacks.betweenStages).toBe(0);
  }
  expect((await run('webgpu', networks, {}, alone)).summary.stats.input).toEqual([]);
  const tiled = await run('webgpu', local({}), { tiles: 16 }, alone);
  expect([tiled.summary.tiling?.decoder?.across, tiled.summary.stats.error]).toEqual([4, []]);
  for (const source of [...sources, ...sources]) await run('webgpu', networks, {}, source);
  const { liveBytes, liveBuffers } = gpu.meter;
  for (const source of [...sources, ...sources]) await run('webgpu', networks, {}, source);
  expect([gpu.meter.liveBytes, gpu.meter.liveBuffers]).toEqual([liveBytes, liveBuffers]);
});

test.each<[string, Kind, SettingsPatch]>([
  ['bands in', { inputKind: 'bands' }, {}],
  ['edited pixels of [0, 1] in', { range: [0, 1] }, { bands: { '1.H.R': { gain: 3 } } }],
])('an encoder alone, %s: both backends end at the same latent', async (_what, kind, patch) => {
  const { model, encoder } = copying(kind);
  const networks = { model: { ...model, decoder: undefined }, encoder } as unknown as Networks;
  const [one, other] = [await run('webgpu', networks, patch), await run('wasm', networks, patch)];
  for (const name of NAMES) {
    expect(one.tensors[name].dims, name).toEqual(other.tensors[name].dims);
    expect(largestDifference(one.tensors[name].data, other.tensors[name].data), name).toBeLessThan(1e-4);
  }
  expect([one.tensors.reconstruction.dims[1], one.summary.psnr, one.summary.stats.error]).toEqual([0, NaN, []]);
  expect(one.summary.stats.latent).toHaveLength(NZ);
});

test('models of other kinds in turn leave as many bytes as the first', async () => {
  const all = KINDS.map(([, kind]) => copying(kind));
  for (const networks of all) await run('webgpu', networks, EDITS);
  await run('webgpu', all[0] as Networks, EDITS);
  await run('webgpu', all[0] as Networks, EDITS);
  const { liveBytes, liveBuffers } = gpu.meter;
  for (const networks of [...all, all[0] as Networks, all[0] as Networks]) await run('webgpu', networks, EDITS);
  expect([gpu.meter.liveBytes, gpu.meter.liveBuffers]).toEqual([liveBytes, liveBuffers]);
});

/** Networks that see their own cells alone: block means, and each value repeated over its block. */
function local(kind: Kind): Networks {
  const model = copying(kind).model as WholeModel;
  const session = (make: Parameters<typeof sessionOf>[1]): Session => sessionOf(gpu, make);
  const facts = { parameters: 0, activations: { peak: 1, largest: 1 }, receptiveField: 9 };
  const { latentChannels, downscale } = model;
  const size = model.encoder.inputKind === 'image' ? downscale : downscale / 8;
  return {
    model: { ...model, encoder: { ...model.encoder, ...facts }, decoder: { ...model.decoder, ...facts } },
    encoder: session((inputs) =>
      resampled(
        inputs.at(-1) as TensorData,
        model.encoder.output === 'latent' ? latentChannels : 2 * latentChannels,
        1 / size,
      ),
    ),
    decoder: session((inputs) =>
      model.decoder.output === 'image'
        ? resampled(inputs[0] as TensorData, 3, downscale)
        : resampled(inputs[0] as TensorData, 12, downscale / 2),
    ),
  };
}

test.each(KINDS)('%s: tiles give every tensor of the whole, on both backends', async (_what, kind) => {
  const networks = local(kind);
  for (const backend of ['webgpu', 'wasm'] as const) {
    for (const patch of [{}, EDITS] satisfies SettingsPatch[]) {
      const whole = await run(backend, networks, { ...patch, tiles: 'off' });
      const tiled = await run(backend, networks, { ...patch, tiles: 16 });
      const side = Math.max(16, networks.model.downscale);
      const [across, down] = [Math.ceil(WIDTH / side), Math.ceil(HEIGHT / side)];
      expect(tiled.summary.tiling?.encoder).toMatchObject({ across, down, kind: 'exact' });
      for (const name of NAMES) {
        expect(
          largestDifference(tiled.tensors[name].data, whole.tensors[name].data),
          `${backend} ${name}`,
        ).toBeLessThan(1e-6);
      }
      expect(tiled.summary.stats.logvar).toEqual(whole.summary.stats.logvar);
    }
  }
});
