import { expect, it } from 'vitest';
import { PARITY_STAGES, type ParityRun, type ParityTensors } from '../core/parity';
import { MemoryStorage, backendInfo, openedLab, settled, testLab } from './test-client';

const tensors = (factor: number): ParityTensors => Object.fromEntries(PARITY_STAGES.map((name) =>
  [name, { dims: [1, 3, 2, 2], data: Float32Array.from({ length: 12 }, (_, i) => i * (name === 'mean' ? factor : 1)) }])) as unknown as ParityTensors;
const runs = (factor: number): [ParityRun, ParityRun] => [
  { backend: 'webgpu', tensors: tensors(factor), stored: tensors(1) }, { backend: 'wasm', tensors: tensors(1), stored: tensors(1) },
];
const GPU = { ...backendInfo(), backend: 'webgpu', adapter: 'a GPU' } as const;
const MODEL = { id: 'tiny', encoder: { sha256: 'e' }, decoder: { sha256: 'd' } };

/** A lab with a finished run on a GPU, whose background work the test lets go on. */
async function finished(storage = new MemoryStorage()) {
  const idle: (() => void)[] = [];
  const opened = await openedLab({ storage, whenIdle: (work) => void idle.push(work) });
  const { lab, client } = opened;
  lab.store.setState(({ session }) => ({ models: [MODEL as never], session: { ...session, info: GPU } }));
  client.info = GPU;
  client.finish();
  await settled();
  await import('./parity');
  await settled();
  return { ...opened, idle, storage };
}

it('a receipt is made once, after the first result, when the page is idle, and is remembered', async () => {
  const first = await finished();
  expect(first.client.calls).not.toContain('parity');
  expect(first.idle).toHaveLength(1);
  first.client.parityRuns = runs(1);
  first.idle[0]?.();
  await settled();
  expect(first.lab.store.getState().parity).toMatchObject({ running: false, receipt: { ok: true, adapter: 'a GPU' } });
  const second = await finished(first.storage);
  expect(second.idle).toHaveLength(0);
  expect(second.lab.store.getState().parity.receipt).toMatchObject({ ok: true });
});

it('what fails on the GPU is said, and the CPU takes over; trying again forgets it', async () => {
  const { lab, client, storage } = await finished();
  client.parityRuns = runs(1.03);
  expect(await lab.actions.parity()).toMatchObject({ ok: false, of: 'webgpu', with: 'pytorch' });
  const said = 'Encoder differs by 3e−2 (limit 1e−3). Switched to the CPU.';
  expect(lab.store.getState().gpu.fallback).toBe(said);
  expect(client.starts.at(-1)?.settings.backend).toBe('wasm');
  expect(lab.store.getState().settings.backend).toBe('auto');
  // The next visit knows it without trying.
  const next = await finished(storage);
  expect(next.idle).toHaveLength(0);
  expect(next.lab.store.getState().gpu.fallback).toBe(said);
  next.lab.actions.tryGpu();
  await settled();
  expect(next.lab.store.getState()).toMatchObject({ gpu: { fallback: null }, parity: { receipt: null } });
  expect((await finished(storage)).idle).toHaveLength(1);
});

it('stored values that fit neither backend are said to be the fault', async () => {
  const { lab, client } = await finished();
  const wrong = runs(1).map((run) => ({ ...run, stored: tensors(2) })) as unknown as [ParityRun, ParityRun];
  client.parityRuns = wrong;
  await lab.actions.parity();
  expect(lab.store.getState().gpu.fallback).toMatch(/^Encoder differs by 5e−1 \(limit 1e−3\)\. Switched to the CPU\. The CPU differs/);
});

it('one that cannot be made says why, and is not remembered', async () => {
  const { lab, client, storage } = await finished();
  client.parityRuns = { code: 'fetch-failed', message: 'No connection.' };
  await expect(lab.actions.parity()).rejects.toMatchObject({ code: 'fetch-failed' });
  expect(lab.store.getState().parity).toMatchObject({ running: false, receipt: null, error: { code: 'fetch-failed' } });
  expect((await finished(storage)).idle).toHaveLength(1);
});

it('nothing is done unasked where nothing may be', async () => {
  const { lab, client } = testLab({ saveData: true });
  expect(client.calls).toEqual([]);
  expect(lab.store.getState().parity).toEqual({ running: false, receipt: null, error: null });
});
