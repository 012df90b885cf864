import { expect, test } from 'vitest';
import { isScaled, latentFormula, latentWords } from './latent-formula';

import type { PerChannel } from '../../core/math/affine';

const model = (scale: PerChannel, shift: PerChannel) =>
  ({ latent: { scale, shift } }) as Parameters<typeof isScaled>[0];

test('the units of the latent are written as a formula of z', () => {
  expect([model(1, 0), model(0.18215, 0), model(1, 0.5)].map(isScaled)).toEqual([false, true, true]);
  expect([model(0.18215, 0), model(0.5, 0.25), model(1, -2), model(0.3, -0.1)].map(latentFormula)).toEqual([
    'z × 0.18215',
    '(z − 0.25) × 0.5',
    'z + 2',
    '(z + 0.1) × 0.3',
  ]);
});

test('numbers of each channel are not all written out', () => {
  const each = [model([1, 2], 0), model([2, 3], 0.5), model(0.5, [0, 1]), model([2, 2], [1, 1]), model([1, 1], [0, 1])];
  expect(each.map(latentFormula)).toEqual([
    'z × scale of each channel',
    '(z − 0.5) × scale of each channel',
    '(z − shift) × 0.5 of each channel',
    '(z − shift) × scale of each channel',
    'z − shift of each channel',
  ]);
  expect([model([1, 1], [0, 0]), model([1, 2], 0)].map(isScaled)).toEqual([false, true]);
});

test('the latent is what the decoder gets where the units are those of the networks', () => {
  expect(latentWords(model(1, 0))).toBe('what the decoder gets');
  expect(latentWords(model(0.18215, 0))).toBe('z × 0.18215 after edits; the decoder gets z');
});
