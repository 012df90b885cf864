import { afterEach, expect, it, vi } from 'vitest';
import { thumbnailOf } from './thumbnail';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('is given up when the encoder does not answer, and its bitmap is closed', async () => {
  const close = vi.fn();
  vi.stubGlobal('createImageBitmap', () => Promise.resolve({ close }));
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      getContext = () => null;
      convertToBlob = () => new Promise(() => undefined);
    },
  );
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const made = thumbnailOf(new Blob(['\x89PNG']), { width: 8, height: 8 }, 4).catch((error: unknown) => error);
  await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
  await new Promise((resolve) => setImmediate(resolve));
  await vi.runAllTimersAsync();
  expect(await made).toMatchObject({ name: 'TimeoutError' });
  expect(close).toHaveBeenCalled();
});
