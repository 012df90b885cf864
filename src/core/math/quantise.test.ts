import { describe, expect, it } from 'vitest';
import { LATENT_BITS } from '../settings/latent-settings';
import { entropy, estimateRate, quantise } from './quantise';
import { scatter } from '../test-goldens';

const latentOf = (channels: number, ...values: number[]) => ({
  dims: [1, channels, 1, values.length / channels],
  data: Float32Array.from(values),
});

describe('quantise', () => {
  it('puts values on the nearest of 2^bits levels between the ends of their channel', () => {
    // 2 bits: levels 0, 1, 2, 3 of the first channel, and -6, -4, -2, 0 of the second.
    const { latent, codes } = quantise(latentOf(2, 0, 0.4, 1.6, 2.4, 3, 0, -6, -3.1, -2.9, -0.9), 2);
    expect([...codes]).toEqual([0, 0, 2, 2, 3, 3, 0, 1, 2, 3]);
    expect([...latent.data]).toEqual([0, 0, 2, 2, 3, 0, -6, -4, -2, 0]);
  });

  it('rounds halves to the even code', () => {
    expect([...quantise(latentOf(1, 0, 0.5, 1.5, 2.5, 7), 3).codes]).toEqual([0, 0, 2, 2, 7]);
  });

  it('leaves a channel of equal values as it is', () => {
    const { latent, codes } = quantise(latentOf(1, 0.3, 0.3, 0.3), 2);
    expect(latent.data).toEqual(Float32Array.of(0.3, 0.3, 0.3));
    expect([...codes]).toEqual([0, 0, 0]);
  });

  it('keeps values that are not finite, and does not count them as ends', () => {
    expect([...quantise(latentOf(1, NaN, 0, 1.2, 3, Infinity), 2).latent.data]).toEqual([NaN, 0, 1, 3, Infinity]);
  });

  it.each(LATENT_BITS)('finds the same codes again in values that have %i bits already', (bits) => {
    const before = { dims: [1, 3, 10, 11], data: scatter(330).map((value, i) => 3 * value - (i % 7)) };
    const once = quantise(before, bits);
    expect(quantise(once.latent, bits).codes).toEqual(once.codes);
  });

  it.each(LATENT_BITS)('is at most half a step off with %i bits, and meets the ends', (bits) => {
    const before = { dims: [1, 3, 10, 11], data: scatter(330).map((value, i) => (i + 1) * value) };
    const { latent, codes } = quantise(before, bits);
    expect(Math.max(...codes)).toBe(2 ** bits - 1);
    for (let channel = 0; channel < 3; channel++) {
      const [from, to] = [before, latent].map(({ data }) => data.slice(channel * 110, (channel + 1) * 110)) as [
        Float32Array,
        Float32Array,
      ];
      const [low, high] = [Math.min(...from), Math.max(...from)];
      const half = (high - low) / (2 ** bits - 1) / 2;
      from.forEach((value, i) => expect(Math.abs(value - (to[i] as number))).toBeLessThan(half * 1.01));
      expect(Math.min(...to)).toBe(low);
      expect(Math.max(...to)).toBeCloseTo(high, 4);
    }
  });

  it('does not change what goes in', () => {
    const before = latentOf(1, 0, 0.4, 3);
    quantise(before, 2);
    expect([...before.data]).toEqual([...Float32Array.of(0, 0.4, 3)]);
  });
});

describe('entropy', () => {
  it('is 0 for one value, 1 for a coin, 1.75 for halves of halves', () => {
    expect(
      [[5], [0, 9, 0], [3, 3], [4, 2, 1, 1], [1, 1, 1, 1], []].map((counts) => entropy(Uint32Array.from(counts))),
    ).toEqual([0, 0, 1, 1.75, 2, 0]);
    // A coin that shows one side three times of four: 0.75 * log2(4 / 3) + 0.25 * 2.
    expect(entropy(Uint32Array.of(3, 1))).toBeCloseTo(0.811278, 6);
  });
});

describe('estimateRate', () => {
  it('adds channels up over the pixels of the unpadded picture', () => {
    // Four cells: a channel with four equally likely codes, one with two, one with one.
    const quantised = quantise({ dims: [1, 3, 2, 2], data: Float32Array.of(0, 1, 2, 3, 5, 5, 8, 8, 1, 1, 1, 1) }, 2);
    const rate = estimateRate(quantised, 15, 10);
    expect(rate.bitsPerValue).toEqual([2, 1, 0]);
    expect(rate.bitsPerPixel).toBeCloseTo((4 * 2 + 4 * 1) / 150, 12);
    expect(rate.sideBits).toBe(3 * 64);
  });

  it('is never more than the bits of the codes', () => {
    for (const bits of LATENT_BITS) {
      const quantised = quantise({ dims: [1, 4, 16, 16], data: scatter(1024) }, bits);
      for (const each of estimateRate(quantised, 128, 128).bitsPerValue) {
        expect(each).toBeGreaterThan(bits < 8 ? 0.95 * bits : 7);
        expect(each).toBeLessThanOrEqual(Math.min(bits, 8));
      }
    }
  });
});
