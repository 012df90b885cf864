import { expect, test } from 'vitest';
import { elementCount, geometryOf } from '../../core/math/geometry';
import type { ModelEntry } from '../../core/model/manifest';
import { applyPatch, defaultSettings } from '../../core/settings/settings';
import type { TensorData } from '../../core/tensor';
import type { Session } from '../../inference/runtime';
import { CpuStages } from '../cpu/cpu-stages';
import { measureInfluence } from './influence';
import type { Networks } from './networks';
import { runStages } from './run';
import type { RunSource } from './stages';
import { testBackend } from './test-backend';

/** Writes each value of channel 0 over its own cell, and a hundredth of the first cell everywhere. */
let decodes = 0;
const decoder = {
  runOnCpu: async ([{ data, dims: from }]: [TensorData], dims: number[]) => {
    decodes += 1;
    const [, , height, width] = dims as [number, number, number, number];
    const side = width / (from[3] as number);
    const cellAt = (i: number) =>
      Math.floor((Math.floor(i / width) % height) / side) * (from[3] as number) + Math.floor((i % width) / side);
    return {
      dims,
      data: Float32Array.from(
        { length: elementCount(dims) },
        (_, i) => 0.1 * (data[cellAt(i)] as number) + 0.001 * (data[0] as number),
      ),
    };
  },
} as unknown as Session;
const model = {
  id: 'cells',
  title: 'Cells',
  latentChannels: 2,
  downscale: 8,
  range: [-1, 1],
  latent: { scale: 1, shift: 0 },
  decoder: { output: 'image', sha256: 'd' },
} as unknown as ModelEntry;

async function finished() {
  const geometry = geometryOf(32, 16);
  const source: RunSource = {
    pixels: null,
    geometry,
    latent: {
      name: 'z.npy',
      dims: [1, 2, 2, 4],
      data: Float32Array.from({ length: 16 }, (_, i) => Math.sin(i)),
      units: 'scaled',
    },
  };
  const stages = new CpuStages();
  const networks = { model, decoder } as unknown as Networks;
  const backend = { stages, networks, model };
  const settings = applyPatch(defaultSettings(), { latent: { bits: 2 } });
  const hooks = { job: 3, checkCurrent: () => undefined, slot: 'shown' } as const;
  const summary = await runStages(testBackend(stages, networks), source, settings, hooks);
  const run = {
    summary,
    geometry,
    info: null as never,
    inputs: { picture: source, second: undefined, model, settings },
  };
  return { backend, run, source, stages };
}

const ASK = { job: 3, channel: 0, amount: 1, halo: 1 } as const;

test('each cell is poked alone, on the latent without edits, and nothing shown changes', async () => {
  const { backend, run, source, stages } = await finished();
  const before = (await stages.results.read('latent', 'shown')).data.slice();
  const cells = [
    [0, 0],
    [2, 1],
  ] as const;
  const [first, second, ...others] = await measureInfluence(backend, run, source, { ...ASK, cells }, () => undefined);
  expect(others).toEqual([]);
  // The first cell changes its 64 pixels by 0.101 and all others by 0.001; the other one only its own, by 0.1.
  const [own, far] = [3 * 64 * 0.101 ** 2, 3 * (512 - 64) * 0.001 ** 2];
  expect(first?.total).toBeCloseTo(127.5 * Math.sqrt(own + far), 2);
  expect(first?.near).toBeCloseTo((own + 3 * 192 * 0.001 ** 2) / (own + far), 5);
  expect(first?.beyond).toBeCloseTo((3 * 256 * 0.001 ** 2) / (own + far), 5);
  expect(second).toMatchObject({ x: 2, y: 1, near: 1, beyond: 0 });
  expect(second?.total).toBeCloseTo(127.5 * 0.1 * Math.sqrt(3 * 64), 2);
  expect((await stages.results.read('latent', 'shown')).data).toEqual(before);
});

test('the picture without pokes is decoded once for a result', async () => {
  const { backend, run, source } = await finished();
  const of = (x: number, result = run) =>
    measureInfluence(backend, result, source, { ...ASK, cells: [[x, 0]] }, () => undefined);
  decodes = 0;
  const first = await of(0);
  expect(decodes).toBe(2);
  await of(1);
  expect(decodes).toBe(3);
  expect(await of(0)).toEqual(first);
  await of(0, { ...run });
  expect(decodes).toBe(6);
});

test('it gives way between cells, and is of the shown result alone', async () => {
  const { backend, run, source } = await finished();
  const cells = [[0, 0]] as const;
  const of = (ask: Parameters<typeof measureInfluence>[3], from: RunSource | undefined = source) =>
    measureInfluence(backend, run, from, ask, () => {
      throw new Error('A run waits.');
    });
  await expect(of({ ...ASK, cells })).rejects.toThrow('A run waits.');
  await expect(of({ ...ASK, job: 2, cells })).rejects.toMatchObject({ code: 'aborted' });
  await expect(of({ ...ASK, cells }, { ...source })).rejects.toMatchObject({ code: 'aborted' });
});
