import { expect, test } from 'vitest';
import { RunQueue } from './run-queue';

test('jobs run one after another, in order', async () => {
  const queue = new RunQueue();
  const log: string[] = [];
  const job = (name: string, ms: number) => () =>
    new Promise<void>((resolve) => {
      log.push(`${name} starts`);
      setTimeout(() => {
        log.push(`${name} ends`);
        resolve();
      }, ms);
    });
  await Promise.all([queue.add(job('a', 10)), queue.add(job('b', 0))]);
  expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends']);
});

test('a failed job does not poison the queue', async () => {
  const queue = new RunQueue();
  const failed = queue.add(() => Promise.reject(new Error('no')));
  const next = queue.add(() => Promise.resolve(42));
  await expect(failed).rejects.toThrow('no');
  await expect(next).resolves.toBe(42);
});

test('a job that throws at once only rejects itself', async () => {
  const queue = new RunQueue();
  const failed = queue.add(() => {
    throw new Error('at once');
  });
  await expect(failed).rejects.toThrow('at once');
  await expect(queue.add(async () => 'fine')).resolves.toBe('fine');
});
