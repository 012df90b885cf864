import { expect, it } from 'vitest';
import { latentDifference } from './latent-difference';

const latent = (...values: number[]) => ({ dims: [1, 2, 1, 2], data: Float32Array.of(...values) });

it('measures two latents, and says where they differ most', () => {
  const { meanAbsolute, rms, maxAbsolute, correlation, at } = latentDifference(latent(0, 1, 2, 3), latent(0, 1, 4, 3));
  expect([meanAbsolute, rms, maxAbsolute]).toEqual([0.5, 1, 2]);
  expect(at).toEqual({ channel: 1, y: 0, x: 0 });
  // Deviations -1.5, -0.5, 0.5, 1.5 and -2, -1, 2, 1.
  expect(correlation).toBeCloseTo(6 / Math.sqrt(5 * 10), 12);
});

it('the same latent is the same; one that does not vary has no correlation', () => {
  expect(latentDifference(latent(0, 1, 2, 3), latent(0, 1, 2, 3))).toMatchObject({ rms: 0, correlation: 1 });
  expect(latentDifference(latent(1, 1, 1, 1), latent(0, 1, 2, 3)).correlation).toBeNaN();
});
