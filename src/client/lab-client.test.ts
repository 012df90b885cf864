import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HalfVerdicts } from '../core/model/precision';
import { defaultSettings, type Settings } from '../core/settings/settings';
import { LabClient } from './lab-client';
import { FakeWorker } from './test-worker';
import type { ClientEvent } from './worker-pair';

const SETTINGS = defaultSettings();

/** Stands for a file: the fake worker takes the type for its name. */
const file = (name: string) => new Blob(['bytes'], { type: name });
const newest = () => FakeWorker.all.at(-1) as FakeWorker;
/** Waits for the nth open that a worker hears of. */
const heard = (count: number) =>
  vi.waitFor(() => {
    expect(newest().opens).toHaveLength(count);
    return newest().opens[count - 1] as FakeWorker['opens'][number];
  });

/** Answers the start of the newest worker, which was made slow. */
const letStart = () =>
  vi.waitFor(() => {
    expect(newest().release).not.toBeNull();
    newest().release?.();
  });

let client: LabClient;
let heardEvents: ClientEvent[];
let onLost: () => void;

beforeEach(async () => {
  FakeWorker.all = [];
  FakeWorker.brokenStart = FakeWorker.slowStart = FakeWorker.slowRun = false;
  heardEvents = [];
  onLost = () => undefined;
  vi.stubGlobal('Worker', FakeWorker);
  vi.stubGlobal('document', { baseURI: 'http://lab.test/' });
  vi.stubGlobal('location', { href: 'http://lab.test/', origin: 'http://lab.test' });
  client = new LabClient((event) => {
    heardEvents.push(event);
    if (event.type === 'lost') onLost();
  });
  await client.start(SETTINGS);
});

afterEach(() => {
  client.dispose();
  vi.unstubAllGlobals();
});

async function opened(name: string): Promise<void> {
  const open = client.open(file(name), SETTINGS);
  (await heard(newest().opens.length + 1)).decode();
  await open;
}

test('a picture that a newer, failing open gave up is not the one that runs', async () => {
  await opened('first');
  const second = client.open(file('second'), SETTINGS);
  const { decode } = await heard(2);
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 404 })));
  const third = expect(client.open('gone.png', SETTINGS)).rejects.toMatchObject({ code: 'http-error' });
  decode();
  await expect(second).rejects.toMatchObject({ code: 'aborted' });
  await third;
  const run = client.run(SETTINGS);
  (await heard(3)).decode();
  expect(await run).toMatchObject({ picture: 'first' });
});

