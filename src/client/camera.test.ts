import { afterEach, expect, it, vi } from 'vitest';
import { cameraRefusal, playCamera } from './camera';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('is given up with a sentence when a camera that was allowed sends nothing', async () => {
  vi.useFakeTimers();
  vi.stubGlobal('window', { isSecureContext: true });
  const element = { play: () => new Promise(() => undefined) } as unknown as HTMLVideoElement;
  const played = playCamera(element, {} as MediaStream).then(() => '', cameraRefusal);
  await vi.runAllTimersAsync();
  expect(await played).toMatch(/could not be read; another program may be using it/);
});
