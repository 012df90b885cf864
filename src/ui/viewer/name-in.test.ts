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
    [44, 44],
    [50, 100],
  ] as const) {
    const name = nameIn(legend, { width, height }, measure);
    expect(name).toMatchObject({ text: '127', size: 9 });
    expect((name?.width ?? Infinity) * (name?.height ?? Infinity)).toBeLessThan((width * height) / 4);
  }
});

test('all maps of a sheet have their numbers, or none has, where numbers would cover them', () => {
  for (const label of ['7', '42', '127']) {
    expect(nameIn({ ...legend, label }, { width: 36, height: 28 }, measure)?.text).toBe(label);
    expect(nameIn({ ...legend, label }, { width: 30, height: 30 }, measure)).toBeNull();
    expect(nameIn({ ...legend, label }, { width: 200, height: 20 }, measure)).toBeNull();
  }
});
