import { expect, it } from 'vitest';
import { shownLatent } from '../picture/given-latent';
import { guessUnits, inRawUnits, unitSpreads } from './latent-units';

const facts = { mean: [0.1, -0.1], std: [0.8, 1], pca: [], scale: 0.18215, shift: 0.5 };

it('spreads over all channels are those of the values themselves', () => {
  const { scaled, raw } = unitSpreads({ latent: facts }) ?? { scaled: 0, raw: 0 };
  expect(scaled).toBeCloseTo(Math.sqrt((0.64 + 1) / 2 + 0.01), 6);
  // The shift moves all channels alike.
  expect(raw).toBeCloseTo(scaled / 0.18215, 4);
  expect(unitSpreads({ latent: { ...facts, scale: 1, shift: 0 } })).toBeNull();
});

it.each([
  [0.93, 'scaled'],
  [5.1, 'raw'],
  [0.01, 'scaled'],
  [0, 'scaled'],
  [100, 'raw'],
])('a standard deviation of %d is taken as %s', (std, units) =>
  expect(guessUnits(std, { scaled: 0.9, raw: 5 })).toBe(units),
);

it('goes from z to what is shown, and back', () => {
  const latent = { dims: [1, 2, 1, 2], data: Float32Array.of(0.5, 1, -2, 3) };
  const shown = shownLatent({ ...latent, name: '', units: 'raw' }, { latent: facts });
  expect(shown.data[0]).toBeCloseTo(0, 6);
  expect(shown.data[3]).toBeCloseTo(2.5 * 0.18215, 6);
  inRawUnits(shown, { latent: facts }).data.forEach((value, i) =>
    expect(value).toBeCloseTo(latent.data[i] as number, 5),
  );
});
