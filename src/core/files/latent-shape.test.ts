import { expect, it } from 'vitest';
import { latentAt, latentName, latentShape, type LatentShape } from './latent-shape';

it.each([
  [[4, 8, 6], { count: 1, channels: 4, height: 8, width: 6, times: 1 }],
  [[1, 4, 8, 6], { count: 1, channels: 4, height: 8, width: 6, times: 1 }],
  [[5, 4, 8, 6], { count: 5, channels: 4, height: 8, width: 6, times: 1 }],
  [[16, 1, 8, 6], { count: 1, channels: 16, height: 8, width: 6, times: 1 }],
  [[1, 16, 1, 8, 6], { count: 1, channels: 16, height: 8, width: 6, times: 1 }],
  [[2, 16, 3, 8, 6], { count: 6, channels: 16, height: 8, width: 6, times: 3 }],
])('reads %j', (dims, shape) => expect(latentShape(dims)).toEqual(shape));

it.each([
  [[4, 8], /\[4, 8\], and a latent has/],
  [[1, 4096, 64], /tokens.*_unpack_latents/],
  [[4, 0, 8], /empty/],
  [[4096, 4096, 4096], /too large/],
  [[], /a latent has/],
])('says why %j is none', (dims, says) => expect(latentShape(dims)).toMatch(says));

it('takes one entry and time of a batch of videos', () => {
  const shape = latentShape([2, 2, 3, 1, 2]) as LatentShape;
  // The value of [b, c, t, 0, x] is bctx as digits.
  const data = Float32Array.from({ length: 24 }, (_, i) => {
    const [b, c, t, x] = [Math.floor(i / 12), Math.floor(i / 6) % 2, Math.floor(i / 2) % 3, i % 2];
    return 1000 * b + 100 * c + 10 * t + x;
  });
  expect([...latentAt(data, shape, 4)]).toEqual([1010, 1011, 1110, 1111]);
  expect(latentName(shape, 4)).toBe('Number 2, time 2');
  const batch = latentShape([3, 2, 1, 2]) as LatentShape;
  expect([...latentAt(data, batch, 2)]).toEqual([...data.subarray(8, 12)]);
  expect(latentName(batch, 2)).toBe('Number 3');
});
