import { describe, expect, it } from 'vitest';
import type { TensorData } from '../core/protocol';
import { READ_TENSORS, Readings, valueAt } from './readings';

const tensor = (value: number): TensorData => ({ dims: [1, 1, 1, 1], data: Float32Array.of(value) });

describe('readings', () => {
  it('fetch each tensor of a run once, whoever asks', async () => {
    const asked: string[] = [];
    const readings = new Readings((name) => {
      asked.push(name);
      return Promise.resolve(tensor(asked.length));
    });
    const [one, again] = await Promise.all([readings.one(1, 'mean'), readings.one(1, 'mean')]);
    expect(one).toBe(again);
    expect((await readings.load(1))?.mean).toBe(one);
    expect([...asked].sort()).toEqual([...READ_TENSORS].sort());
    await readings.one(2, 'mean');
    expect(asked.filter((name) => name === 'mean')).toHaveLength(2);
  });

  it('of a run that was replaced are null', async () => {
    const waiting: (() => void)[] = [];
    const readings = new Readings(() => new Promise((resolve) => waiting.push(() => resolve(tensor(0)))));
    const old = readings.one(1, 'mean');
    const young = readings.one(2, 'mean');
    waiting.forEach((go) => go());
    expect(await old).toBeNull();
    expect(await young).not.toBeNull();
  });

  it('before edits come from raw bands and from the reference', async () => {
    const asked: string[] = [];
    const readings = new Readings((name, slot = 'shown') => {
      asked.push(`${slot} ${name}`);
      return Promise.resolve(tensor(slot === 'reference' ? 2 : 1));
    });
    expect((await readings.load(1))?.latent.data[0]).toBe(1);
    expect((await readings.load(1, 7))?.latent.data[0]).toBe(2);
    expect(asked).toContain('shown bands1.raw');
    expect(asked).toContain('reference reconstruction');
    expect(asked).not.toContain('reference input');
    const before = asked.length;
    expect((await readings.load(1, 0))?.latent.data[0], 'nothing is edited').toBe(1);
    expect(asked).toHaveLength(before);
  });

  it('try again after a failure', async () => {
    let fails = true;
    const readings = new Readings(() => (fails ? Promise.reject(new Error('lost')) : Promise.resolve(tensor(1))));
    expect(await readings.load(1)).toBeNull();
    fails = false;
    expect(await readings.load(1)).not.toBeNull();
  });

  it('outside of a tensor there is no value', () => {
    expect(valueAt(tensor(3), 0, 0, 0)).toBe(3);
    for (const [channel, x, y] of [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, -1],
    ] as const)
      expect(valueAt(tensor(3), channel, x, y)).toBeNaN();
  });
});
