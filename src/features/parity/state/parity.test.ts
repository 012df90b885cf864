import { describe, expect, it } from 'vitest';
import { PARITY_STAGES, type ParityRun, type ParityTensors } from '../../../core/model/parity';
import { PRECISION_TEXT, receiptKey } from '../../../core/model/precision';
import type { BackendInfo } from '../../../core/protocol';
import { MemoryStorage, backendInfo, openedLab, settled, testLab } from '../../../state/test-client';

const tensors = (factor: number): ParityTensors =>
  Object.fromEntries(
    PARITY_STAGES.map((name) => [
      name,
      { dims: [1, 3, 2, 2], data: Float32Array.from({ length: 12 }, (_, i) => i * (name === 'mean' ? factor : 1)) },
    ]),
  ) as unknown as ParityTensors;
const runs = (factor: number): [ParityRun, ParityRun] => [
  { model: 'tiny', backend: 'webgpu', precision: 'fp32', tensors: tensors(factor), stored: tensors(1) },
  { model: 'tiny', backend: 'wasm', precision: 'fp32', tensors: tensors(1), stored: tensors(1) },
];
const GPU = { ...backendInfo(), backend: 'webgpu', adapter: 'a GPU' } as const;
const MODEL = {
  id: 'tiny',
  encoder: { sha256: 'e' },
  decoder: { sha256: 'd' },
  range: [-1, 1],
  latent: { scale: 1, shift: 0 },
};

/** A lab with a finished run on a GPU, whose background work the test lets go on. */
async function finished(storage = new MemoryStorage(), info: BackendInfo = GPU, model: object = MODEL) {
  const idle: (() => void)[] = [];
  const opened = await openedLab({ storage, whenIdle: (work) => void idle.push(work) });
  const { lab, client } = opened;
  lab.store.setState(({ session }) => ({ models: [model as never], session: { ...session, info } }));
  client.info = info;
  client.finish();
  await settled();
  await import('./parity');
  await settled();
  return { ...opened, idle, storage, verdicts: () => client.verdicts() };
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
  expect(lab.store.getState().gpu.fallback).toMatch(
    /^Encoder differs by 5e−1 \(limit 1e−3\)\. Switched to the CPU\. The CPU differs/,
  );
});

it('one that cannot be made says why, and is not remembered', async () => {
  const { lab, client, storage } = await finished();
  client.parityRuns = { code: 'fetch-failed', message: 'No connection.' };
  await expect(lab.actions.parity()).rejects.toMatchObject({ code: 'fetch-failed' });
  expect(lab.store.getState().parity).toMatchObject({ running: false, receipt: null, error: { code: 'fetch-failed' } });
  expect((await finished(storage)).idle).toHaveLength(1);
});

it.each([
  ['another model', GPU, { model: 'other' }, 'aborted'],
  ['another backend', GPU, { backend: 'wasm' }, 'aborted'],
  ['nothing to compare with', backendInfo(), { backend: 'wasm', stored: null }, null],
] as const)('one of %s is not remembered as that of the model on the page', async (_, info, change, refusal) => {
  const { lab, client, storage } = await finished(new MemoryStorage(), info);
  client.parityRuns = [{ ...runs(1)[0], ...change }, runs(1)[1]];
  const code = await lab.actions.parity().then(
    () => null,
    (error: { code: string }) => error.code,
  );
  expect(code).toBe(refusal);
  expect((await finished(storage, info)).idle).toHaveLength(1);
});

it('nothing is done unasked where nothing may be', async () => {
  const { lab, client } = testLab({ saveData: true });
  expect(client.calls).toEqual([]);
  expect(lab.store.getState().parity).toEqual({ running: false, receipt: null, half: null, error: null });
});

