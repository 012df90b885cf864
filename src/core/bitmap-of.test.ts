import { afterEach, expect, it, vi } from 'vitest';
import { bitmapOf } from './bitmap-of';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('is given up when the decoder does not answer, and a bitmap that comes later is closed', async () => {
  vi.useFakeTimers();
  const close = vi.fn();
  vi.stubGlobal('createImageBitmap', () => new Promise((resolve) => setTimeout(() => resolve({ close }), 60_000)));
  const bitmap = expect(bitmapOf(new Blob())).rejects.toMatchObject({
    code: 'out-of-memory',
    message: /not decoded the picture within 30 s. Try again/,
  });
  await vi.runAllTimersAsync();
  await bitmap;
  expect(close).toHaveBeenCalled();
});

it('gets more time for a large picture', async () => {
  vi.useFakeTimers();
  const close = vi.fn();
  vi.stubGlobal('createImageBitmap', () => new Promise((resolve) => setTimeout(() => resolve({ close }), 60_000)));
  const bitmap = bitmapOf(new Blob(), undefined, 24e6);
  await vi.runAllTimersAsync();
  expect(await bitmap).toEqual({ close });
  expect(close).not.toHaveBeenCalled();
});
