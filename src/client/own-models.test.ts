import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ModelEntry } from '../core/model/manifest';
import { inspect, keep, list, remove } from './own-models';

const ENTRY = { id: 'own-1', title: 'Mine' } as ModelEntry;
const FILES = new Map([
  ['a'.repeat(64), new Blob(['encoder'])],
  ['b'.repeat(64), new Blob(['decoder'])],
]);

let stored: Map<string, Response>;
let isFull: boolean;

beforeEach(() => {
  stored = new Map();
  isFull = false;
  vi.stubGlobal('location', { origin: 'https://lab.test' });
  vi.stubGlobal('caches', {
    open: async () => ({
      match: async (address: string) => stored.get(address),
      delete: async (address: string) => stored.delete(address),
      put: async (address: string, response: Response) => {
        if (isFull && stored.size > 0) throw new DOMException('No room.', 'QuotaExceededError');
        stored.set(address, response);
      },
    }),
  });
});
afterEach(() => vi.unstubAllGlobals());

test('keeps a model where a browser has caches and no storage manager', async () => {
  vi.stubGlobal('navigator', {});
  await keep(ENTRY, FILES);
  expect(stored.size).toBe(3);
});

test('a full storage keeps nothing half, and says what is left where that is known', async () => {
  isFull = true;
  vi.stubGlobal('navigator', {});
  await expect(keep(ENTRY, FILES)).rejects.toMatchObject({
    code: 'storage-full',
    message: expect.stringMatching(/no room for it, so it was not added/),
  });
  expect(stored.size).toBe(0);
  vi.stubGlobal('navigator', { storage: { estimate: async () => ({ quota: 2 ** 21, usage: 2 ** 20 }) } });
  await expect(keep(ENTRY, FILES)).rejects.toMatchObject({ message: expect.stringContaining('(1.00 MiB left)') });
});

test.each([
  ['files that could be taken out again', false, /no storage.*Nothing was changed\.$/],
  ['files that stayed', true, /Some of its files may have stayed: delete the stored files\.$/],
])('a storage that breaks says so of %s', async (_, stays, says) => {
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('caches', {
    open: async () => ({
      match: async (address: string) => stored.get(address),
      delete: async (address: string) => !stays && stored.delete(address),
      put: async (address: string, response: Response) => {
        if (stored.size > 0) throw new Error('Broken.');
        stored.set(address, response);
      },
    }),
  });
  await expect(keep(ENTRY, FILES)).rejects.toMatchObject({
    code: 'storage-full',
    message: expect.stringMatching(says),
  });
});

test('a storage that does not answer keeps, lists and removes nothing, and says so', async () => {
  const never = () => new Promise(() => undefined);
  vi.useFakeTimers();
  vi.stubGlobal('navigator', {});
  try {
    for (const caches of [
      { open: never },
      { open: async () => ({ match: never, keys: never, put: never, delete: never }) },
    ]) {
      vi.stubGlobal('caches', caches);
      const asked = Promise.allSettled([keep(ENTRY, FILES), list(), remove(ENTRY)]);
      await vi.runAllTimersAsync();
      const [kept, listed, removed] = await asked;
      expect(kept).toMatchObject({
        reason: {
          code: 'storage-full',
          message: expect.stringMatching(/was not added: the storage of this browser does not answer. Restart/),
        },
      });
      expect(listed).toMatchObject({ value: [] });
      expect(removed).toMatchObject({ reason: { name: 'TimeoutError' } });
    }
  } finally {
    vi.useRealTimers();
  }
});

/** A worker in the middle of a check: it never answers. */
class Busy {
  static ended = 0;
  addEventListener(): void {
    /* It has nothing to say. */
  }
  removeEventListener(): void {
    /* Nor then. */
  }
  postMessage(): void {
    /* It is busy. */
  }
  terminate(): void {
    Busy.ended += 1;
  }
}

test('a check that is stopped ends as stopped, and its worker with it, once', async () => {
  vi.stubGlobal('Worker', Busy);
  Busy.ended = 0;
  const control = new AbortController();
  const checking = inspect([], { range: null, random: false, samples: [] }, () => undefined, control.signal);
  control.abort();
  await expect(checking).rejects.toMatchObject({ code: 'aborted' });
  expect(Busy.ended).toBe(1);
});
