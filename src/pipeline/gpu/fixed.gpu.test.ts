import { afterAll, beforeAll, expect, test } from 'vitest';
import { geometryOf } from '../../core/math/geometry';
import type { FixedSize, ModelEntry } from '../../core/model/manifest';
import type { TensorData, TensorName } from '../../core/tensor';
import { applyPatch, defaultSettings, type SettingsPatch } from '../../core/settings/settings';
import { largestDifference } from '../../core/test-goldens';
import { openTestGpu, type TestGpu } from '../../gpu/test-device';
import type { Session } from '../../inference/runtime';
import { CpuStages } from '../cpu/cpu-stages';
import type { Networks } from '../lab/networks';
import { runStages } from '../lab/run';
import type { Stages } from '../lab/stages';
import { testBackend } from '../lab/test-backend';
import { GpuStages } from './gpu-stages';
import { resampled } from './test-kinds';
import { sessionOf } from './test-networks';

const NZ = 4;
const NAMES = ['bands1', 'mean', 'logvar', 'latent', 'coefficients', 'reconstruction'] as const;
const [WIDTH, HEIGHT] = [53, 37];
const picture = {
  pixels: Uint8ClampedArray.from({ length: 4 * WIDTH * HEIGHT }, (_, i) => (i * 37 + (i >> 6)) % 251),
  geometry: geometryOf(WIDTH, HEIGHT),
};

let gpu: TestGpu;
let stages: { readonly webgpu: Stages; readonly wasm: Stages };
beforeAll(async () => {
  gpu = await openTestGpu();
  stages = { webgpu: await GpuStages.create(gpu), wasm: new CpuStages() };
});
afterAll(async () => {
  await Promise.all(Object.values(stages).map((each) => each.dispose()));
  gpu.device.destroy();
});

interface Sizes {
  readonly encoder?: FixedSize;
  readonly decoder?: FixedSize;
}

/** Networks that see their own cells alone, and take one size alone where it is fixed. */
function networksOf(kind: 'pixels' | 'bands', sizes: Sizes): Networks {
  const facts = { parameters: 0, activations: { peak: 1, largest: 1 }, receptiveField: 9 };
  const part = (name: keyof Sizes, more: object) => {
    const { [name]: fixedSize } = sizes;
    return { ...facts, sha256: name, ...more, ...(fixedSize && { fixedSize }) };
  };
  const session = (name: keyof Sizes, per: number, make: (input: TensorData) => TensorData): Session =>
    sessionOf(gpu, (inputs) => {
      const [, , high = 0, wide = 0] = inputs[0]?.dims ?? [];
      const { [name]: size } = sizes;
      if (size) expect([per * wide, per * high], name).toEqual([size.width, size.height]);
      return make(inputs.at(-1) as TensorData);
    });
  const isBands = kind === 'bands';
  const model = {
    id: 'local',
    latentChannels: NZ,
    downscale: 8,
    range: [-1, 1],
    latent: { scale: 0.5, shift: 0.25 },
    encoder: part('encoder', { inputKind: isBands ? 'bands' : 'image', output: 'moments' }),
    decoder: part('decoder', { output: isBands ? 'coefficients' : 'image' }),
  } as unknown as ModelEntry;
  return {
    model,
    encoder: session('encoder', isBands ? 2 : 1, (input) => resampled(input, 2 * NZ, isBands ? 1 : 1 / 8)),
    decoder: session('decoder', 8, (input) => (isBands ? resampled(input, 12, 4) : resampled(input, 3, 8))),
  };
}

async function run(backend: 'webgpu' | 'wasm', networks: Networks) {
  const edits: SettingsPatch = { bands: { '1.H.R': { gain: 3 }, '3.A.G': { mute: true } } };
  const summary = await runStages(
    testBackend(stages[backend], networks),
    picture,
    applyPatch(defaultSettings(), edits),
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

const SQUARE = { width: 64, height: 64 };
const SMALL = { width: 32, height: 32 };
const WIDE = { width: 64, height: 24 };
test.each<[string, Sizes]>([
  ['padded', { encoder: SQUARE, decoder: SQUARE }],
  ['in tiles', { encoder: SMALL, decoder: SMALL }],
  ['padded along one side, in tiles along the other', { encoder: WIDE, decoder: WIDE }],
  ['encoder alone', { encoder: SMALL }],
  ['decoder alone, larger', { decoder: SQUARE }],
  ['each with its own', { encoder: SQUARE, decoder: WIDE }],
])('fixed sizes, %s: every tensor is that of open ones, on both backends', async (_what, sizes) => {
  for (const kind of ['pixels', 'bands'] as const) {
    for (const backend of ['webgpu', 'wasm'] as const) {
      const whole = await run(backend, networksOf(kind, {}));
      const made = await run(backend, networksOf(kind, sizes));
      for (const part of ['encoder', 'decoder'] as const)
        expect(made.summary.tiling?.[part]?.fixed).toEqual(sizes[part]);
      for (const name of NAMES) {
        expect(made.tensors[name].dims).toEqual(whole.tensors[name].dims);
        const apart = largestDifference(made.tensors[name].data, whole.tensors[name].data);
        expect(apart, `${kind} ${backend} ${name}`).toBeLessThan(1e-6);
      }
      expect(made.summary.stats).toEqual(whole.summary.stats);
    }
  }
});

test.each(['webgpu', 'wasm'] as const)(
  'a run without a plan gives fixed sizes what they take, on %s',
  async (backend) => {
    const at = stages[backend];
    await at.begin(picture, networksOf('pixels', { encoder: SQUARE, decoder: SMALL }));
    const { latent, ...settings } = defaultSettings();
    await at.planar();
    await at.haar();
    await at.edit(settings);
    await at.encoder(settings);
    await at.posterior(settings);
    await at.latent(latent);
    await at.decoder();
    await at.inverse();
    expect((await at.read('reconstruction')).dims).toEqual([1, 3, HEIGHT, WIDTH]);
  },
);
