import { expect, it } from 'vitest';
import { NOISE_SCHEDULES, type NoiseSchedule } from '../settings/latent-settings';
import { largestDifference, readGoldenJson, scatter } from '../test-goldens';
import { editLatent } from './latent-edits';
import { addNoise, noiseFactors } from './latent-noise';

const golden = readGoldenJson<{
  factors: Record<Exclude<NoiseSchedule, 'added'>, [number, number, number][]>;
  latent: number[];
  seed: number;
  amount: number;
  noisy: Record<NoiseSchedule, number[]>;
}>('schedules.json');

it.each(['flow', 'cosine', 'linear'] as const)('the factors of the %s schedule are those of NumPy', (schedule) => {
  for (const [amount, keep, add] of golden.factors[schedule]) {
    const ours = noiseFactors({ schedule, amount });
    expect(ours.keep).toBeCloseTo(keep, 9);
    expect(ours.add).toBeCloseTo(add, 9);
    expect(ours.deviations).toBe(false);
  }
  expect(noiseFactors({ schedule, amount: 0 })).toEqual({ keep: 1, add: 0, deviations: false });
});

it.each(NOISE_SCHEDULES)('a latent with noise of the kind "%s" is that of NumPy', (schedule) => {
  const { seed, amount } = golden;
  const latent = { dims: [1, 2, 3, 4], data: Float32Array.from(golden.latent) };
  expect(largestDifference(addNoise(latent, { schedule, amount, seed }).data, golden.noisy[schedule])).toBeLessThan(
    1e-5,
  );
});

it('comes after pokes and before quantisation', () => {
  const latent = { dims: [1, 1, 8, 8], data: scatter(64, 1) };
  const noise = { schedule: 'added', amount: 0.5, seed: 2 } as const;
  const pokes = [{ channel: 0, x: 0, y: 0, width: 2, height: 2, amount: 4 }] as const;
  const poked = editLatent(latent, { pokes });
  expect(editLatent(latent, { pokes, noise })).toEqual(addNoise(poked, noise));
  expect(new Set(editLatent(latent, { pokes, noise, bits: 2 }).data).size).toBe(4);
});
