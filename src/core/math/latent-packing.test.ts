import { expect, it } from 'vitest';
import { packLatent, unpackLatent } from './latent-packing';

/** The value of [0, c, y, x] is cyx as digits. */
const open = {
  dims: [1, 2, 2, 4],
  data: Float32Array.from([0, 1].flatMap((c) => [0, 1].flatMap((y) => [0, 1, 2, 3].map((x) => 100 * c + 10 * y + x)))),
};

it('packs 2 x 2 places as FLUX.2 does', () => {
  // torch.nn.functional.pixel_unshuffle(open, 2)
  expect(packLatent(open)).toEqual({
    dims: [1, 8, 1, 2],
    data: Float32Array.of(0, 2, 1, 3, 10, 12, 11, 13, 100, 102, 101, 103, 110, 112, 111, 113),
  });
});

it('unpacks to the same bits', () => expect(unpackLatent(packLatent(open))).toEqual(open));
