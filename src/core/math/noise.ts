/**
 * Normal noise from a counter: value i depends on (seed, i) alone, so that shaders and scripts agree and any part
 * can be made by itself. The hash is PCG-RXS-M-XS (Jarzynski and Olano 2020); src/gpu/posterior.wgsl has the same.
 */
function pcg(value: number): number {
  const state = (Math.imul(value, 747796405) + 2891336453) >>> 0;
  const word = Math.imul((state >>> ((state >>> 28) + 4)) ^ state, 277803737) >>> 0;
  return ((word >>> 22) ^ word) >>> 0;
}

/** The two hashes that value `index` (0..2^31-1, flat NCHW) of `seed` is made of. */
export function noiseBits(seed: number, index: number): [number, number] {
  const key = pcg(seed);
  return [pcg(((2 * index) ^ key) >>> 0), pcg(((2 * index + 1) ^ key) >>> 0)];
}

/** Standard normal deviate by Box-Muller from 24 bits each; |z| is at most 5.77. */
export function noise(seed: number, index: number): number {
  const [a, b] = noiseBits(seed, index);
  const radius = ((a >>> 8) + 1) / 2 ** 24;
  const turn = (b >>> 8) / 2 ** 24;
  return Math.sqrt(-2 * Math.log(radius)) * Math.cos(2 * Math.PI * turn);
}
