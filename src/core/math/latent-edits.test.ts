import { describe, expect, it } from 'vitest';
import { cutPaste, editLatent, mixFactors } from './latent-edits';
import type { LatentEdits } from '../settings/latent-settings';
import { largestDifference, scatter } from '../test-goldens';

const latentOf = (channels: number, height: number, ...values: number[]) => ({
  dims: [1, channels, height, values.length / channels / height],
  data: Float32Array.from(values),
});
const scattered = (salt: number) => ({ dims: [1, 4, 5, 7], data: scatter(140, salt) });
const values = (
  edits: LatentEdits,
  first: Parameters<typeof editLatent>[0],
  second?: Parameters<typeof editLatent>[2],
): number[] => [...editLatent(first, edits, second).data];

it('copies the latent where there are no edits', () => {
  const latent = scattered(0);
  const edited = editLatent(latent, {}, scattered(1));
  expect(edited).toEqual(latent);
  expect(edited.data).not.toBe(latent.data);
});

describe('mix', () => {
  const [first, second] = [latentOf(1, 1, 4, 0), latentOf(1, 1, 0, 2)];

  it('is a weighted mean where it is linear', () => {
    expect(values({ mix: { amount: 0.25, mode: 'linear' } }, first, second)).toEqual([3, 0.5]);
    expect(values({ mix: { amount: 1, mode: 'linear' } }, first, second)).toEqual([0, 2]);
  });

  it('goes along the circle through both where it is spherical', () => {
    // The vectors stand at right angles, so the factors are sin and cos of the share of a quarter turn.
    const [ours, theirs] = mixFactors(first.data, second.data, { amount: 1 / 3, mode: 'spherical' });
    expect(ours).toBeCloseTo(Math.sqrt(3) / 2, 12);
    expect(theirs).toBeCloseTo(0.5, 12);
    // 120 degrees apart, halfway: 60 degrees from both, sin 60 / sin 120 = 1.
    const far = Float32Array.of(-0.5, Math.sqrt(3) / 2);
    mixFactors(Float32Array.of(1, 0), far, { amount: 0.5, mode: 'spherical' }).forEach((factor) =>
      expect(factor).toBeCloseTo(1, 6),
    );
    mixFactors(Float32Array.of(1, 0), far, { amount: 0.25, mode: 'spherical' }).forEach((factor, i) =>
      expect(factor).toBeCloseTo(i === 0 ? 2 / Math.sqrt(3) : 0.5 / (Math.sqrt(3) / 2), 6),
    );
  });

  it('keeps the length between vectors of one length, all channels together', () => {
    const length = (data: Float32Array): number => Math.hypot(...data);
    const [a, b] = [scattered(2), scattered(3)];
    const same = { dims: b.dims, data: b.data.map((value) => (value * length(a.data)) / length(b.data)) };
    for (const amount of [0.2, 0.5, 0.9]) {
      const spherical = editLatent(a, { mix: { amount, mode: 'spherical' } }, same).data;
      expect(length(spherical)).toBeCloseTo(length(a.data), 5);
      expect(length(editLatent(a, { mix: { amount, mode: 'linear' } }, same).data)).toBeLessThan(0.95 * length(a.data));
    }
  });

  it('is linear where there is no angle', () => {
    const still = { amount: 0.25, mode: 'spherical' } as const;
    for (const other of [
      [8, 0],
      [-4, 0],
      [0, 0],
      [4, 0.1],
    ]) {
      expect(mixFactors(first.data, Float32Array.from(other), still)).toEqual([0.75, 0.25]);
    }
    expect(mixFactors(first.data, Float32Array.of(4, 0.2), still)).not.toEqual([0.75, 0.25]);
  });

  it('is not done without a second latent', () => {
    expect(
      values(
        { mix: { amount: 1, mode: 'linear' }, paste: { fromX: 0, fromY: 0, toX: 0, toY: 0, width: 9, height: 9 } },
        first,
      ),
    ).toEqual([4, 0]);
  });
});

