import { expect, it } from 'vitest';
import { geometryOf } from '../math/geometry';
import { STAGE_NAMES, type RunSummary, type StageName } from '../run-summary';
import { median } from './stats';
import { markdownTable, stageBytes, stageTimings, workBetween, workOf } from './timing';

const geometry = geometryOf(64, 64);
const LATENT = { latentChannels: 12, downscale: 8 };
const each = (value: number) =>
  Object.fromEntries(STAGE_NAMES.map((name) => [name, value])) as Record<StageName, number>;
const run = (ms: number, more: Partial<RunSummary> = {}): RunSummary =>
  ({ timings: each(ms), cold: false, ...more }) as RunSummary;

it('the median of an even number is between the middle two', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([])]).toEqual([2, 2.5, NaN]);
});

it('a cold run is told apart, warm runs give a median, GPU times a mean', () => {
  const timings = stageTimings(
    [
      run(900, { cold: true, gpuTimings: each(5) }),
      run(10, { gpuTimings: each(0.1) }),
      run(30, { gpuTimings: each(0) }),
      run(20, { gpuTimings: each(0.2) }),
    ],
    geometry,
    LATENT,
  );
  expect(timings.map(({ stage }) => stage)).toEqual([...STAGE_NAMES]);
  expect(timings[0]).toMatchObject({ cold: 900, warm: 20 });
  expect(timings[0]?.gpu).toBeCloseTo(0.1, 9);
});

it('says nothing of what was not measured: no warm run, no timestamps, stages that were taken over', () => {
  expect(stageTimings([run(9, { cold: true })], geometry, LATENT)[0]).toMatchObject({ cold: 9, warm: null, gpu: null });
  expect(stageTimings([run(0, { reused: ['planar'] })], geometry, LATENT)[0]).toMatchObject({ cold: null, warm: null });
});

it('what was asked of the GPU is that of the last warm run, by stage and together', () => {
  const asked = (n: number) => ({
    encoder: { dispatches: 10 * n, submits: n, buffersMade: 2 * n },
    decoder: { dispatches: 1, submits: 1, buffersMade: 0 },
  });
  const timings = stageTimings(
    [run(9, { cold: true, gpuWork: asked(9) }), run(1, { gpuWork: asked(2) }), run(1, { gpuWork: asked(3) })],
    geometry,
    LATENT,
  );
  expect(timings.find(({ stage }) => stage === 'encoder')?.work).toEqual({
    dispatches: 30,
    submits: 3,
    buffersMade: 6,
  });
  expect(timings[0]?.work).toBeNull();
  expect(workOf(timings)).toEqual({ dispatches: 31, submits: 4, buffersMade: 6 });
  expect(workOf(stageTimings([run(1)], geometry, LATENT))).toBeNull();
  expect(
    workBetween({ dispatches: 1, submits: 2, buffersMade: 3 }, { dispatches: 11, submits: 5, buffersMade: 3 }),
  ).toEqual({ dispatches: 10, submits: 3, buffersMade: 0 });
});

it('bytes follow from the shapes', () => {
  const bytes = stageBytes(geometry, LATENT);
  // 64 x 64 pixels in, three float32 planes out.
  expect(bytes.planar).toBe(4 * 64 * 64 + 4 * 3 * 64 * 64);
  // 1 + 1 + 1/4 + 1/16 pictures: 2.31.
  expect(bytes.haar / (4 * 3 * 64 * 64)).toBeCloseTo(2.3125, 9);
  expect(bytes.decoder).toBe(4 * (12 * 8 * 8 + 12 * 32 * 32));
  // A picture and the mean alone: no bands, no log-variance.
  const { encoder, posterior } = stageBytes(geometry, LATENT, { picture: true, meanAlone: true });
  expect([encoder, posterior]).toEqual([4 * (3 * 64 * 64 + 12 * 8 * 8), 4 * 2 * 12 * 8 * 8]);
  // A padded picture is written twice, whole and as it was.
  expect(stageBytes(geometryOf(60, 64), LATENT).planar).toBe(2 * 4 * 60 * 64 + 4 * 3 * (64 * 64 + 60 * 64));
});

it('columns of a Markdown table line up', () => {
  expect(markdownTable(['a', 'bc'], [['long', '1']])).toBe('| a    | bc |\n|------|----|\n| long | 1  |');
});
