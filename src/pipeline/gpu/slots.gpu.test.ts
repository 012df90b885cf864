import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { geometryOf } from '../../core/math/geometry';
import type { ModelEntry } from '../../core/model/manifest';
import { SampleSums } from '../../core/math/sample-spread';
import { defaultSettings, type Settings } from '../../core/settings/settings';
import type { Slot } from '../../core/slots';
import { openTestGpu, type TestGpu } from '../../gpu/test-device';
import type { GpuTensor, Session } from '../../inference/runtime';
import { GpuStages } from './gpu-stages';
import type { Networks } from '../lab/networks';
import { sharedStages } from '../lab/reuse';
import { runStages } from '../lab/run';
import { testBackend } from '../lab/test-backend';

const SETTINGS: Settings = { ...defaultSettings(), posterior: 'sample' };

let gpu: TestGpu;
let stages: GpuStages;
const ran: string[] = [];
beforeAll(async () => void (gpu = await openTestGpu()));
afterAll(() => gpu.device.destroy());
beforeEach(async () => {
  ran.length = 0;
  stages = await GpuStages.create(gpu);
  return () => stages.dispose();
});

/** Networks that copy what they read into what they write, as far as it goes. */
function copyingNetworks(latentChannels: number): Networks {
  const session = (name: string): Session =>
    ({
      runOnGpu: async (inputs: GpuTensor[], output: GpuTensor) => {
        ran.push(name);
        const encoder = gpu.device.createCommandEncoder();
        const [from, to] = [(inputs.at(-1) as GpuTensor).buffer, output.buffer];
        const bytes = Math.min(from.size, to.size);
        for (let at = 0; at + bytes <= to.size; at += bytes) encoder.copyBufferToBuffer(from, 0, to, at, bytes);
        gpu.device.queue.submit([encoder.finish()]);
      },
    }) as unknown as Session;
  const model = {
    id: `copies ${latentChannels}`,
    latentChannels,
    downscale: 8,
    latent: { scale: 1, shift: 0 },
    encoder: { sha256: `${latentChannels}` },
    decoder: { sha256: `${latentChannels}` },
  } as unknown as ModelEntry;
  return { model, encoder: session('encoder'), decoder: session('decoder') };
}

const own = copyingNetworks(12);

function picture(width: number, height: number, salt = 0) {
  const pixels = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) => (i * (37 + salt)) % 251);
  return { pixels, geometry: geometryOf(width, height) };
}

const shown = picture(53, 37);

function run(settings: Settings, slot: Slot | null, { of = shown, networks = own, reuses = false } = {}) {
  const inputs = { picture: of, second: undefined, model: networks.model, settings };
  const reused = reuses ? sharedStages({ ...inputs, settings: SETTINGS }, inputs) : [];
  return runStages(testBackend(stages, own), of, settings, {
    job: 1,
    checkCurrent: () => undefined,
    slot,
    networks,
    reused,
  });
}

const TENSORS = [
  'input',
  'bands3.raw',
  'bands1',
  'mean',
  'logvar',
  'latent',
  'coefficients',
  'reconstruction',
] as const;

async function read(slot: Slot) {
  const tensors = [];
  for (const name of TENSORS) tensors.push(await stages.results.read(name, slot));
  return tensors;
}

test('a trial that takes over stages gives the values of a whole run, and the shown ones stay', async () => {
  await run(SETTINGS, 'shown');
  const before = await read('shown');
  ran.length = 0;
  const trial = await run({ ...SETTINGS, seed: 7 }, 'other', { reuses: true });
  expect(trial.reused).toEqual(['planar', 'haar', 'edit', 'encoder']);
  expect(ran).toEqual(['decoder']);
  expect(await read('shown')).toEqual(before);
  const kept = await read('other');
  expect(kept).not.toEqual(before);
  const whole = await run({ ...SETTINGS, seed: 7 }, 'shown');
  expect(await read('shown')).toEqual(kept);
  expect(trial.stats).toEqual(whole.stats);
  expect(trial.psnr).toBe(whole.psnr);
});

