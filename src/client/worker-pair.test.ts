import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultSettings } from '../core/settings/settings';
import { LabClient } from './lab-client';
import { FakeWorker } from './test-worker';
import { STUCK_MS, type ClientEvent } from './worker-pair';

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
