import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { defaultSettings } from '../core/settings/settings';
import { LabClient } from './lab-client';
import { FakeWorker } from './test-worker';
import { MOST_HEAP, STUCK_MS, type ClientEvent } from './worker-pair';

const SETTINGS = defaultSettings();
const newest = () => FakeWorker.all.at(-1) as FakeWorker;

let client: LabClient;
let heard: ClientEvent[];

/** Decodes the picture that the newest worker is given. */
const decode = (count = 1) =>
  vi.waitFor(() => {
    expect(newest().opens).toHaveLength(count);
    newest().opens[count - 1]?.decode();
  });

beforeEach(async () => {
  FakeWorker.backend = 'wasm';
  FakeWorker.all = [];
  FakeWorker.brokenStart = FakeWorker.slowStart = false;
  FakeWorker.slowRun = true;
  heard = [];
  vi.stubGlobal('Worker', FakeWorker);
  vi.stubGlobal('document', { baseURI: 'http://lab.test/' });
  client = new LabClient((event) => {
    heard.push(event);
    if (event.type === 'fresh') event.starting.catch(() => undefined);
  });
  await client.start(SETTINGS);
});

afterEach(() => {
  client.dispose();
  FakeWorker.slowRun = false;
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A run in flight in a worker that hears nothing, as while it runs a network on the CPU. From then on time stands still. */
async function stuckRun(backend: 'wasm' | 'webgpu' = 'wasm'): Promise<{ stuck: FakeWorker; ended: Promise<unknown> }> {
  FakeWorker.backend = backend;
  if (backend === 'webgpu') await client.start(SETTINGS);
  const open = client.open(new Blob(['bytes'], { type: 'first' }), SETTINGS);
  await decode();
  await open;
  const ended = client.run(SETTINGS).catch((error: unknown) => error);
  const stuck = newest();
  await vi.waitFor(() => expect(stuck.ran).toHaveLength(1));
  stuck.isDeaf = true;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  return { stuck, ended };
}

/** Messages come in tasks of their own. */
const delivered = async () => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
};

test('a worker that does not hear of Stop is given up after a second, without a loss', async () => {
  const { stuck, ended } = await stuckRun();
  client.cancel();
  await vi.advanceTimersByTimeAsync(STUCK_MS - 1);
  expect(stuck.terminated).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(stuck.terminated).toBe(true);
  vi.useRealTimers();
  expect(await ended).toMatchObject({ code: 'aborted' });
  const fresh = heard.flatMap((event) => (event.type === 'fresh' ? [event.starting] : []));
  expect(await Promise.all(fresh)).toEqual([{ backend: 'wasm' }]);
  expect(heard.some(({ type }) => type === 'lost')).toBe(false);
  FakeWorker.slowRun = false;
  const again = client.run(SETTINGS);
  await decode();
  expect(await again).toMatchObject({ picture: 'first' });
  expect(FakeWorker.all).toHaveLength(2);
});

test('a run and a picture that come right after Stop are those of the fresh worker', async () => {
  const { ended } = await stuckRun();
  client.cancel();
  FakeWorker.slowRun = false;
  const run = client.run(SETTINGS);
  await vi.advanceTimersByTimeAsync(STUCK_MS);
  vi.useRealTimers();
  expect(await ended).toMatchObject({ code: 'aborted' });
  await decode();
  expect(await run).toMatchObject({ picture: 'first' });
  const open = client.open(new Blob(['bytes'], { type: 'second' }), SETTINGS);
  await decode(2);
  expect(await open).toMatchObject({ name: 'second' });
});

test('a worker that answers stays', async () => {
  const { stuck, ended } = await stuckRun();
  stuck.isDeaf = false;
  client.cancel();
  expect(await ended).toMatchObject({ code: 'aborted' });
  await delivered();
  await vi.advanceTimersByTimeAsync(5 * STUCK_MS);
  expect([stuck.terminated, FakeWorker.all.length]).toEqual([false, 1]);
});

test('one whose GPU computes is left to the watch over the GPU', async () => {
  const { stuck } = await stuckRun('webgpu');
  client.cancel();
  await delivered();
  await vi.advanceTimersByTimeAsync(5 * STUCK_MS);
  expect([stuck.terminated, FakeWorker.all.length]).toEqual([false, 1]);
});

test('one that is dropped while it starts waits for nothing any more', async () => {
  const open = client.open(new Blob(['bytes'], { type: 'first' }), SETTINGS);
  await decode();
  await open;
  FakeWorker.slowStart = true;
  const dropped = client.restart({ ...SETTINGS, backend: 'webgpu' }).catch((error: unknown) => error);
  heard.length = 0;
  client.run(SETTINGS).catch(() => undefined);
  expect(await dropped).toMatchObject({ code: 'aborted' });
  expect(heard).toContainEqual({ type: 'waiting', what: null });
});

describe('a worker on the CPU that keeps far more memory than the next run needs', () => {
  const LARGE = 3 * MOST_HEAP;
  const SMALL = MOST_HEAP / 10;

  /** A worker whose heap a run of this forecast peak has grown. */
  async function grown(peak: number | undefined, heapBytes: number): Promise<FakeWorker> {
    FakeWorker.slowRun = false;
    const open = client.open(new Blob(['bytes'], { type: 'large' }), SETTINGS);
    await decode();
    await open;
    await client.run(SETTINGS, peak);
    const worker = newest();
    worker.heapBytes = heapBytes;
    return worker;
  }

  test('makes way for a fresh one, which gets the picture, and answers for its result until that run has ended', async () => {
    const old = await grown(LARGE, LARGE);
    FakeWorker.slowRun = true;
    const run = client.run(SETTINGS, SMALL);
    await vi.waitFor(() => expect(FakeWorker.all).toHaveLength(2));
    await decode();
    await vi.waitFor(() => expect(newest().ran).toEqual(['large']));
    expect(old.terminated).toBe(false);
    expect((await client.ask('tensor', 'latent')).dims, 'the shown result').toEqual([FakeWorker.all.indexOf(old)]);
    newest().endRun?.();
    await run;
    expect(old.terminated).toBe(true);
    expect(heard.filter(({ type }) => type === 'lost' || type === 'fresh')).toEqual([]);
    FakeWorker.slowRun = false;
    await client.run(SETTINGS, SMALL);
    expect(FakeWorker.all).toHaveLength(2);
  });

  test.each([
    ['less than 1 GB', LARGE, MOST_HEAP, SMALL],
    ['less than four times the next peak', LARGE, LARGE, LARGE / 3.9],
    ['and nobody knows what comes next', LARGE, LARGE, undefined],
  ])('stays: %s', async (_, peak, heapBytes, next) => {
    await grown(peak, heapBytes);
    await client.run(SETTINGS, next);
    await client.run(SETTINGS, next);
    expect(FakeWorker.all).toHaveLength(1);
    expect(newest().resourcesAsked, 'asked once').toBeLessThanOrEqual(1);
  });

  test('is not asked after each of many small runs, as of live frames', async () => {
    const worker = await grown(SMALL, LARGE);
    for (let frame = 0; frame < 10; frame++) await client.run(SETTINGS, SMALL);
    expect([worker.resourcesAsked, FakeWorker.all.length]).toEqual([0, 1]);
  });

  test('is asked after a run that was stopped, and after another picture as a trial', async () => {
    await grown(SMALL, LARGE);
    FakeWorker.slowRun = true;
    const stopped = client.run(SETTINGS, LARGE).catch(() => undefined);
    await vi.waitFor(() => expect(newest().ran).toHaveLength(2));
    client.cancel();
    await stopped;
    // Stop asks whether it answers.
    await delivered();
    FakeWorker.slowRun = false;
    const run = client.run(SETTINGS, SMALL);
    await vi.waitFor(() => expect(FakeWorker.all).toHaveLength(2));
    await decode();
    await run;
    newest().heapBytes = LARGE;
    await client
      .trial(
        { settings: SETTINGS, source: new Blob(['bytes']) } as Parameters<typeof client.trial>[0],
        new AbortController().signal,
      )
      .catch(() => undefined);
    const after = client.run(SETTINGS, SMALL);
    await vi.waitFor(() => expect(FakeWorker.all).toHaveLength(3));
    await decode();
    await after;
  });

  test('is left alone while it does something else, and where no fresh one can start', async () => {
    const old = await grown(LARGE, LARGE);
    FakeWorker.slowRun = true;
    const busy = client.run(SETTINGS, LARGE).catch(() => undefined);
    await vi.waitFor(() => expect(old.ran).toHaveLength(2));
    const next = client.run(SETTINGS, SMALL);
    await vi.waitFor(() => expect(old.ran).toHaveLength(3));
    expect(FakeWorker.all).toHaveLength(1);
    old.endRun?.();
    await next;
    old.stop();
    await busy;
    FakeWorker.slowRun = false;
    FakeWorker.brokenStart = true;
    await client.run(SETTINGS, SMALL);
    expect([old.ran.length, old.terminated]).toEqual([4, false]);
  });

  test('stays on a GPU', async () => {
    FakeWorker.backend = 'webgpu';
    await client.start(SETTINGS);
    await grown(LARGE, LARGE);
    await client.run(SETTINGS, SMALL);
    expect([newest().resourcesAsked, FakeWorker.all.length]).toEqual([0, 1]);
  });
});
