import { describe, expect, test } from 'vitest';
import { fieldText, readNumber } from './read-number';

const AMOUNT = { min: -8, max: 8 };
const WIDE = { min: -1e6, max: 1e6 };
const WHOLE = { min: 0, max: 65536, step: 1 };

/** Typed in a field that takes fractions. */
const FRACTIONS: readonly (readonly [typed: string, value: number])[] = [
  ['0.5', 0.5],
  ['0,5', 0.5],
  ['1,25', 1.25],
  ['0,125', 0.125],
  ['00,125', 0.125],
  ['.5', 0.5],
  [',5', 0.5],
  ['5.', 5],
  ['5,', 5],
  ['1e-1', 0.1],
  ['1E3', 1000],
  ['1,5e−1', 0.15],
  ['1e+2', 100],
  ['-2', -2],
  ['−2', -2],
  ['–2', -2],
  ['－２', -2],
  ['﹣2', -2],
  ['+3', 3],
  ['- 2', -2],
  ['０．５', 0.5],
  ['１，２５', 1.25],
  ['٠٫٥', 0.5],
  ['١٢٫٢٥', 12.25],
  ['١٬٠٠٠', 1000],
  ['۱۲', 12],
  ['१.५', 1.5],
  ['\u200e-2', -2],
  ['\u061c-٢', -2],
  ['  0,5 ', 0.5],
  ['\u00a01\u202f000,5', 1000.5],
  ['1 000', 1000],
  ["1'000.5", 1000.5],
  ['1’000’000', 1e6],
  // A point parts decimals, as everywhere on the page.
  ['1.000', 1],
  ['1.125', 1.125],
  ['1000,125', 1000.125],
  // Two kinds of separators, or one kind twice, leave one reading.
  ['1,000.5', 1000.5],
  ['1.000,5', 1000.5],
  ['1,000,000', 1e6],
  ['1.000.000', 1e6],
  ['0', 0],
  ['-0', 0],
];

const NO_NUMBERS = [
  ',.',
  '.',
  ',',
  '-',
  '',
  'abc',
  '1,2,3',
  '1.2.3',
  '1,00,000',
  '1..5',
  '0 5',
  '1 00',
  '--2',
  '2-',
  '(2)',
  '5 %',
  '0x10',
  '1/2',
  '½',
  '1²',
  '²',
  'Infinity',
  'NaN',
  '1e999',
  '1e',
  'e5',
  '1_5',
  '1e1.5',
  '1,000 000',
  '٠٫٥٫٥',
  '2 + 2',
  '一',
];

describe('numbers as people type them', () => {
  test.each(FRACTIONS)('%s', (typed, value) => {
    expect(readNumber(typed, WIDE)).toEqual({ value });
  });

  test.each(NO_NUMBERS)('"%s" is refused', (typed) => {
    expect(readNumber(typed, WIDE)).toEqual({
      refused: expect.stringMatching(/is not a number|multiple|whole/) as string,
    });
  });

  test.each([
    ['1,000', '1 or 1000'],
    ['12,345', '12.345 or 12345'],
    ['-1,125', '−1.125 or −1125'],
    ['１，０００', '1 or 1000'],
  ])('%s is refused where it can be two numbers', (typed, both) => {
    expect(readNumber(typed, WIDE)).toEqual({
      refused: `“${typed}” can be ${both}: leave the comma out, or write a point.`,
    });
    expect(readNumber(typed, AMOUNT)).toHaveProperty('refused');
  });

  test.each([
    ['1,000', 1000],
    ['1.024', 1024],
    ['2 048', 2048],
    ['1e3', 1000],
    ['2,0', 2],
    ['٥١٢', 512],
    ['５１２', 512],
  ] as const)('a field of whole numbers reads %s', (typed, value) => {
    expect(readNumber(typed, WHOLE)).toEqual({ value });
  });

  test('nothing is rounded, and nothing is moved into the limits', () => {
    expect(readNumber('0,5', WHOLE)).toEqual({ refused: '0.5 is not a whole number.' });
    expect(readNumber('100', { min: 16, max: 4096, step: 8 })).toEqual({ refused: '100 is not a multiple of 8.' });
    expect(readNumber('-9', AMOUNT)).toEqual({ refused: '−9 is not from −8 to 8.' });
    expect(readNumber('١٬٠٠٠', AMOUNT)).toEqual({ refused: '1000 is not from −8 to 8.' });
    expect(readNumber('0.123456789', AMOUNT)).toEqual({ value: 0.123456789 });
  });

  test.each([0, -2, 0.1, 0.1 + 0.2, 1.125, 1e-7, -64, 4294967295, 0.18215])(
    'what a field shows of %d reads as the same number',
    (value) => {
      const read = readNumber(fieldText(value), { min: -1e10, max: 1e10 });
      expect(read).toEqual({ value: expect.closeTo(value, 9) as number });
    },
  );
});
