import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { driftOf, soak, SOAK_SIZES, type SoakRun } from './support/soak';
import { expect, GPU, test } from './support/test';

const RUNS = Number(process.env['LITEVAE_SOAK_RUNS'] ?? 500);
const BACKENDS = (process.env['LITEVAE_SOAK_BACKEND'] ?? 'webgpu,wasm').split(',') as ('webgpu' | 'wasm')[];
const REPORT = join(import.meta.dirname, '../test-results/soak.md');
/** So that a long soak is seen to go on. */
const STEP = 50;

type Held = 'gpuBytes' | 'gpuBuffers' | 'sessions' | 'heapBytes';

test('soak', GPU, async ({ lab, page }) => {
  const rows: string[] = [];
  for (const backend of BACKENDS) {
    await lab.open({ backend });
    const runs: SoakRun[] = [];
    while (runs.length < RUNS) {
      runs.push(...(await soak(page, Math.min(STEP, RUNS - runs.length), runs.length)));
      console.log(`${backend}: ${runs.length} of ${RUNS} runs`);
    }
    const most = (key: Held, part: readonly SoakRun[]) => Math.max(...part.map((run) => run[key]));
    const [early, late] = [runs.slice(0, 2 * SOAK_SIZES.length), runs.slice(-2 * SOAK_SIZES.length)];
    const pair = (key: Held) => `${most(key, early)} / ${most(key, late)}`;
    const { first, last, drift } = driftOf(runs);
    const { adapter } = await lab.info();
    rows.push(
      `| ${[backend, adapter, runs.length, pair('gpuBytes'), pair('gpuBuffers'), pair('sessions'), pair('heapBytes'), first.toFixed(1), last.toFixed(1), `${(drift * 100).toFixed(1)} %`].join(' | ')} |`,
    );
    expect(most('gpuBytes', late), `${backend}: GPU bytes`).toBeLessThanOrEqual(most('gpuBytes', early));
    expect(most('gpuBuffers', late), `${backend}: buffers`).toBeLessThanOrEqual(most('gpuBuffers', early));
    expect(most('heapBytes', late), `${backend}: memory of the runtime`).toBe(most('heapBytes', early));
    expect(most('sessions', late), `${backend}: sessions`).toBe(2);
  }
  const table = [
    '| backend | adapter | runs | GPU bytes, first / last rounds | buffers | sessions | heap bytes | ms, first 50 warm | ms, last 50 | drift |',
    '|---|---|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
  mkdirSync(join(REPORT, '..'), { recursive: true });
  writeFileSync(REPORT, `${table}\n`);
  console.log(`\n${table}\n\nAlso in ${REPORT}`);
});
