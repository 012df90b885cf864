import { expect, test } from 'vitest';
import { checkLatent, type GivenLatent } from './given-latent';

const good: GivenLatent = { name: 'a.npy', dims: [1, 2, 1, 3], data: new Float32Array(6), units: 'raw' };

test('a latent of one batch and finite values is taken', () => {
  expect(() => checkLatent(good)).not.toThrow();
});

test.each<[Partial<GivenLatent>, string]>([
  [{ dims: [2, 1, 1, 3] }, 'Give one latent of the shape [1, channels, height, width].'],
  [{ dims: [2, 3] }, 'has the shape [2, 3]'],
  [{ dims: [1, 2, 0, 3] }, 'has the shape [1, 2, 0, 3]'],
  [{ dims: [1, 2, 2, 3] }, 'needs 12 float32 values for its shape, and has 6.'],
  [{ data: new Float32Array([0, 0, NaN, 0, 0, 0]) }, 'the first at position 2'],
  [{ units: 'other' as 'raw' }, 'needs its units'],
])('%o is refused with a sentence', (change, text) => {
  expect(() => checkLatent({ ...good, ...change })).toThrow(text);
});
