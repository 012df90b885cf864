import { afterEach, expect, test, vi } from 'vitest';
import { loadPicture } from './kept-picture';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A database of one store; `refusesFiles` as in private windows of WebKit. */
function database({ refusesFiles = false } = {}) {
  const values = new Map<string, unknown>();
  const later = <T>(result: T) => {
    const request: Record<string, unknown> = { result };
    queueMicrotask(() => (request['onsuccess'] as (() => void) | undefined)?.());
    return request;
  };
  const objectStore = () => ({
    transaction: later(undefined),
    get: (key: string) => later(values.get(key)),
    delete: (key: string) => values.delete(key),
    put: (value: unknown, key: string) => {
      if (refusesFiles && value instanceof File) throw new DOMException('No files.', 'DataCloneError');
      values.set(key, value);
    },
  });
  return { values, open: () => later({ transaction: () => ({ objectStore }) }) };
}

const file = new File([new Uint8Array([1, 2, 3])], 'a.png', { type: 'image/png' });

test('a database that never answers is given up after a while, and asked anew the next time', async () => {
  vi.useFakeTimers();
  const silent = vi.fn(() => ({}));
  vi.stubGlobal('indexedDB', { open: silent });
  const loading = loadPicture().catch((thrown: DOMException) => thrown.name);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await loading).toBe('TimeoutError');
  vi.stubGlobal('indexedDB', database());
  expect(await loadPicture()).toBeNull();
  expect(silent).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(30_000);
});

test('a browser that keeps no files keeps their bytes', async () => {
  vi.resetModules();
  const fresh = await import('./kept-picture');
  const { values, open } = database({ refusesFiles: true });
  vi.stubGlobal('indexedDB', { open });
  await fresh.keepPicture(file);
  expect(values.get('last')).not.toBeInstanceOf(File);
  const kept = await fresh.loadPicture();
  expect([kept?.name, kept?.type, await kept?.text()]).toEqual(['a.png', 'image/png', '\x01\x02\x03']);
  await fresh.forgetPicture();
  expect(await fresh.loadPicture()).toBeNull();
});

test('a transaction that stops without a reason rejects with one', async () => {
  vi.resetModules();
  const fresh = await import('./kept-picture');
  const request: Record<string, unknown> = { error: null };
  vi.stubGlobal('indexedDB', { open: () => request });
  const forgetting = fresh.forgetPicture();
  queueMicrotask(() => (request['onerror'] as () => void)());
  await expect(forgetting).rejects.toThrow('The storage stopped.');
});
