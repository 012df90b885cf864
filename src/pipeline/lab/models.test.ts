import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defaultSettings } from '../../core/settings/settings';
import type { ModelStore } from '../../inference/model-store';
import { Models } from './models';

vi.mock('../../inference/runtime', () => ({ RUNTIME_HASHES: [] }));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it.each([
  ['no answer', () => new Promise(() => undefined)],
  ['an answer without an end', async () => new Response(new ReadableStream())],
])('the list of models is given up with a sentence after %s', async (_, host) => {
  const signals: (AbortSignal | undefined)[] = [];
  vi.stubGlobal('fetch', (_url: URL, { signal }: RequestInit) => {
    signals.push(signal ?? undefined);
    return host();
  });
  const models = new Models('http://lab.test/models/', {} as ModelStore);
  const found = expect(models.find(defaultSettings())).rejects.toMatchObject({
    code: 'fetch-failed',
    message: /list of models has not come within 30 s. Check the connection/,
  });
  await vi.runAllTimersAsync();
  await found;
  expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
});
