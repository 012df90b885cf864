import { expect, test } from 'vitest';
import { counted } from './counted';

test('a count has the number of its noun', () => {
  expect([0, 1, 2, 1234].map((count) => counted(count, 'tile'))).toEqual([
    '0 tiles',
    '1 tile',
    '2 tiles',
    '1,234 tiles',
  ]);
});
