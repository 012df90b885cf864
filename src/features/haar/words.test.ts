import { describe, expect, it } from 'vitest';
import { butterfly } from '../../core/math/haar-by-hand';
import { equations, inUnit, modelWords } from './words';

describe('equations', () => {
  it('forward name each term with its sign', () => {
    const [average, horizontal, , diagonal] = equations(butterfly(10, 20, 30, 71), 1, false, 'bytes');
    expect(average).toEqual({
      name: 'A1',
      formula: 'sum / 2 (average × 2)',
      numbers: '(10 + 20 + 30 + 71) / 2 = 65.500',
    });
    expect(horizontal).toEqual({
      name: 'H1',
      formula: '(a + b − c − d) / 2',
      numbers: '(10 + 20 − 30 − 71) / 2 = −35.500',
    });
    expect(diagonal?.numbers).toBe('(10 − 20 − 30 + 71) / 2 = +15.500');
  });

  it('back use the same signs column by column, and bracket what is negative', () => {
    const [a, b] = equations(butterfly(10, 20, 30, 71), 1, true, 'bytes');
    expect(a).toEqual({
      name: 'a',
      formula: '(A + H + V + D) / 2',
      numbers: '(65.500 + (−35.500) + (−25.500) + 15.500) / 2 = 10',
    });
    expect(b?.formula).toBe('(A + H − V − D) / 2');
    expect(b?.numbers).toMatch(/= 20$/);
  });

  it('of deeper levels keep three decimals', () => {
    expect(equations(butterfly(10, 20, 30, 71), 2, true, 'bytes')[3]?.numbers).toMatch(/= 71\.000$/);
    expect(equations(butterfly(-0.5, 0.25, 0, 1), 1, false, 'unit')[0]?.numbers).toBe(
      '((−0.500) + 0.250 + 0.000 + 1.000) / 2 = 0.375',
    );
  });
});

it('gives back the bytes of 8-bit pixels', () => {
  for (const byte of [0, 1, 127, 128, 254, 255]) expect(inUnit(Math.fround(byte / 127.5 - 1), 'bytes')).toBe(byte);
  expect(inUnit(0.25, 'unit')).toBe(0.25);
});

describe('the model beside the bands', () => {
  const steps = ['A3', 'H3', 'V3', 'D3', 'H2', 'V2', 'D2', 'H1', 'V1', 'D1'].map((band, index) => ({
    band,
    psnr: index === 9 ? null : 20 + index,
  }));

  it('is as near as the first bands that reach it, which have a share of the numbers', () => {
    expect(modelWords(steps, 25.5)).toBe(
      'The bands up to D2 are as near as the model (25.50\u00a0dB); they have 25.0\u00a0% of the picture’s numbers.',
    );
    expect(modelWords(steps, 20)).toContain('up to A3 are as near as the model (20.00\u00a0dB); they have 1.6\u00a0%');
    expect(modelWords(steps, 60)).toContain('up to D1');
    expect(modelWords(steps.slice(0, 3), 60)).toBe('No number of bands is as near as the model, 60.00\u00a0dB.');
  });
});
