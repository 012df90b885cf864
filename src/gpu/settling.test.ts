import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Settling } from './settling';

let waits: number;
/** A queue whose waits take so long each, the last one for all that follow. */
function queueOf(...durations: number[]): GPUQueue {
  waits = 0;
  return {
    onSubmittedWorkDone: async () => {
      waits += 1;
      vi.advanceTimersByTime((durations.length > 1 ? durations.shift() : durations[0]) as number);
    },
  } as unknown as GPUQueue;
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

async function waitsFor(settling: Settling, names: readonly string[]): Promise<number> {
  waits = 0;
  for (const name of names) await settling.after(name);
  return waits;
}

test('a browser that answers at once is waited for after everything, also when it was late once', async () => {
  for (const queue of [queueOf(1), queueOf(1, 60, 1)]) {
    const settling = await Settling.create(queue, true);
    settling.learn({ haar: 0.1, encoder: 500 });
    expect([settling.polls, await waitsFor(settling, ['haar', 'encoder'])]).toEqual([false, 2]);
  }
});

test('a browser that polls is waited for after work that takes longer than the wait, by the pixels', async () => {
  const settling = await Settling.create(queueOf(100), true);
  expect(settling.polls).toBe(true);
  settling.begin(4096);
  expect(await waitsFor(settling, ['haar', 'encoder']), 'nothing is known yet').toBe(2);
  settling.learn({ haar: 0.1, encoder: 30 });
  settling.begin(4096);
  expect(await waitsFor(settling, ['haar', 'encoder'])).toBe(0);
  settling.begin(4 * 4096);
  expect(await waitsFor(settling, ['haar', 'encoder'])).toBe(1);
});

test('a first wait that ends soon, just before the browser looks, hides no polling', async () => {
  expect((await Settling.create(queueOf(5, 100), true)).polls).toBe(true);
});

test('without timestamps everything is waited for, however long it takes', async () => {
  const settling = await Settling.create(queueOf(100), false);
  settling.learn({ haar: 0.1 });
  expect([settling.polls, await waitsFor(settling, ['haar'])]).toEqual([false, 1]);
});
