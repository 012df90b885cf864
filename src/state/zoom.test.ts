import { expect, it } from 'vitest';
import { steppedZoom } from './zoom';

it('goes to the next step of percent, whatever fits', () => {
  expect(steppedZoom(1, 1.16, 1) * 1.16).toBeCloseTo(1.5);
  expect(steppedZoom(1, 1.16, -1) * 1.16).toBeCloseTo(1);
  expect(steppedZoom(1, 0.4, 1) * 0.4).toBeCloseTo(0.5);
});

it('does not stay on a step that it is at but for rounding', () => {
  expect(steppedZoom(0.9999, 1, 1)).toBeCloseTo(1.5);
  expect(steppedZoom(1.0001, 1, -1)).toBeCloseTo(0.667);
});

it('doubles beyond the steps, and takes factors while nothing is laid out', () => {
  expect(steppedZoom(128, 1, 1)).toBeCloseTo(256);
  expect(steppedZoom(0.03, 1, -1)).toBeCloseTo(0.015);
  expect(steppedZoom(2, 0, 1)).toBe(3);
});
