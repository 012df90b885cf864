import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LabClient } from '../client/lab-client';
import { FakeWorker } from '../client/test-worker';
import type { Lab } from './lab';
import { backendInfo, pictureInfo, summaryOf, testLab } from './test-client';

/** The store on the client that the page has, which speaks to a fake worker: who is the newest, stopped or lost. */

/** Stands for a file: the fake worker takes the type for its name. */
const file = (name: string) => new Blob(['bytes'], { type: name });
const newest = () => FakeWorker.all.at(-1) as FakeWorker;
const answers = { infoOf: FakeWorker.infoOf, pictureOf: FakeWorker.pictureOf, resultOf: FakeWorker.resultOf };

let lab: Lab;
let client: LabClient;

beforeEach(async () => {
  FakeWorker.all = [];
  FakeWorker.brokenStart = FakeWorker.slowStart = FakeWorker.slowRun = false;
  Object.assign(FakeWorker, {
    infoOf: backendInfo,
    pictureOf: pictureInfo,
    // The seed tells results apart.
    resultOf: (picture: string, settings: Parameters<typeof FakeWorker.resultOf>[1]) => ({
      summary: summaryOf(settings.seed, settings, 30 + settings.seed),
      info: backendInfo(),
      picture: pictureInfo(picture),
    }),
  });
  vi.stubGlobal('Worker', FakeWorker);
  vi.stubGlobal('document', { baseURI: 'http://lab.test/' });
  vi.stubGlobal('location', { href: 'http://lab.test/', origin: 'http://lab.test' });
  ({ lab } = testLab({ makeClient: (onEvent, verdicts) => (client = new LabClient(onEvent, verdicts)) }));
  await lab.actions.boot();
  await open('a.png');
  await shown(30, 'a.png');
});

afterEach(() => {
  client.dispose();
  Object.assign(FakeWorker, answers);
  vi.unstubAllGlobals();
});

/** The nth open that the newest worker hears of. */
const heard = (count: number) =>
  vi.waitFor(() => {
    expect(newest().opens).toHaveLength(count);
    return newest().opens[count - 1] as FakeWorker['opens'][number];
  });

async function open(name: string): Promise<void> {
  const opened = lab.actions.open(file(name));
  (await heard(newest().opens.length + 1)).decode();
  await opened;
}

/** Waits until a result is on screen with nothing under way. */
const shown = (psnr: number, picture: string) =>
  vi.waitFor(() =>
    expect(lab.store.getState()).toMatchObject({
      result: { summary: { psnr } },
      picture: { info: { name: picture } },
      work: { status: 'idle' },
    }),
  );

const runsOf = (count: number) => vi.waitFor(() => expect(newest().ran).toHaveLength(count));

test('the newest of two opens wins, and its result is the one that is shown', async () => {
  const first = lab.actions.open(file('b.png'));
  const { decode } = await heard(2);
  const second = lab.actions.open(file('c.png'));
  (await heard(3)).decode();
  decode();
  await expect(first).rejects.toMatchObject({ code: 'aborted' });
  await second;
  await shown(30, 'c.png');
  expect(newest().ran).toEqual(['a.png', 'c.png']);
});

test('an open that fails leaves picture and result, and the next run is of that picture', async () => {
  const failing = lab.actions.open(file('b.png'));
  (await heard(2)).decode(true);
  await expect(failing).rejects.toMatchObject({ code: 'broken-image' });
  await shown(30, 'a.png');
  lab.actions.set({ posterior: 'sample', seed: 4 });
  await shown(34, 'a.png');
  expect(newest().ran).toEqual(['a.png', 'a.png']);
});

test('a change during a run aborts it, and the result is that of the change', async () => {
  FakeWorker.slowRun = true;
  lab.actions.set({ posterior: 'sample', seed: 1 });
  await runsOf(2);
  const older = lab.actions.run();
  lab.actions.set({ seed: 2 });
  await runsOf(3);
  newest().endRun?.();
  await shown(32, 'a.png');
  await older.catch((error: unknown) => expect(error).toMatchObject({ code: 'aborted' }));
});

test('Stop ends a run in the worker, and what was shown stays', async () => {
  FakeWorker.slowRun = true;
  lab.actions.set({ posterior: 'sample', seed: 1 });
  await runsOf(2);
  lab.actions.cancel();
  await shown(30, 'a.png');
  expect(lab.store.getState().settings.seed).toBe(1);
});

test('a worker that does not hear of Stop is replaced; the fresh one has the picture when it is needed', async () => {
  FakeWorker.slowRun = true;
  const deaf = newest();
  lab.actions.set({ posterior: 'sample', seed: 1 });
  await runsOf(2);
  deaf.isDeaf = true;
  lab.actions.cancel();
  await vi.waitFor(() => expect(deaf.terminated).toBe(true), 5000);
  await shown(30, 'a.png');
  FakeWorker.slowRun = false;
  lab.actions.set({ seed: 5 });
  (await heard(1)).decode();
  await shown(35, 'a.png');
  expect(newest().ran).toEqual(['a.png']);
});

test('after a lost device a fresh worker gets picture and settings, and makes the result again', async () => {
  const lost = newest();
  lab.actions.set({ posterior: 'sample', seed: 3 });
  await shown(33, 'a.png');
  await client.destroyDevice();
  await vi.waitFor(() => expect(newest()).not.toBe(lost));
  expect(lab.store.getState().gpu.restoring).toBe(true);
  (await heard(1)).decode();
  await shown(33, 'a.png');
  expect(lab.store.getState().gpu.restoring).toBe(false);
  expect(lab.store.getState().toasts.map(({ text }) => text)).toContain('Restored.');
  expect(newest().ran).toEqual(['a.png']);
});
