import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LabError } from './errors';
import { withLimit } from './limits';

const LATE = () => new LabError('no-backend', 'The adapter did not answer.');
const never = (): Promise<never> => new Promise(() => undefined);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('withLimit', () => {
  it('is the answer, where one comes in time', async () => {
    expect(await withLimit(Promise.resolve(5), 100, LATE)).toBe(5);
    await expect(withLimit(Promise.reject(new Error('broken')), 100, LATE)).rejects.toThrow('broken');
    // No timer outlives the answer.
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says what did not answer', async () => {
    const limited = expect(withLimit(never(), 100, LATE)).rejects.toMatchObject({
      code: 'no-backend',
      message: 'The adapter did not answer.',
    });
    await vi.advanceTimersByTimeAsync(100);
    await limited;
  });

  it('tells what comes too late to whoever frees it', async () => {
    const late: number[] = [];
    const slow = new Promise<number>((resolve) => setTimeout(() => resolve(7), 300));
    const limited = expect(withLimit(slow, 100, LATE, (value) => late.push(value))).rejects.toMatchObject({
      code: 'no-backend',
    });
    await vi.advanceTimersByTimeAsync(300);
    await limited;
    expect(late).toEqual([7]);
  });
});