describe('paste', () => {
  // Two channels of 2 rows and 3 columns.
  const first = latentOf(2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  const second = latentOf(2, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);

  it('moves a rectangle of every channel', () => {
    expect(values({ paste: { fromX: 1, fromY: 0, toX: 0, toY: 1, width: 2, height: 1 } }, first, second)).toEqual([
      0, 0, 0, 2, 3, 0, 0, 0, 0, 8, 9, 0,
    ]);
  });

  it('cuts off what lies outside, of either latent', () => {
    expect(values({ paste: { fromX: 2, fromY: 1, toX: 1, toY: 0, width: 9, height: 9 } }, first, second)).toEqual([
      0, 6, 0, 0, 0, 0, 0, 12, 0, 0, 0, 0,
    ]);
    expect(values({ paste: { fromX: 0, fromY: 0, toX: 2, toY: 1, width: 2, height: 2 } }, first, second)).toEqual([
      0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 7,
    ]);
    expect(cutPaste({ fromX: 0, fromY: 0, toX: 30, toY: 0, width: 2, height: 2 }, 3, 2)).toEqual({
      width: 0,
      height: 0,
    });
    expect(values({ paste: { fromX: 0, fromY: 9, toX: 0, toY: 0, width: 2, height: 2 } }, first, second)).toEqual([
      ...first.data,
    ]);
  });
});

describe('channels', () => {
  const latent = latentOf(3, 1, 1, 2, 10, 20, 100, 200);

  it('are multiplied and shifted; gain 0 zeroes', () => {
    expect(
      values({ channels: { 0: { gain: -2, offset: 0.5, from: 0 }, 2: { gain: 0, offset: 0, from: 2 } } }, latent),
    ).toEqual([-1.5, -3.5, 10, 20, 0, 0]);
  });

  it('read each other as they were', () => {
    const swap = { 0: { gain: 1, offset: 0, from: 1 }, 1: { gain: 1, offset: 0, from: 0 } };
    expect(values({ channels: swap }, latent)).toEqual([10, 20, 1, 2, 100, 200]);
  });

  it('that the latent does not have are left out', () => {
    expect(
      values({ channels: { 1: { gain: 2, offset: 0, from: 3 }, 9: { gain: 0, offset: 0, from: 9 } } }, latent),
    ).toEqual([...latent.data]);
  });
});

describe('pokes', () => {
  const latent = latentOf(2, 2, 0, 0, 0, 0, 0, 0, 0, 0);

  it('add an amount to a rectangle of one channel or of all, one after another', () => {
    const pokes = [
      { channel: 1, x: 1, y: 0, width: 1, height: 2, amount: 3 },
      { channel: 'all', x: 0, y: 0, width: 2, height: 1, amount: -1 },
    ] as const;
    expect(values({ pokes }, latent)).toEqual([-1, -1, 0, 0, -1, 2, 0, 3]);
  });

  it('are cut off at the edges, and do not wrap into the next row', () => {
    expect(values({ pokes: [{ channel: 0, x: 1, y: 1, width: 5, height: 5, amount: 1 }] }, latent)).toEqual([
      0, 0, 0, 1, 0, 0, 0, 0,
    ]);
    for (const outside of [
      { x: 2, y: 0 },
      { x: 0, y: 2 },
      { x: 2, y: 2 },
    ]) {
      expect(values({ pokes: [{ channel: 'all', ...outside, width: 5, height: 5, amount: 1 }] }, latent)).toEqual([
        ...latent.data,
      ]);
    }
    expect(values({ pokes: [{ channel: 7, x: 0, y: 0, width: 1, height: 1, amount: 1 }] }, latent)).toEqual([
      ...latent.data,
    ]);
  });
});

it('makes its edits in order: mix, paste, channels, pokes, bits', () => {
  const [first, second] = [latentOf(2, 1, 0, 2, 4, 0, 0, 0), latentOf(2, 1, 2, 2, 8, 0, 0, 0)];
  const edits: LatentEdits = {
    mix: { amount: 0.5, mode: 'linear' },
    paste: { fromX: 2, fromY: 0, toX: 0, toY: 0, width: 1, height: 1 },
    channels: { 1: { gain: 10, offset: 1, from: 0 } },
    pokes: [{ channel: 1, x: 1, y: 0, width: 1, height: 1, amount: 20.1 }],
    bits: 2,
  };
  // Mixed: 1 2 6. Pasted: 8 2 6. Channel 1: 81 21 61, poked 81 41.1 61. Levels of channel 0: 2 4 6 8, of channel 1:
  // 41.1 54.4 67.7 81.
  const edited = editLatent(first, edits, second).data;
  expect(largestDifference(edited, [8, 2, 6, 81, 41.1, 54.4])).toBeLessThan(1e-5);
  expect([...first.data]).toEqual([0, 2, 4, 0, 0, 0]);
});