describe('half precision', () => {
  const FILES = {
    variants: [{ precision: 'fp16', file: 'h', bytes: 1, sha256: 'half' }],
    file: 'f',
    bytes: 1,
    sha256: 'full',
  };
  const HALF_MODEL = { ...MODEL, title: 'Tiny', encoder: FILES, decoder: FILES, parity: { sha256: 'stored' } };
  const UNCHECKED = { ...GPU, precision: PRECISION_TEXT.fp32, half: 'unchecked' } as const;
  const IN_HALF = { ...GPU, precision: PRECISION_TEXT.fp16, half: 'passed' } as const;
  const half = (factor: number): ParityRun => ({
    model: 'tiny',
    backend: 'webgpu',
    precision: 'fp16',
    tensors: tensors(factor),
    stored: tensors(1),
  });

  it('is tried beside fp32 once that agrees, remembered, and told to the next start', async () => {
    const { lab, client, idle, storage, verdicts } = await finished(new MemoryStorage(), UNCHECKED, HALF_MODEL);
    client.parityRuns = runs(1);
    client.halfRun = half(1.004);
    idle[0]?.();
    await settled();
    expect(client.calls).not.toContain('halfParity');
    idle[1]?.();
    await settled();
    expect(lab.store.getState().parity).toMatchObject({
      receipt: { ok: true, precision: 'fp32' },
      half: { ok: true, precision: 'fp16' },
    });
    expect(verdicts()).toEqual({ [receiptKey(HALF_MODEL as never, IN_HALF)]: expect.objectContaining({ ok: true }) });
    // fp32 goes on: nothing was started anew.
    expect(client.starts).toHaveLength(1);
    // When fp16 runs, that receipt is its own: none is made again.
    const next = await finished(storage, IN_HALF, HALF_MODEL);
    expect(next.idle).toHaveLength(0);
    expect(next.lab.store.getState().parity.receipt).toMatchObject({ ok: true, precision: 'fp16' });
    // Drivers change: after a week it is.
    const [[place, text] = ['', '']] = storage.items;
    storage.items.set(
      place,
      text.replaceAll(/"made":"[^"]+"/g, `"made":"${new Date(Date.now() - 8 * 86_400_000).toISOString()}"`),
    );
    expect((await finished(storage, IN_HALF, HALF_MODEL)).idle).toHaveLength(1);
    expect((await finished(storage, { ...UNCHECKED, half: 'none' }, HALF_MODEL)).idle).toHaveLength(0);
  });

  it('that differs is remembered as such, and the GPU stays', async () => {
    const { lab, client, idle, verdicts } = await finished(new MemoryStorage(), UNCHECKED, HALF_MODEL);
    client.parityRuns = runs(1);
    client.halfRun = half(1.03);
    idle[0]?.();
    await settled();
    idle[1]?.();
    await settled();
    expect(Object.values(verdicts())).toEqual([expect.objectContaining({ ok: false })]);
    expect(lab.store.getState()).toMatchObject({ gpu: { fallback: null }, parity: { half: { ok: false } } });
  });

  it.each([
    ['fp32 differs', UNCHECKED, 1.03, 'auto'],
    ['the adapter has no fp16', { ...UNCHECKED, half: 'none' }, 1, 'auto'],
    ['fp32 was chosen', UNCHECKED, 1, 'fp32'],
  ] as const)('is not tried where %s', async (_, info, factor, precision) => {
    const { lab, client, idle } = await finished(new MemoryStorage(), info, HALF_MODEL);
    lab.store.setState(({ settings }) => ({ settings: { ...settings, precision } }));
    client.parityRuns = runs(factor);
    for (let i = 0; i < 3; i++) {
      idle[i]?.();
      await settled();
    }
    expect(client.calls).toContain('parity');
    expect(client.calls).not.toContain('halfParity');
  });

  it('that came by itself and differs goes at once; what was chosen stays, and the page says so', async () => {
    const { lab, client, verdicts } = await finished(new MemoryStorage(), IN_HALF, HALF_MODEL);
    client.parityRuns = [half(1.03), runs(1)[1]];
    await lab.actions.parity();
    expect(client.calls.at(-1)).toBe('restart');
    expect(Object.values(verdicts())).toEqual([expect.objectContaining({ ok: false })]);
    expect(lab.store.getState().toasts.at(-1)?.text).toBe(
      'fp16: Encoder differs by 3e−2 (limit 1e−2). Switched to fp32.',
    );
    expect(lab.store.getState().gpu.fallback).toBeNull();

    const chosen = await finished(new MemoryStorage(), IN_HALF, HALF_MODEL);
    chosen.lab.store.setState(({ settings }) => ({ settings: { ...settings, precision: 'fp16' } }));
    chosen.client.parityRuns = [half(1.03), runs(1)[1]];
    await chosen.lab.actions.parity();
    expect(chosen.client.calls).not.toContain('restart');
    expect(chosen.lab.store.getState().toasts.at(-1)?.text).toMatch(/It was chosen, so it stays/);
  });
});

it('a model that draws its own noise gets no receipt, and no GPU is given up for it', async () => {
  const { lab, client, idle, storage } = await finished(undefined, GPU, {
    ...MODEL,
    encoder: { sha256: 'e', random: true },
  });
  expect(idle).toHaveLength(0);
  client.parityRuns = runs(1.03);
  await expect(lab.actions.parity()).rejects.toMatchObject({
    message: expect.stringMatching(/not comparable/) as unknown,
  });
  expect(client.calls).not.toContain('parity');
  expect(lab.store.getState().gpu.fallback).toBeNull();
  // The same networks without their noise are compared as ever.
  const without = await finished(storage);
  without.client.parityRuns = runs(1);
  without.idle[0]?.();
  await settled();
  expect(without.lab.store.getState().parity.receipt).toMatchObject({ ok: true });
});
