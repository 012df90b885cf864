import { expect, test } from 'vitest';
import { isScaled, latentFormula, latentWords } from './latent-formula';

const model = (scale: number, shift: number) => ({ latent: { scale, shift } }) as Parameters<typeof isScaled>[0];

test('the units of the latent are written as a formula of z', () => {
  expect([model(1, 0), model(0.18215, 0), model(1, 0.5)].map(isScaled)).toEqual([false, true, true]);
  expect([model(0.18215, 0), model(0.5, 0.25), model(1, -2), model(0.3, -0.1)].map(latentFormula)).toEqual([
    'z × 0.18215',
    '(z − 0.25) × 0.5',
    'z + 2',
    '(z + 0.1) × 0.3',
  ]);
});

test('the latent is what the decoder gets where the units are those of the networks', () => {
  expect(latentWords(model(1, 0))).toBe('what the decoder gets');
  expect(latentWords(model(0.18215, 0))).toBe('z × 0.18215 after edits; the decoder gets z');
});
