import { expect, test } from 'vitest';
import type { Legend } from '../../core/view/view';
import { nameIn } from './name-in';

const whole = { x: 0, y: 0, width: 1, height: 1 };
const legend: Legend = { label: '127', map: 'signed', low: -4, high: 4, rect: whole };
const measure = (text: string, size: number): number => 0.6 * size * text.length;
const textIn = (width: number, height: number): string | null =>
  nameIn(legend, { width, height }, measure)?.text ?? null;

test('a map is named with its range, then with its number alone, as its size allows', () => {
  expect(textIn(120, 80)).toBe('127 ±4.00');
  expect(textIn(64, 40)).toBe('127');
});

test('the small maps of 128 channels have their numbers, and more map than number', () => {
  for (const [width, height] of [
    [52, 52],
    [56, 35],
    [50, 100],
  ] as const) {
    const name = nameIn(legend, { width, height }, measure);
    expect(name).toMatchObject({ text: '127', size: 9 });
    expect((name?.width ?? Infinity) * (name?.height ?? Infinity)).toBeLessThan((width * height) / 4);
  }
});

test('a map that its number would cover has none', () => {
  expect(textIn(30, 30)).toBeNull();
  expect(textIn(200, 20)).toBeNull();
});