test('20 trials leave as many bytes as the first', async () => {
  await run(SETTINGS, 'shown');
  await run(SETTINGS, 'other', { reuses: true });
  const { liveBytes, liveBuffers } = gpu.meter;
  for (let seed = 1; seed <= 20; seed++) await run({ ...SETTINGS, seed }, seed % 2 ? 'other' : null, { reuses: true });
  expect([gpu.meter.liveBytes, gpu.meter.liveBuffers]).toEqual([liveBytes, liveBuffers]);
});

test('dropping a slot frees its tensors; other sizes and models leave nothing behind', async () => {
  await run(SETTINGS, 'shown');
  const { liveBytes } = gpu.meter;
  const other = copyingNetworks(6);
  await run(SETTINGS, 'other', { networks: other });
  expect((await stages.results.read('latent', 'other')).dims).toEqual([1, 6, 5, 7]);
  expect((await stages.results.read('latent', 'shown')).dims).toEqual([1, 12, 5, 7]);
  await run(SETTINGS, 'other', { of: picture(16, 24, 1) });
  expect((await stages.results.read('latent', 'other')).dims).toEqual([1, 12, 3, 2]);
  stages.results.drop('other');
  await expect(stages.results.read('latent', 'other')).rejects.toMatchObject({ code: 'no-picture' });
  // What runs write into, and the scratch of the measures, have the size of the last picture again.
  await run(SETTINGS, null);
  expect(gpu.meter.liveBytes).toBe(liveBytes);
});

test('maps are kept until the next result of their slot, and are those of its tensors', async () => {
  const whole = { x: 0, y: 0, width: 53, height: 37 };
  const make = async () => {
    const [sums] = await stages.results.regionSums([whole]);
    const flip = await stages.results.derive('flip-map', 'shown');
    return { sums, flip };
  };
  await run(SETTINGS, 'shown');
  await make();
  await run(SETTINGS, 'shown');
  const bytes = gpu.meter.liveBytes;
  const { sums, flip } = await make();
  const kept = gpu.meter.liveBytes;
  expect(kept).toBe(bytes + 2 * 4 * 53 * 37);
  expect(flip.dims).toEqual([1, 1, 37, 53]);
  expect(sums?.flip).toBeCloseTo(
    flip.data.reduce((sum, value) => sum + value, 0),
    1,
  );
  await make();
  expect(gpu.meter.liveBytes).toBe(kept);
  await run(SETTINGS, 'shown');
  expect(gpu.meter.liveBytes).toBe(bytes);
});

test('the spread of samples is that of their pictures, and goes with its slot', async () => {
  await run(SETTINGS, 'shown');
  const take = async () => {
    const pictures = [];
    for (const seed of [1, 2, 3]) {
      const slot = seed === 3 ? 'samples' : null;
      await run({ ...SETTINGS, seed }, slot, { reuses: true });
      await stages.samples.add(slot ?? 'run');
      pictures.push(await (slot ? stages.results.read('reconstruction', slot) : stages.read('reconstruction')));
      if (slot) await stages.samples.keep(slot);
    }
    return pictures;
  };
  const [first, ...others] = await take();
  const sums = new SampleSums(first as NonNullable<typeof first>);
  for (const each of others) sums.add(each);
  const spread = await stages.results.derive('sample-spread', 'samples');
  const expected = sums.spread();
  expect(spread.dims).toEqual([1, 1, 37, 53]);
  expect(Math.max(...expected.data)).toBeGreaterThan(0.01);
  expected.data.forEach((value, index) => expect(spread.data[index]).toBeCloseTo(value, 4));
  await expect(stages.results.derive('sample-spread', 'shown')).rejects.toMatchObject({ code: 'no-picture' });

  const { liveBytes } = gpu.meter;
  await take();
  expect(gpu.meter.liveBytes).toBe(liveBytes);
  await run(SETTINGS, null, { reuses: true });
  await stages.samples.add('run');
  stages.samples.forget();
  expect(gpu.meter.liveBytes).toBe(liveBytes);
  stages.results.drop('samples');
  await expect(stages.results.derive('sample-spread', 'samples')).rejects.toMatchObject({ code: 'no-picture' });
  expect(gpu.meter.liveBytes).toBeLessThan(liveBytes);
});
