import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { ST_LPIPS } from '../../core/metrics/st-lpips';
import { readGoldenJson } from '../../core/test-goldens';
import type { ModelStore, PinnedFile } from '../../inference/model-store';
import { CpuStages } from '../cpu/cpu-stages';
import { testRuntime } from '../own-model/test-runtime';
import type { FinishedRun } from '../results/finished-runs';
import type { Backend } from './backend';
import { canPerceive, Perceptual } from './perceptual';
import { goldenTensor } from './test-layers';

const GOLDEN = readGoldenJson<{ distance: number; step: number; map: number[] }>('st-lpips.json');
const PAIR = (['input', 'reconstruction'] as const).map((name) => goldenTensor('tiny-f8c12', name));

async function measuring() {
  const runtime = await testRuntime();
  const loaded: string[] = [];
  const load = ({ url }: PinnedFile) => (
    loaded.push(url),
    Promise.resolve(new Uint8Array(readFileSync(`public/${ST_LPIPS.file}`)))
  );
  const stages = new CpuStages();
  const owned: unknown[] = [];
  const backend = {
    stages,
    openGraph: runtime.openGraph.bind(runtime),
    own: <T>(session: T) => (owned.push(session), session),
  } as unknown as Backend;
  return { perceptual: new Perceptual({ load } as unknown as ModelStore, 'http://here/app/'), backend, loaded, owned };
}

test('ST-LPIPS and its map are those of PyTorch; the network is loaded once', async () => {
  const { perceptual, backend, loaded, owned } = await measuring();
  const value = await perceptual.between(backend, PAIR);
  // Weights are stored as float16.
  expect(Math.abs(value / GOLDEN.distance - 1)).toBeLessThan(1e-3);
  const network = await perceptual.prepare(backend);
  const { map } = await network.outputs(PAIR);
  const found = GOLDEN.map.map((_, i) => Number(map?.data[i * GOLDEN.step]));
  const largest = Math.max(...GOLDEN.map);
  found.forEach((each, i) => expect(Math.abs(each - (GOLDEN.map[i] as number)) / largest).toBeLessThan(2e-3));
  expect(map?.dims).toEqual([1, 1, 64, 64]);
  expect(await perceptual.between(backend, [PAIR[0], PAIR[0]] as typeof PAIR)).toBe(0);
  expect({ loaded, owned: owned.length }).toEqual({ loaded: [`http://here/app/${ST_LPIPS.file}`], owned: 1 });
}, 30_000);

test('a network that could not be loaded is asked for again', async () => {
  const { perceptual, backend } = await measuring();
  const failing = { load: () => Promise.reject(new Error('offline')) };
  const other = new Perceptual(failing as unknown as ModelStore, 'http://here/');
  await expect(other.prepare(backend)).rejects.toThrow('offline');
  failing.load = () => Promise.reject(new Error('still offline'));
  await expect(other.prepare(backend)).rejects.toThrow('still offline');
  expect(await perceptual.between(backend, PAIR)).toBeGreaterThan(0);
});

test('a backend that goes while the network is downloaded or built keeps no session', async () => {
  const { perceptual, backend, owned } = await measuring();
  const [{ liveSessions }, { Backend: Real }] = await Promise.all([
    import('../../inference/runtime'),
    import('./backend'),
  ]);
  const before = liveSessions();
  const gone = Object.create(backend, { disposed: { value: true } }) as Backend;
  await expect(perceptual.prepare(gone)).rejects.toMatchObject({ code: 'aborted' });
  expect([owned, liveSessions()]).toEqual([[], before]);

  const stages = { lost: backend.stages.lost, dispose: () => Promise.resolve() } as unknown as Backend['stages'];
  const open: Backend['openGraph'] = async (...graph) => {
    const session = await backend.openGraph(...graph);
    await real.dispose();
    return session;
  };
  const none = () => Promise.reject(new Error('not asked for'));
  const real = new Real(
    ...([{}, stages, {}, {}, none, none, open] as unknown as ConstructorParameters<typeof Backend>),
  );
  await expect(perceptual.prepare(real)).rejects.toMatchObject({ code: 'aborted' });
  await vi.waitFor(() => expect(liveSessions()).toBe(before));
});

test('pictures under 32 px, and results with nothing to compare, have none', () => {
  const run = (width: number, height: number, made = 1) =>
    ({ geometry: { width, height }, summary: { stats: { error: Array(made) } } }) as unknown as FinishedRun;
  expect([run(32, 40), run(31, 40), run(64, 64, 0)].map(canPerceive)).toEqual([true, false, false]);
});
