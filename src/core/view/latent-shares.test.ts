import { expect, it } from 'vitest';
import { varianceShares } from './latent-shares';

/** Two channels with variances 4 and 1 that do not move together, around means that do not count. */
const latent = { dims: [1, 2, 2, 2], data: Float32Array.of(12, 8, 12, 8, -4, -4, -6, -6) };

it('is the variance along each direction over that of all channels', () => {
  expect(
    varianceShares(latent, [
      [1, 0],
      [0, 1],
    ]),
  ).toEqual([0.8, 0.2]);
  const [diagonal] = varianceShares(latent, [[1, 1]]);
  expect(diagonal).toBeCloseTo(0.5, 12);
});

it('does not depend on lengths, and counts nothing twice', () => {
  const shares = varianceShares(latent, [
    [3, 0],
    [1, 1],
    [1, -1],
  ]);
  expect(shares[0]).toBeCloseTo(0.8, 12);
  expect(shares[1]).toBeCloseTo(0.2, 12);
  expect(shares[2]).toBeCloseTo(0, 12);
});

it('is nothing for a latent without variance', () => {
  expect(varianceShares({ dims: [1, 2, 1, 2], data: Float32Array.of(3, 3, 1, 1) }, [[1, 0]])).toEqual([]);
});
