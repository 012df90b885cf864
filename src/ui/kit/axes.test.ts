import { describe, expect, it } from 'vitest';
import { linearShareAxis, logAxis, logShareAxis, roundUp, steppedAxis, valueAxis } from './axes';

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

  it('of logarithmic amounts go by 1, 2 and 5 around them', () => {
    const { at, ticks } = logAxis(0.24, 3, 0, 100);
    expect(ticks).toEqual([0.2, 0.5, 1, 2, 5]);
    expect([at(0.2), at(1), at(5)].map((place) => Math.round(place))).toEqual([0, 50, 100]);
    expect(logAxis(1, 1, 0, 1).ticks).toEqual([1, 2]);
  });

  it('of steps begin and end at whole ones', () => {
    const { at, ticks } = steppedAxis(21.3, 38.9, 100, 0);
    expect(ticks).toEqual([20, 25, 30, 35, 40]);
    expect([at(20), at(30), at(40)]).toEqual([100, 50, 0]);
    expect(steppedAxis(0.71, 0.98, 0, 1).ticks.map((tick) => tick.toFixed(1))).toEqual(['0.7', '0.8', '0.9', '1.0']);
    expect(steppedAxis(30, 30, 0, 1).ticks.length).toBeGreaterThan(1);
  });
});
