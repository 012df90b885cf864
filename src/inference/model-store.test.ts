import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SOURCE_HEADER } from '../core/files/cache-keys';
import { Waits } from '../core/waits';
import { ModelStore, type DownloadProgress, type PinnedFile } from './model-store';

const CONTENT = Uint8Array.from({ length: 1000 }, (_, i) => (i * 37) % 256);
const FILE: PinnedFile = {
  url: 'http://lab.test/models/encoder.onnx',
  label: 'the encoder',
  bytes: CONTENT.length,
  sha256: createHash('sha256').update(CONTENT).digest('hex'),
};

/** Cache Storage as far as the store uses it. */
class FakeCache {
  readonly entries = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly headers = new Map<string, Headers>();
  failure: Error | undefined;

  async match(key: string | Request): Promise<Response | undefined> {
    const name = typeof key === 'string' ? key : key.url;
    const entry = this.entries.get(name);
    return entry && new Response(entry, { headers: this.headers.get(name) ?? {} });
  }

  async keys(): Promise<{ url: string }[]> {
    return [...this.entries.keys()].map((url) => ({ url }));
  }

  async put(key: string, response: Response): Promise<void> {
    if (this.failure) throw this.failure;
    this.headers.set(key, response.headers);
    this.entries.set(key, new Uint8Array(await response.arrayBuffer()));
  }

  async delete(key: string | Request): Promise<boolean> {
    return this.entries.delete(typeof key === 'string' ? key : key.url);
  }
}

/** A response whose body comes in pieces of 300 bytes. */
function inPieces(content: Uint8Array): Response {
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent >= content.length) return controller.close();
      controller.enqueue(content.slice(sent, sent + 300));
      sent += 300;
    },
  });
  return new Response(body as unknown as ReadableStream<Uint8Array<ArrayBuffer>>);
}

let cache: FakeCache;
let answers: (() => Response)[];
let progress: DownloadProgress[];
let notices: string[];
let waited: (string | null)[];
let store: ModelStore;

beforeEach(() => {
  cache = new FakeCache();
  answers = [() => inPieces(CONTENT)];
  progress = [];
  notices = [];
  waited = [];
  store = new ModelStore(
    (step) => progress.push(step),
    (text) => notices.push(text),
    new Waits((what) => waited.push(what)),
  );
  vi.stubGlobal('self', { location: { origin: 'http://lab.test' } });
  vi.stubGlobal('navigator', { onLine: true });
  vi.stubGlobal('caches', { open: async () => cache });
  vi.stubGlobal('fetch', async () => {
    const answer = answers.shift();
    if (!answer) throw new TypeError('Failed to fetch');
    return answer();
  });
});

afterEach(() => vi.unstubAllGlobals());

test('a download tells its bytes, is checked, and is kept', async () => {
  expect(await store.load(FILE)).toEqual(CONTENT);
  expect(progress.map(({ received, checking }) => [received, checking])).toEqual([
    [300, false],
    [600, false],
    [900, false],
    [1000, false],
    [1000, true],
  ]);
  expect(progress.every(({ total }) => total === 1000)).toBe(true);
  expect([...cache.entries.keys()]).toEqual([`http://lab.test/litevae-lab/${FILE.sha256}`]);
  // The second time there is no answer left, so it can only come from the cache.
  expect(await store.load(FILE)).toEqual(CONTENT);
});

test('a damaged cache entry is dropped and fetched anew', async () => {
  cache.entries.set(`http://lab.test/litevae-lab/${FILE.sha256}`, new Uint8Array(1000));
  expect(await store.load(FILE)).toEqual(CONTENT);
  expect([...cache.entries.values()]).toEqual([CONTENT]);
});

test.each([
  [
    'the entry cannot be read',
    { match: () => Promise.reject(new DOMException('Unexpected internal error.', 'UnknownError')) },
  ],
  [
    'its content is gone',
    {
      match: async () =>
        new Response(new ReadableStream({ pull: () => Promise.reject(new TypeError('Failed to fetch')) })),
    },
  ],
])('a storage in trouble is no reason to fail: %s', async (_what, trouble) => {
  Object.assign(cache, trouble);
  expect(await store.load(FILE)).toEqual(CONTENT);
});

test.each([
  ['a flipped byte', () => inPieces(CONTENT.map((value, i) => (i === 500 ? value ^ 1 : value))), 'model-corrupt'],
  ['a short file', () => inPieces(CONTENT.slice(0, 700)), 'model-corrupt'],
  ['a long file', () => inPieces(new Uint8Array(1200)), 'model-corrupt'],
  ['no file', () => new Response('', { status: 404 }), 'model-missing'],
  ['a server error', () => new Response('', { status: 500 }), 'http-error'],
  [
    'no network',
    () => {
      throw new TypeError('Failed to fetch');
    },
    'fetch-failed',
  ],
  [
    'a connection that breaks',
    () => new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) })),
    'fetch-failed',
  ],
])('%s is refused, nothing is kept, and a retry works', async (_what, answer, code) => {
  answers = [answer, () => inPieces(CONTENT)];
  await expect(store.load(FILE)).rejects.toMatchObject({ code });
  expect(cache.entries.size).toBe(0);
  expect(await store.load(FILE)).toEqual(CONTENT);
});

