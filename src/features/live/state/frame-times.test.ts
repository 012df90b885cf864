import { describe, expect, it } from 'vitest';
import { FrameTimes, quantile } from './frame-times';

describe('rate and latency', () => {
  it('are medians of what was shown in the last two seconds', () => {
    const times = new FrameTimes();
    // Slow ones long ago, then 25 a second with one slow frame.
    for (const at of [0, 500, 1000]) times.add(at, 400);
    for (let index = 0; index < 40; index++) times.add(5000 + index * 40, index === 20 ? 130 : 30);
    const { rate, latency } = times.rate;
    expect(rate).toBeCloseTo(25, 6);
    expect(latency.median).toBe(30);
    expect(latency.p95).toBe(30);
    times.add(6600, 130);
    times.add(6640, 130);
    expect(times.rate.latency.p95).toBeGreaterThan(100);
  });

  it('count the last three frames however slow they are', () => {
    const times = new FrameTimes();
    for (const at of [0, 5000, 10_000, 20_000]) times.add(at, 4000);
    expect(times.rate.rate).toBeCloseTo(1000 / 7500, 9);
  });

  it('are unknown before there are frames, and after a pause', () => {
    const times = new FrameTimes();
    expect(times.rate.rate).toBeNaN();
    times.add(0, 10);
    expect(times.rate.latency.median).toBe(10);
    expect(times.rate.rate).toBeNaN();
    times.clear();
    expect(times.rate.latency.median).toBeNaN();
  });
});

describe('quantile', () => {
  it('interpolates', () => {
    expect(quantile([3, 1, 2, 4], 0.5)).toBe(2.5);
    expect(quantile([1, 2, 3], 1)).toBe(3);
    expect(quantile([], 0.5)).toBeNaN();
  });
});
