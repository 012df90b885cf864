import { expect, it } from 'vitest';
import { Waits } from './waits';

it('tells the newest of what is waited for, and when nothing is any more', async () => {
  const told: (string | null)[] = [];
  const waits = new Waits((what) => told.push(what));
  let end: () => void = () => undefined;
  const runtime = waits.during('runtime', new Promise<void>((resolve) => (end = resolve)));
  await expect(waits.during('storage', Promise.reject(new Error('none')))).rejects.toThrow('none');
  end();
  await runtime;
  expect(told).toEqual(['runtime', 'storage', 'runtime', null]);
});
