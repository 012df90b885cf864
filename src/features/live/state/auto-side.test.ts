import { describe, expect, it } from 'vitest';
import { AUTO_MS, AutoSide, FIRST_SIDE, nextSide } from './auto-side';

describe('the side that measured time allows', () => {
  const fast = AUTO_MS / 4;
  it('doubles only when four times the time is short enough', () => {
    expect(nextSide(64, [fast, fast, fast])).toBe(128);
    expect(nextSide(64, [fast + 1, fast + 1, fast + 1])).toBe(64);
    expect(nextSide(128, [fast, fast, fast])).toBe(256);
  });
  it('waits for three frames, and ends at 256', () => {
    expect(nextSide(64, [1, 1])).toBe(64);
    expect(nextSide(256, [1, 1, 1])).toBe(256);
  });
});

describe('another backend', () => {
  it('begins anew with the smallest side, since what was measured says nothing of it', () => {
    const auto = new AutoSide();
    const gpu = { cold: false, backend: 'webgpu' } as const;
    expect(auto.next(64, 1, gpu)).toBe(FIRST_SIDE);
    for (let frame = 0; frame < 3; frame++) expect(auto.next(64, 1, gpu)).toBe(64);
    expect(auto.next(64, 1, gpu)).toBe(128);
    expect(auto.next(128, 1, { ...gpu, backend: 'wasm' })).toBe(FIRST_SIDE);
  });
});