test('without room the file works all the same, and the notice says why it is not kept', async () => {
  cache.failure = new DOMException('full', 'QuotaExceededError');
  expect(await store.load(FILE)).toEqual(CONTENT);
  expect(notices).toEqual([expect.stringMatching(/^The encoder works, but .*no storage left/)]);
});

test('without Cache Storage (insecure or private) it downloads every time', async () => {
  vi.stubGlobal('caches', undefined);
  answers = [() => inPieces(CONTENT), () => inPieces(CONTENT)];
  await store.load(FILE);
  expect(await store.load(FILE)).toEqual(CONTENT);
  expect(notices).toEqual([]);
});

test('offline, what is missing is named with its size', async () => {
  vi.stubGlobal('navigator', { onLine: false });
  answers = [];
  await expect(store.load({ ...FILE, bytes: 3 * 2 ** 20 })).rejects.toMatchObject({
    code: 'fetch-failed',
    message: 'The encoder is not stored on this device. Connect once to get it (3.00 MiB).',
  });
});

test('older revisions are dropped; what is wanted, and what other pages of the origin stored, stays', async () => {
  await store.load(FILE);
  const mine = `http://lab.test/litevae-lab/${FILE.sha256}`;
  const put = (name: string, headers: Record<string, string>) =>
    cache.put(`http://lab.test/litevae-lab/${name}`, new Response(new Uint8Array(1), { headers }));
  await put('older', { [SOURCE_HEADER]: 'http://lab.test/models/older.onnx' });
  await put('unknown', {});
  await put('neighbour', { [SOURCE_HEADER]: 'http://lab.test/other/models/encoder.onnx' });
  await store.keepOnly(new Set([FILE.sha256]), 'http://lab.test/models/');
  expect([...cache.entries.keys()]).toEqual([mine, 'http://lab.test/litevae-lab/neighbour']);
});

test('files of a model that somebody added are only looked for in this browser', async () => {
  const own = { ...FILE, url: `own:${FILE.sha256}` };
  await expect(store.load(own)).rejects.toMatchObject({
    code: 'model-missing',
    message: expect.stringMatching(/not in this browser's storage any more/) as unknown,
  });
  await cache.put(`http://lab.test/litevae-lab/${FILE.sha256}`, new Response(CONTENT));
  expect(await store.load(own)).toEqual(CONTENT);
  await expect(store.ownEntry('own-1')).rejects.toMatchObject({
    code: 'model-missing',
    message: expect.stringMatching(/added by hand in another browser/) as unknown,
  });
  await cache.put('http://lab.test/litevae-lab/own/own-1', new Response('{"id": "own-1"}'));
  expect(await store.ownEntry('own-1')).toEqual({ id: 'own-1' });
});

const never = (): Promise<never> => new Promise(() => undefined);

/** Lets time pass until it is settled: hashes are computed elsewhere, whatever the timers say. */
async function timed<T>(promise: Promise<T>): Promise<T> {
  let settled = false;
  const done = (): void => void (settled = true);
  promise.then(done, done);
  while (!settled) {
    await vi.advanceTimersByTimeAsync(1000);
    await new Promise(setImmediate);
  }
  vi.useRealTimers();
  return promise;
}

const fakeTimers = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

test('a host that never answers, or stops in mid-file, is given up with a sentence', async () => {
  for (const host of [
    never,
    async () => new Response(new ReadableStream({ start: (controller) => controller.enqueue(CONTENT.slice(0, 300)) })),
  ]) {
    fakeTimers();
    vi.stubGlobal('fetch', host);
    await expect(timed(store.load(FILE))).rejects.toMatchObject({
      code: 'fetch-failed',
      message: /nothing has come for 30 s. Check the connection, then try again/,
    });
  }
});

test('a slow download goes on as long as something comes', async () => {
  fakeTimers();
  let sent = 0;
  const slow = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 20_000));
      if (sent >= CONTENT.length) return controller.close();
      controller.enqueue(CONTENT.slice(sent, sent + 300));
      sent += 300;
    },
  });
  answers = [() => new Response(slow)];
  expect(await timed(store.load(FILE))).toEqual(CONTENT);
});

test.each([
  ['opens', { open: never }],
  ['finds', { open: async () => ({ match: never, put: never, delete: never }) }],
  [
    'reads',
    {
      open: async () => ({
        match: async () => new Response(new ReadableStream({ pull: never })),
        put: never,
        delete: never,
      }),
    },
  ],
  ['stores', { open: async () => ({ match: async () => undefined, put: never, delete: never }) }],
])('a storage that never %s anything is done without, which is said once', async (_, caches) => {
  fakeTimers();
  vi.stubGlobal('caches', caches);
  expect(await timed(store.load(FILE))).toEqual(CONTENT);
  expect(notices).toEqual([expect.stringMatching(/storage does not answer, so the page goes on without it/)]);
  expect([waited[0], waited.at(-1)]).toEqual(['storage', null]);
  // It is not asked, and so not waited for, again.
  answers = [() => inPieces(CONTENT)];
  expect(await store.load(FILE)).toEqual(CONTENT);
  expect(notices).toHaveLength(1);
});

test('a model of this browser says that its storage is silent, and not that it is gone', async () => {
  fakeTimers();
  vi.stubGlobal('caches', { open: never });
  await expect(timed(store.ownEntry('own-1'))).rejects.toMatchObject({
    code: 'model-missing',
    message: /does not answer. Restart the browser/,
  });
});
