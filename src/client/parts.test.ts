import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadPart, onNewVersion, orNewVersion } from './parts';

const page = (script: string): Response =>
  new Response(`<!doctype html><script type="module" src="./assets/${script}"></script>`);
const FAILED = 'Failed to fetch dynamically imported module: http://lab.test/assets/part-1.js';

let host: () => Promise<Response>;
let announced: number;

beforeEach(() => {
  announced = 0;
  onNewVersion(() => void (announced += 1));
  host = () => Promise.resolve(page('page-1.js'));
  vi.stubGlobal('document', {
    baseURI: 'http://lab.test/',
    querySelector: () => ({ src: 'http://lab.test/assets/page-1.js' }),
  });
  vi.stubGlobal(
    'fetch',
    vi.fn(() => host()),
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('a part that does not come', () => {
  it('can be asked for again', async () => {
    const load = vi.fn().mockRejectedValueOnce(new TypeError(FAILED)).mockResolvedValueOnce('part');
    await expect(loadPart(load)).rejects.toMatchObject({
      code: 'fetch-failed',
      message: expect.stringMatching(/Check the connection, then try again/),
    });
    expect(await loadPart(load)).toBe('part');
    expect(announced).toBe(0);
  });

  it('is told apart from one that a new version on the host has replaced', async () => {
    host = () => Promise.resolve(page('page-2.js'));
    await expect(loadPart(() => Promise.reject(new TypeError(FAILED)))).rejects.toMatchObject({
      code: 'fetch-failed',
      message: expect.stringMatching(/new version.*Reload the page for the new one\.$/),
    });
    expect(announced).toBe(1);
    expect(String(vi.mocked(fetch).mock.calls[0]?.[0])).toBe('http://lab.test/index.html');
  });

  it.each<[string, () => Promise<Response>]>([
    ['is offline', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['answers 404', () => Promise.resolve(new Response('', { status: 404 }))],
    ['answers with some other page', () => Promise.resolve(new Response('<p>Log in to the network of the hotel</p>'))],
  ])('is no new version where the host %s', async (_, answer) => {
    host = answer;
    await expect(loadPart(() => Promise.reject(new TypeError(FAILED)))).rejects.toMatchObject({
      message: expect.stringMatching(/Check the connection/),
    });
    expect(announced).toBe(0);
  });

  it('is given up after 30 s', async () => {
    vi.useFakeTimers();
    const waited = expect(loadPart(() => new Promise(() => undefined))).rejects.toMatchObject({ code: 'fetch-failed' });
    await vi.advanceTimersByTimeAsync(30_000);
    await waited;
  });

  it('is asked for by another address where the browser remembers the failure', async () => {
    const address = 'data:text/javascript,export const part = 1';
    const load = (): Promise<{ part: number }> =>
      Promise.reject(new TypeError(`error loading dynamically imported module: ${address.replaceAll(' ', '%20')}`));
    await expect(loadPart(load)).rejects.toMatchObject({ code: 'fetch-failed' });
    const first = await loadPart(load);
    expect(first.part).toBe(1);
    // One module, however often it is used.
    expect(await loadPart(load)).toBe(first);
  });

  it('is told from a new version for what the worker misses, too', async () => {
    const refused = { code: 'model-corrupt', message: 'The file of the ONNX runtime is not whole.' } as const;
    expect(await orNewVersion(refused)).toEqual(refused);
    host = () => Promise.resolve(page('page-2.js'));
    expect(await orNewVersion(refused)).toMatchObject({
      code: 'fetch-failed',
      message: expect.stringMatching(/new version.*Reload the page/),
    });
    expect(announced).toBe(1);
    // Other errors ask the host nothing.
    const calls = vi.mocked(fetch).mock.calls.length;
    expect(await orNewVersion({ code: 'out-of-memory', message: 'Full.' })).toMatchObject({ code: 'out-of-memory' });
    expect(vi.mocked(fetch).mock.calls).toHaveLength(calls);
  });
});
