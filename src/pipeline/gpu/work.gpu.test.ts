import { afterAll, beforeAll, expect, test } from 'vitest';
import { geometryOf } from '../../core/math/geometry';
import type { ModelEntry } from '../../core/model/manifest';
import { STAGE_NAMES, type RunSummary } from '../../core/run-summary';
import { defaultSettings } from '../../core/settings/settings';
import { openTestGpu, type TestGpu } from '../../gpu/test-device';
import type { GpuTensor, Session } from '../../inference/runtime';
import { GpuStages } from './gpu-stages';
import type { Networks } from '../lab/networks';
import { runStages } from '../lab/run';
import { testBackend } from '../lab/test-backend';

const NZ = 4;
let gpu: TestGpu;
let stages: GpuStages;
beforeAll(async () => {
  gpu = await openTestGpu();
  stages = await GpuStages.create(gpu);
});
afterAll(async () => {
  await stages.dispose();
  gpu.device.destroy();
});

/** Fills its output with what it reads, by copies. */
const copying = {
  runOnGpu: async (inputs: GpuTensor[], output: GpuTensor) => {
    const commands = gpu.device.createCommandEncoder();
    const [from, to] = [(inputs[0] as GpuTensor).buffer, output.buffer];
    const bytes = Math.min(from.size, to.size);
    for (let at = 0; at < to.size; at += bytes)
      commands.copyBufferToBuffer(from, 0, to, at, Math.min(bytes, to.size - at));
    gpu.device.queue.submit([commands.finish()]);
  },
} as unknown as Session;
const model = {
  id: 'copies',
  latentChannels: NZ,
  downscale: 8,
  range: [-1, 1],
  latent: { scale: 1, shift: 0 },
  encoder: { inputKind: 'bands', inputs: ['bands1', 'bands2', 'bands3'], output: 'moments', sha256: 'e' },
  decoder: { output: 'coefficients', sha256: 'd' },
} as unknown as ModelEntry;
const networks: Networks = { model, encoder: copying, decoder: copying } as Networks;

const picture = {
  pixels: Uint8ClampedArray.from({ length: 4 * 64 * 64 }, (_, i) => (i * 37 + (i >> 6)) % 251),
  geometry: geometryOf(64, 64),
};

function run(): Promise<RunSummary> {
  return runStages(testBackend(stages, networks), picture, defaultSettings(), {
    job: 1,
    checkCurrent: () => undefined,
    slot: 'shown',
  });
}

test('a warm run asks for few dispatches, one submit a stage, and makes no buffer', async () => {
  await run();
  await run();
  const { gpuWork = {} } = await run();
  const asked = (name: 'dispatches' | 'submits' | 'buffersMade') =>
    Object.fromEntries(Object.entries(gpuWork).map(([stage, work]) => [stage, work[name]]));
  // An encoder and a decoder that only copy: what is counted is ours.
  expect(asked('dispatches')).toEqual({
    planar: 1,
    haar: 1,
    edit: 1,
    encoder: 0,
    posterior: 1,
    latent: 0,
    decoder: 0,
    inverse: 1,
    metrics: 24,
  });
  // The time is written before and after the runtime's own.
  const one = Object.fromEntries(STAGE_NAMES.map((stage) => [stage, 1]));
  expect(asked('submits')).toEqual({ ...one, encoder: 3, decoder: 3 });
  expect(asked('buffersMade')).toEqual(Object.fromEntries(STAGE_NAMES.map((stage) => [stage, 0])));
});

test('in a browser that polls, a warm run is waited for once, at its readback, and has the times of the GPU', async () => {
  let waits = 0;
  const { queue } = gpu.device;
  const polling = new Proxy(queue, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      if (key !== 'onSubmittedWorkDone') return (value as () => unknown).bind(target);
      return async () => {
        waits += 1;
        await new Promise((resolve) => setTimeout(resolve, 100));
        await target.onSubmittedWorkDone();
      };
    },
  });
  const device = new Proxy(gpu.device, {
    get: (target, key) => {
      if (key === 'queue') return polling;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
  const slow = await GpuStages.create({ ...gpu, device });
  const go = () =>
    runStages(testBackend(slow, networks), picture, defaultSettings(), {
      job: 1,
      checkCurrent: () => undefined,
      slot: 'shown',
    });
  const first = await go();
  waits = 0;
  const warm = await go();
  expect(waits).toBe(0);
  expect(warm.psnr).toBe(first.psnr);
  for (const stage of STAGE_NAMES) expect(warm.timings[stage], stage).toBe(warm.gpuTimings?.[stage]);
  expect(warm.totalMs).toBeGreaterThan(0);
  await slow.dispose();
});
