import { expect, test } from 'vitest';
import { applyAffine, isEverywhere, isSamePerChannel, perChannel } from './affine';
import { posterior } from './posterior';

const tensor = { dims: [1, 2, 1, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };

test('one number holds for all channels, a list for one each', () => {
  expect([...applyAffine(tensor, { gain: 2, offset: 1 }).data]).toEqual([3, 5, 7, 9, 11, 13]);
  expect([...applyAffine(tensor, { gain: [2, -1], offset: [1, 0] }).data]).toEqual([3, 5, 7, -4, -5, -6]);
  expect([...applyAffine(tensor, { gain: [2, -1], offset: 10 }).data]).toEqual([12, 14, 16, 6, 5, 4]);
  expect(applyAffine(tensor, null)).toBe(tensor);
});

test('numbers of channels are made of one or more others', () => {
  expect(perChannel((a, b) => a + b, 1, 2)).toBe(3);
  expect(perChannel((a, b) => a + b, [1, 2], 2)).toEqual([3, 4]);
  expect([isEverywhere([1, 1], 1), isEverywhere([1, 2], 1), isEverywhere(1, 1)]).toEqual([true, false, true]);
  expect([isSamePerChannel([1, 1], 1), isSamePerChannel([1, 2], [1, 3])]).toEqual([true, false]);
});

test('the posterior is given in the units of each channel', () => {
  const settings = { posterior: 'mean', temperature: 1, seed: 0 } as const;
  const { data } = posterior(tensor, tensor, settings, { scale: [2, 10], shift: [1, 4] });
  expect([...data]).toEqual([0, 2, 4, 0, 10, 20]);
});
