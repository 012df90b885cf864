import { expect, it } from 'vitest';
import type { NoiseSeries } from './state/noise';
import { halfway, sentenceOf, verdict } from './words';

const series = (title: string, ...psnr: (number | null)[]): NoiseSeries => ({
  ...{ key: '', scene: '', model: title, seed: 0, title },
  points: psnr.map((each, index) => ({ amount: index / 2, psnr: each, ssim: 0.5 })),
});

it('finds where 3 dB are lost, between two points', () => {
  expect(halfway(series('a', 30, 28, 26))).toBeCloseTo(0.75, 9);
  expect(halfway(series('a', 30, 29))).toBeNull();
  expect(halfway(series('a', null, 29))).toBeNull();
  expect(halfway(series('a'))).toBeNull();
});

it('says both series in words', () => {
  const pair = { now: series('One', 30, 28, 26), other: series('Two', 30, 27, 20) };
  expect(verdict('flow', pair)).toBe(
    'One loses 3 dB at t = 0.75; Two loses 3 dB at t = 0.50, between the measured points.',
  );
  expect(verdict('added', { now: series('One', 30), other: null })).toBe('');
  expect(sentenceOf('added', pair, 'psnr').replaceAll('\u00a0', ' ')).toBe(
    'PSNR against noise: One 30.00 dB without noise, 26.00 dB at 1.00 std; Two 30.00 dB without noise, 20.00 dB at 1.00 std.',
  );
});
