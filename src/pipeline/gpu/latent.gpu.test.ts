import { afterAll, beforeAll, expect, test } from 'vitest';
import { aborted } from '../../core/errors';
import { geometryOf } from '../../core/math/geometry';
import type { ModelEntry } from '../../core/model/manifest';
import { defaultSettings } from '../../core/settings/settings';
import type { TensorData } from '../../core/tensor';
import { openTestGpu, type TestGpu } from '../../gpu/test-device';
import type { Session } from '../../inference/runtime';
import { runStages, type RunHooks } from '../lab/run';
import type { RunSource } from '../lab/stages';
import { testBackend } from '../lab/test-backend';
import { GpuStages } from './gpu-stages';
import { resampled } from './test-kinds';
import { sessionOf } from './test-networks';

/** Runs that begin at a latent, and do not come to their end. */

const NZ = 4;
const model = {
  id: 'repeats',
  latentChannels: NZ,
  downscale: 8,
  range: [-1, 1],
  latent: { scale: 1, shift: 0 },
  decoder: { output: 'image', sha256: 'd' },
} as unknown as ModelEntry;

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

/** A decoder that repeats each value over its block. @param first comes before it */
function repeating(first: () => void = () => undefined): Session {
  return sessionOf(gpu, ([latent]) => {
    first();
    return resampled(latent as TensorData, 3, 8);
  });
}

function latentOf(salt: number): RunSource {
  const data = Float32Array.from({ length: NZ * 5 * 7 }, (_, i) => Math.sin(salt * i));
  return {
    pixels: null,
    geometry: geometryOf(56, 40),
    latent: { name: 'z', dims: [1, NZ, 5, 7], data, units: 'scaled' },
  };
}

function run(on: GpuStages, decoder: Session, salt: number, checkCurrent: RunHooks['checkCurrent'] = () => undefined) {
  const hooks = { job: salt, checkCurrent, slot: 'shown' } as const;
  return runStages(testBackend(on, { model, decoder }), latentOf(salt), defaultSettings(), hooks);
}

test('one that is stopped while it decodes leaves the result before it whole', async () => {
  await run(stages, repeating(), 1);
  const read = (name: 'latent' | 'reconstruction') => stages.results.read(name, 'shown');
  const before = [await read('latent'), await read('reconstruction')];
  let decoded = 0;
  const decoder = repeating(() => (decoded += 1));
  const stopped = run(stages, decoder, 2, () => {
    if (decoded > 0) throw aborted();
  });
  await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
  expect(decoded).toBe(1);
  expect([await read('latent'), await read('reconstruction')]).toEqual(before);
});

test('one whose device is lost while it decodes ends as lost', async () => {
  const other = await openTestGpu();
  const on = await GpuStages.create(other);
  const runOnGpu = async (): Promise<void> => {
    other.device.destroy();
    await other.device.lost;
  };
  await expect(run(on, { runOnGpu } as unknown as Session, 1)).rejects.toMatchObject({ code: 'device-lost' });
  await on.dispose();
  expect((await run(stages, repeating(), 3)).stats.reconstruction).toHaveLength(3);
});
