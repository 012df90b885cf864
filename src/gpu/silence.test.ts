import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { silenceOf } from './silence';

/** A device whose answers come when the test says so. */
function fakeDevice() {
  const answers: (() => void)[] = [];
  const answer = () => new Promise<undefined>((resolve) => answers.push(() => resolve(undefined)));
  const device = {
    createBuffer: () => ({ mapAsync: answer }),
    queue: { onSubmittedWorkDone: answer },
    createComputePipelineAsync: answer,
    createRenderPipelineAsync: answer,
    popErrorScope: answer,
  } as unknown as GPUDevice;
  let silent = false;
  void silenceOf(device, 1000).then(() => (silent = true));
  return {
    map: () => void device.createBuffer({ size: 4, usage: 1 }).mapAsync(1),
    drain: () => void device.queue.onSubmittedWorkDone(),
    compile: () => void device.createComputePipelineAsync({} as GPUComputePipelineDescriptor),
    pop: () => void device.popErrorScope(),
    answerNext: () => answers.shift()?.(),
    isSilent: () => silent,
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('is no silence while nothing is asked', async () => {
  const { isSilent } = fakeDevice();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(isSilent()).toBe(false);
});

it.each(['map', 'drain', 'compile', 'pop'] as const)('is one when %s is never answered', async (ask) => {
  const device = fakeDevice();
  device[ask]();
  await vi.advanceTimersByTimeAsync(5999);
  expect(device.isSilent()).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(device.isSilent()).toBe(true);
});

it('lets slow work take its time while other answers come', async () => {
  const device = fakeDevice();
  for (let i = 0; i < 10; i++) {
    device.map();
    device.drain();
    await vi.advanceTimersByTimeAsync(900);
    device.answerNext();
  }
  expect(device.isSilent()).toBe(false);
  await vi.advanceTimersByTimeAsync(6000);
  expect(device.isSilent()).toBe(true);
});

it('hears an answer that was there before the worker had time for it', async () => {
  const device = fakeDevice();
  device.map();
  await vi.advanceTimersByTimeAsync(3000);
  device.answerNext();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(device.isSilent()).toBe(false);
});
