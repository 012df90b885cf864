import * as Comlink from 'comlink';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LabError, toErrorInfo } from '../core/errors';
import type { BackendInfo, LabWorker, PictureInfo, PictureSource } from '../core/protocol';
import { defaultSettings } from '../core/settings';
import { LabClient } from './lab-client';

const SETTINGS = defaultSettings();

/** A worker that answers an open when the test says so; a newer open makes the older one reject, as in Lab. */
class FakeWorker {
  static all: FakeWorker[] = [];
  static brokenStart = false;
  readonly #port: MessagePort;
  /** Its picture, as Lab keeps it, and the pictures that were run. */
  picture: string | null = null;
  readonly ran: (string | null)[] = [];
  readonly opens: { readonly name: string; readonly decode: (fails?: boolean) => void }[] = [];

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const api = {
      start: () => (FakeWorker.brokenStart ? refuse('fetch-failed') : Promise.resolve({ backend: 'wasm' } as BackendInfo)),
      open: (job: number, { data }: PictureSource) => this.#open(job, (data as Blob).type),
      run: () => {
        if (!this.picture) return refuse('no-picture');
        this.ran.push(this.picture);
        return Promise.resolve({ picture: this.picture });
      },
      cancel: () => undefined,
    };
    Comlink.expose(api as unknown as LabWorker, port2);
    for (const name of ['addEventListener', 'removeEventListener', 'postMessage', 'start'] as const) {
      Object.assign(this, { [name]: port1[name].bind(port1) });
    }
    FakeWorker.all.push(this);
  }

  #latest = 0;
  #open(job: number, name: string): Promise<PictureInfo> {
    this.#latest = job;
    return new Promise((resolve, reject) => {
      const decode = (fails = false) => {
        if (fails) return reject(toErrorInfo(new LabError('broken-image', 'Broken.')));
        if (job !== this.#latest) return reject(toErrorInfo(new LabError('aborted', 'Newer.')));
        this.picture = name;
        resolve({ name } as PictureInfo);
      };
      this.opens.push({ name, decode });
    });
  }

  terminate(): void {
    this.#port.close();
  }
}

const refuse = (code: 'no-picture' | 'fetch-failed') => Promise.reject(toErrorInfo(new LabError(code, 'No.')));
/** Stands for a file: the fake worker takes the type for its name. */
const file = (name: string) => new Blob(['bytes'], { type: name });
const newest = () => FakeWorker.all.at(-1) as FakeWorker;
/** Waits for the nth open that a worker hears of. */
const heard = (count: number) => vi.waitFor(() => {
  expect(newest().opens).toHaveLength(count);
  return newest().opens[count - 1] as FakeWorker['opens'][number];
});

let client: LabClient;

beforeEach(async () => {
  FakeWorker.all = [];
  FakeWorker.brokenStart = false;
  vi.stubGlobal('Worker', FakeWorker);
  vi.stubGlobal('document', { baseURI: 'http://lab.test/' });
  vi.stubGlobal('location', { href: 'http://lab.test/', origin: 'http://lab.test' });
  client = new LabClient(() => undefined);
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
  vi.stubGlobal('fetch', (_url: URL, { signal }: { signal: AbortSignal }) => new Promise((_, reject) => {
    signals.push(signal);
    signal.addEventListener('abort', () => reject(signal.reason));
  }));
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
