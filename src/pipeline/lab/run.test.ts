import { expect, test } from 'vitest';
import { LabError } from '../../core/errors';
import { geometryOf } from '../../core/math/geometry';
import type { StageName } from '../../core/run-summary';
import { defaultSettings } from '../../core/settings/settings';
import type { Slot } from '../../core/slots';
import type { Networks } from './networks';
import { runStages } from './run';
import type { RunMeasures, Stages } from './stages';
import { testBackend } from './test-backend';

const STATS = Object.fromEntries(
  ['mean', 'reconstruction'].map((name) => [name, [{ min: 0, max: 1, mean: 0, std: 1 }]]),
);
const MEASURES = { stats: STATS, nonFinite: { mean: 0, reconstruction: 0 } } as unknown as RunMeasures;

/** Stages that take no task of their own, as on the CPU; `log` says which ran. */
function quickStages(overrides: Partial<Stages> = {}) {
  const log: string[] = [];
  const step = (name: string) => async () => void log.push(name);
  const stages = {
    backend: 'wasm',
    deviceBytes: 0,
    readbacks: { all: 0, asked: 0 },
    work: null,
    lost: new AbortController().signal,
    begin: step('begin'),
    planar: step('planar'),
    haar: step('haar'),
    edit: step('edit'),
    encoder: step('encoder'),
    posterior: step('posterior'),
    latent: step('latent'),
    decoder: step('decoder'),
    inverse: step('inverse'),
    gpuTimes: async () => null,
    tiling: async () => null,
    largestBuffer: Infinity,
    settles: true,
    peakBytes: 0,
    metrics: async () => (log.push('metrics'), MEASURES),
    reuse: async (stages: readonly string[]) => void log.push(`reuse ${stages.join()}`),
    commit: (slot: string) => void log.push(slot === 'shown' ? 'commit' : `commit ${slot}`),
    ...overrides,
  } as unknown as Stages;
  return { log, stages };
}

interface Hooks {
  checkCurrent?: () => void;
  onStage?: (stage: string) => void;
  slot?: Slot | null;
  reused?: StageName[];
}

function run(
  stages: Stages,
  { checkCurrent = () => undefined, onStage = () => undefined, slot = 'shown', reused = [] }: Hooks = {},
) {
  const model = { id: 'tiny', latentChannels: 12, downscale: 8, encoder: {}, decoder: {} };
  const backend = testBackend(stages, { model } as unknown as Networks);
  const picture = { pixels: new Uint8ClampedArray(4 * 64), geometry: geometryOf(8, 8) };
  return runStages(backend, picture, defaultSettings(), {
    job: 1,
    checkCurrent,
    onStage,
    slot,
    reused,
  });
}

test('runs every step once, then commits', async () => {
  const { log, stages } = quickStages();
  const { timings } = await run(stages);
  expect(log).toEqual([
    'begin',
    'planar',
    'haar',
    'edit',
    'encoder',
    'posterior',
    'latent',
    'decoder',
    'inverse',
    'metrics',
    'commit',
  ]);
  expect(Object.keys(timings)).toEqual(log.slice(1, -1));
});

test('stages whose tensors are there already are not run, and take no time', async () => {
  const { log, stages } = quickStages();
  const reused: StageName[] = ['planar', 'haar', 'edit', 'encoder'];
  const summary = await run(stages, { slot: 'other', reused });
  expect(log).toEqual([
    'begin',
    'reuse planar,haar,edit,encoder',
    'posterior',
    'latent',
    'decoder',
    'inverse',
    'metrics',
    'commit other',
  ]);
  expect(summary.reused).toEqual(reused);
  expect(reused.map((stage) => summary.timings[stage])).toEqual([0, 0, 0, 0]);
  expect(summary.totalMs).toBe(Object.values(summary.timings).reduce((sum, ms) => sum + ms, 0));
});

test('without a slot nothing is kept', async () => {
  const { log, stages } = quickStages();
  expect(await run(stages, { slot: null })).not.toHaveProperty('reused');
  expect(log.at(-1)).toBe('metrics');
});

test.each(['encoder', 'metrics'] as const)(
  'a message that comes during %s stops the run before the next step',
  async (during) => {
    const { log, stages } = quickStages();
    // A worker hears of a newer job in a task of its own.
    const { port1, port2 } = new MessageChannel();
    let isCurrent = true;
    port1.onmessage = () => (isCurrent = false);
    const running = run(stages, {
      checkCurrent: () => {
        if (!isCurrent) throw new LabError('aborted', 'Stopped.');
      },
      onStage: (stage) => stage === during && port2.postMessage(null),
    });
    await expect(running).rejects.toMatchObject({ code: 'aborted' });
    expect(log.at(-1)).toBe(during);
    port1.close();
  },
);

test.each(['begin', 'encoder'] as const)('a loss during %s, which then never ends, ends the run', async (during) => {
  const device = new AbortController();
  const { log, stages } = quickStages({
    lost: device.signal,
    [during]: () => {
      device.abort('The GPU stopped working.');
      return new Promise<void>(() => undefined);
    },
  });
  await expect(run(stages)).rejects.toMatchObject({ code: 'device-lost', message: 'The GPU stopped working.' });
  expect(log).not.toContain('commit');
});

test('a step that fails because of a loss says the loss', async () => {
  const device = new AbortController();
  const { stages } = quickStages({
    lost: device.signal,
    begin: async () => {
      device.abort('The GPU stopped working.');
      throw new DOMException('Instance dropped', 'OperationError');
    },
  });
  await expect(run(stages)).rejects.toMatchObject({ code: 'device-lost' });
});

test.each([
  ['only zeros', { ...MEASURES, stats: { ...STATS, reconstruction: [{ min: 0, max: 0, mean: 0, std: 0 }] } }],
  ['values that are not numbers', { ...MEASURES, nonFinite: { mean: 1, reconstruction: 0 } }],
  ['values that are not numbers', { ...MEASURES, nonFinite: { mean: 0, logvar: 1, reconstruction: 0 } }],
])('%s are not committed', async (says, measures) => {
  const { log, stages } = quickStages({ metrics: () => Promise.resolve(measures as unknown as RunMeasures) });
  await expect(run(stages)).rejects.toMatchObject({ code: 'bad-output', message: expect.stringContaining(says) });
  expect(log).not.toContain('commit');
});

test('an array that finds no room ends a run with a sentence', async () => {
  const { log, stages } = quickStages({ haar: () => Promise.reject(new RangeError('Array buffer allocation failed')) });
  await expect(run(stages)).rejects.toMatchObject({
    code: 'out-of-memory',
    message: 'This browser has no memory left for a picture of 8 x 8. Lower the size limit and run again.',
  });
  expect(log).toEqual(['begin', 'planar']);
});
