import { expect, test } from 'vitest';
import { blockText, fewerText } from './format';

test.each([
  [16, '16× fewer numbers'],
  [11.375, '11.4× fewer numbers'],
  [3.96, '3.96× fewer numbers'],
  [9.999, '10× fewer numbers'],
  [100, '100× fewer numbers'],
  [1, 'as many numbers'],
  [1.004, 'about as many numbers'],
  [0.998, 'about as many numbers'],
  [0.5, '2× more numbers'],
  [0.75, '1.33× more numbers'],
  [3 / 40, '13.3× more numbers'],
  [1 / 30, '30× more numbers'],
])('a ratio of %d is %s', (ratio, text) => {
  expect(fewerText(ratio)).toBe(text);
});

test('a block has the side of the model', () => {
  expect([8, 16].map(blockText)).toEqual(['8 × 8 block', '16 × 16 block']);
});