test('a newer open stops the download of an older one, and so does cancel', async () => {
  const signals: AbortSignal[] = [];
  vi.stubGlobal(
    'fetch',
    (_url: URL, { signal }: { signal: AbortSignal }) =>
      new Promise((_, reject) => {
        signals.push(signal);
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  );
  const first = client.open('slow.png', SETTINGS);
  const second = client.open('slower.png', SETTINGS);
  await expect(first).rejects.toMatchObject({ code: 'aborted' });
  client.cancel();
  await expect(second).rejects.toMatchObject({ code: 'aborted' });
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
});

test('cancel stops a run that was not sent yet', async () => {
  await opened('first');
  const run = client.run(SETTINGS);
  client.cancel();
  await expect(run).rejects.toMatchObject({ code: 'aborted' });
  expect(await client.run(SETTINGS)).toMatchObject({ picture: 'first' });
  expect(newest().ran).toEqual(['first']);
});

test('a restart while a picture is decoded decodes it again in the fresh worker', async () => {
  await opened('first');
  const second = client.open(file('second'), SETTINGS);
  await heard(2);
  await client.restart(SETTINGS);
  (await heard(1)).decode();
  expect(await second).toMatchObject({ name: 'second' });
  expect(await client.run(SETTINGS)).toMatchObject({ picture: 'second' });
});

test('the picture is there again after a backend that did not start', async () => {
  await opened('first');
  FakeWorker.brokenStart = true;
  await expect(client.run({ ...SETTINGS, backend: 'webgpu' })).rejects.toMatchObject({ code: 'fetch-failed' });
  FakeWorker.brokenStart = false;
  const run = client.run({ ...SETTINGS, backend: 'webgpu' });
  (await heard(1)).decode();
  expect(await run).toMatchObject({ picture: 'first' });
});

test('a file that can no longer be read fails the run, not the restart', async () => {
  await opened('first');
  await client.restart(SETTINGS);
  const run = client.run(SETTINGS);
  (await heard(1)).decode(true);
  await expect(run).rejects.toMatchObject({ code: 'broken-image' });
});

const GPU = { ...SETTINGS, backend: 'webgpu' } as const;

test('a backend that cannot start leaves the worker before it, with its result', async () => {
  await opened('first');
  FakeWorker.brokenStart = true;
  await expect(client.run(GPU)).rejects.toMatchObject({ code: 'fetch-failed' });
  expect((await client.ask('tensor', 'latent')).dims).toEqual([0]);
  expect(FakeWorker.all.map(({ terminated }) => terminated)).toEqual([false, true]);
});

test('the worker before answers until the new one has started', async () => {
  await opened('first');
  FakeWorker.slowStart = true;
  const run = client.run(GPU);
  expect((await client.ask('tensor', 'latent')).dims).toEqual([0]);
  await letStart();
  (await heard(1)).decode();
  expect(await run).toMatchObject({ picture: 'first' });
  expect((await client.ask('tensor', 'latent')).dims).toEqual([1]);
  expect(FakeWorker.all[0]?.terminated).toBe(true);
});

test('a run on another backend that is stopped leaves the worker before it, with its result', async () => {
  await opened('first');
  await client.run(SETTINGS);
  FakeWorker.slowRun = true;
  const stopped = expect(client.run(GPU)).rejects.toMatchObject({ code: 'aborted' });
  (await heard(1)).decode();
  await vi.waitFor(() => expect(newest().endRun).not.toBeNull());
  client.cancel();
  await stopped;
  expect((await client.ask('tensor', 'latent')).dims).toEqual([0]);
  // The next run goes on with what is there by now.
  const run = client.run(GPU);
  await vi.waitFor(() => expect(newest().ran).toHaveLength(2));
  newest().emit({ type: 'slot', slot: 'second', kept: null });
  expect(heardEvents).toEqual([]);
  newest().endRun?.();
  expect(await run).toMatchObject({ picture: 'first' });
  expect((await client.ask('tensor', 'latent')).dims).toEqual([1]);
  expect(FakeWorker.all.map(({ terminated }) => terminated)).toEqual([true, false]);
  expect(heardEvents.at(-1)).toMatchObject({ type: 'slot', slot: 'second' });
});

test('a newer start takes over from one that hangs', async () => {
  FakeWorker.slowStart = true;
  const hanging = expect(client.restart(GPU)).rejects.toMatchObject({ code: 'aborted' });
  FakeWorker.slowStart = false;
  expect(await client.restart(SETTINGS)).toMatchObject({ backend: 'wasm' });
  await hanging;
  expect(FakeWorker.all.map(({ terminated }) => terminated)).toEqual([true, true, false]);
});

test('two runs that want the same new backend start it once', async () => {
  await opened('first');
  FakeWorker.slowStart = true;
  const first = expect(client.run(GPU)).rejects.toMatchObject({ code: 'aborted' });
  const second = client.run(GPU);
  await letStart();
  (await heard(1)).decode();
  expect(await second).toMatchObject({ picture: 'first' });
  await first;
  expect(FakeWorker.all).toHaveLength(2);
});

test('a loss is said once, and every call in flight ends with it', async () => {
  await opened('first');
  const open = expect(client.open(file('second'), SETTINGS)).rejects.toMatchObject({ code: 'device-lost' });
  await heard(2);
  await client.destroyDevice();
  await open;
  await expect(client.ask('tensor', 'latent')).rejects.toMatchObject({ code: 'device-lost' });
  expect(heardEvents.filter(({ type }) => type === 'lost')).toHaveLength(1);
});

test('a loss while a picture is opened opens it in the fresh worker', async () => {
  await opened('first');
  onLost = () => void client.restart(SETTINGS);
  const second = client.open(file('second'), SETTINGS);
  await heard(2);
  await client.destroyDevice();
  (await heard(1)).decode();
  expect(await second).toMatchObject({ name: 'second' });
  expect(FakeWorker.all[0]?.terminated).toBe(true);
});

test('of two quick restarts the newer one counts', async () => {
  FakeWorker.slowStart = true;
  await client.destroyDevice();
  const first = expect(client.restart(SETTINGS)).rejects.toMatchObject({ code: 'aborted' });
  const second = client.restart(SETTINGS);
  await letStart();
  expect(await second).toMatchObject({ backend: 'wasm' });
  await first;
  expect((await client.ask('tensor', 'latent')).dims).toEqual([2]);
});

test('every worker is told what is known of fp16 when it starts', async () => {
  let known: HalfVerdicts = {};
  const told = new LabClient(
    () => undefined,
    () => known,
  );
  await told.start(SETTINGS);
  expect(newest().started?.verdicts).toEqual([]);
  known = { 'a verdict': { ok: true, of: 'webgpu', with: 'pytorch', stages: [] } };
  await told.start({ ...SETTINGS, precision: 'fp32' });
  expect(newest().started).toMatchObject({ precision: 'fp32', verdicts: ['a verdict'] });
  await told.restart(SETTINGS);
  expect(newest().started?.verdicts).toEqual(['a verdict']);
  // A run that wants another precision chooses anew, in the same worker.
  known = {};
  await told.run({ ...SETTINGS, precision: 'fp32' }).catch(() => undefined);
  expect(newest().started).toMatchObject({ precision: 'fp32', verdicts: [] });
  told.dispose();
});

test('parity asks fp16 of no CPU, and tries it on the GPU in a worker of its own', async () => {
  const half: Settings = { ...SETTINGS, precision: 'fp16' };
  await client.start(half);
  const running = newest();
  await client.parity(half);
  expect(newest().started).toMatchObject({ backend: 'wasm', precision: 'auto' });
  expect(newest()).toMatchObject({ terminated: true });
  await client.halfParity(SETTINGS);
  expect(newest().started).toMatchObject({ backend: 'webgpu', precision: 'fp16' });
  expect(newest()).toMatchObject({ terminated: true });
  expect(running.terminated).toBe(false);
});

/** Whether what a worker says of its work is told on. */
async function tells(worker: FakeWorker, event: Parameters<FakeWorker['emit']>[0]): Promise<boolean> {
  const before = heardEvents.length;
  worker.emit(event);
  // It goes through a port of its own.
  await new Promise((resolve) => setTimeout(resolve, 5));
  return heardEvents.slice(before).some(({ type }) => type === event.type);
}

test('a stage of a run that a newer one took over is not told as a stage of that', async () => {
  FakeWorker.slowRun = true;
  await opened('first');
  const stage = (job: number) => ({ type: 'stage', job, stage: 'decoder', cold: false }) as const;
  const first = client.run(SETTINGS).catch(() => undefined);
  await vi.waitFor(() => expect(newest().ran).toHaveLength(1));
  expect(await tells(newest(), stage(1))).toBe(true);
  const second = client.run(SETTINGS);
  await vi.waitFor(() => expect(newest().ran).toHaveLength(2));
  expect([await tells(newest(), stage(1)), await tells(newest(), stage(2))]).toEqual([false, true]);
  newest().endRun?.();
  await Promise.all([first, second]);
});

test('progress that comes after the answer is not told, since nothing would end it', async () => {
  const download = { type: 'download', file: 'encoder', received: 1, total: 2, checking: false } as const;
  expect(await tells(newest(), download)).toBe(false);
  FakeWorker.slowStart = true;
  const restart = client.restart(SETTINGS);
  await vi.waitFor(() => expect(newest().release).not.toBeNull());
  expect(await tells(newest(), download)).toBe(true);
  newest().release?.();
  await restart;
  expect(await tells(newest(), { type: 'notice', text: 'Something else.' })).toBe(true);
});
