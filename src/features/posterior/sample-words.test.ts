import { expect, test } from 'vitest';
import { sampleWords } from './sample-words';

const channel = (mean: number, std = 0) => ({ min: -1, max: 1, mean, std });

test('a sample that hardly differs is said to', () => {
  const words = sampleWords(
    [channel(0, 1), channel(2, 1)],
    [channel(2 * Math.log(0.0004)), channel(2 * Math.log(0.0004))],
    1,
  );
  expect(words).toBe(
    'Sigma is about 4.00e−4, the latent spreads over 1.00: at temperature 1.00 the noise is 0.040\u00a0% of that. ' +
      'The encoder is so sure that a sample looks like the mean; the numbers still change a little.',
  );
  expect(sampleWords([channel(0, 2)], [channel(0)], 0.5)).toBe(
    'Sigma is about 1.00, the latent spreads over 2.00: at temperature 0.50 the noise is 25.0\u00a0% of that.',
  );
});

test('without a log-variance there is nothing to say', () => {
  expect(sampleWords([channel(0, 1)], [], 1)).toBe('');
});
