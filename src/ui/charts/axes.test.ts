import { describe, expect, it } from 'vitest';
import { linearShareAxis, logShareAxis, roundUp, valueAxis } from './axes';

describe('axes', () => {
  it('of values name the ends and zero', () => {
    const { at, ticks } = valueAxis(-30, 30, 40, 340);
    expect(ticks).toEqual([-30, 0, 30]);
    expect([at(-30), at(0), at(30)]).toEqual([40, 190, 340]);
    expect(valueAxis(1, 3, 0, 1).ticks).toEqual([1, 3]);
    expect(valueAxis(-0.1, 3, 0, 1).ticks).toEqual([-0.1, 3]);
  });

  it('of logarithmic shares go in decades from one value up to the largest share', () => {
    const { at, ticks } = logShareAxis(0.12, 1000, 100, 0);
    expect(ticks.map((tick) => Math.round(Math.log10(tick)))).toEqual([-3, -2, -1, 0]);
    expect(at(1)).toBeCloseTo(0);
    expect(at(0.001)).toBeCloseTo(100);
    expect(at(0.1)).toBeCloseTo(100 / 3);
    expect(at(0)).toBe(100);
    expect(logShareAxis(0.12, 1e9, 100, 0).ticks).toHaveLength(6);
    expect(logShareAxis(1, 1, 100, 0).ticks).toHaveLength(2);
    expect(logShareAxis(0.1, 1000, 100, 0).ticks.at(-1)).toBeCloseTo(0.1);
  });

  it('of linear shares end at a round number', () => {
    expect(linearShareAxis(0.034, 100, 0).ticks).toEqual([0, 0.02, 0.04]);
    expect(linearShareAxis(0.04, 100, 0).at(0.04)).toBeCloseTo(0);
  });

  it('round up to numbers that read well', () => {
    expect([1, 3.1, 29, 71, 104].map(roundUp)).toEqual([1, 4, 30, 80, 150]);
    expect(roundUp(0.013)).toBeCloseTo(0.015, 12);
    expect(roundUp(0)).toBe(1);
    expect(roundUp(NaN)).toBe(1);
  });
});
