import { expect, test } from 'vitest';
import { LatentSums, mainDirections } from './latent-axes';
import { noise } from './noise';

function gaussian(seed: number): () => number {
  let index = 0;
  return () => noise(seed, index++);
}

/** Latents [1,n,1,count] that are `rows` times independent deviates, plus an offset. */
function latent(rows: readonly (readonly number[])[], offset: readonly number[], count: number, seed: number) {
  const draw = gaussian(seed);
  const data = new Float32Array(rows.length * count);
  for (let k = 0; k < count; k++) {
    const deviates = (rows[0] ?? []).map(() => draw());
    rows.forEach((row, i) => {
      data[i * count + k] =
        row.reduce((sum, weight, j) => sum + weight * (deviates[j] as number), 0) + (offset[i] as number);
    });
  }
  return { dims: [1, rows.length, 1, count], data };
}

test('mean, spread and directions of known latents, over several pictures', () => {
  const sums = new LatentSums(4);
  // The first direction is (3, 4, 0, 0) / 5 with spread 5, then channel 3 with 2, then channel 2 with 1.
  const rows = [
    [3, 0, 0],
    [4, 0, 0],
    [0, 0, 1],
    [0, 2, 0],
  ];
  for (const seed of [1, 2, 3]) sums.add(latent(rows, [1, -2, 0, 7], 4000, seed));
  const { mean, std, pca } = sums.facts();
  [1, -2, 0, 7].forEach((value, i) => expect(mean[i]).toBeCloseTo(value, 0));
  [3, 4, 1, 2].forEach((value, i) => expect((std[i] as number) / value).toBeCloseTo(1, 1));
  const expected = [
    [0.6, 0.8, 0, 0],
    [0, 0, 0, 1],
    [0, 0, 1, 0],
  ];
  expected.forEach((row, i) => row.forEach((value, j) => expect(pca[i]?.[j]).toBeCloseTo(value, 1)));
});

test('directions of a symmetric matrix are its eigenvectors, longest first, and stand on each other', () => {
  const n = 16;
  const draw = gaussian(5);
  const half = Array.from({ length: n }, () => Array.from({ length: n }, draw));
  const matrix = half.map((row) =>
    half.map((other) => row.reduce((sum, value, k) => sum + value * (other[k] as number), 0)),
  );
  const rows = mainDirections(matrix);
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, k) => sum + value * (b[k] as number), 0);
  const spreads = rows.map((row) => {
    const image = matrix.map((line) => dot(line, row));
    const spread = dot(image, row);
    image.forEach((value, k) => expect(value).toBeCloseTo(spread * (row[k] as number), 8));
    return spread;
  });
  expect(spreads).toEqual([...spreads].sort((a, b) => b - a));
  rows.forEach((row, i) => rows.forEach((other, j) => expect(dot(row, other)).toBeCloseTo(i === j ? 1 : 0, 10)));
  rows.forEach((row) =>
    expect(row.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)).toBeGreaterThan(0),
  );
  // No direction that is left varies more.
  const trace = matrix.reduce((sum, row, i) => sum + (row[i] as number), 0);
  expect(spreads[0]).toBeGreaterThan(trace / n);
});

test('one channel, and latents that do not vary, have directions, too', () => {
  const sums = new LatentSums(1);
  sums.add({ dims: [1, 1, 1, 3], data: Float32Array.of(2, 2, 2) });
  expect(sums.facts()).toEqual({ mean: [2], std: [0], pca: [[1], [0], [0]] });
});
