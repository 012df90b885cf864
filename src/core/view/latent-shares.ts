import type { TensorData } from '../tensor';
import type { Legend } from './view';

/** Legends of a picture of some directions of the latent, with the share of the variance that each shows. */
export function withShares(
  legends: readonly Legend[],
  latent: TensorData,
  directions: readonly (readonly number[])[],
): Legend[] {
  const shares = varianceShares(latent, directions);
  return legends.map((legend) => (shares.length > 0 ? { ...legend, shares } : legend));
}

/**
 * Share of the variance of a latent [1, C, H, W] along each of some directions (C weights each), 0..1: variances over
 * the cells of this one picture, in float64. Directions that are not orthogonal count only what the ones before them
 * leave. [] for a latent that is the same everywhere.
 */
export function varianceShares({ dims, data }: TensorData, directions: readonly (readonly number[])[]): number[] {
  const [, channels = 0, height = 0, width = 0] = dims;
  const cells = height * width;
  const means = Array.from({ length: channels }, (_, c) => {
    let sum = 0;
    for (let i = 0; i < cells; i++) sum += data[c * cells + i] as number;
    return sum / cells;
  });
  const total = means.reduce((sum, mean, c) => {
    let part = 0;
    for (let i = 0; i < cells; i++) part += ((data[c * cells + i] as number) - mean) ** 2;
    return sum + part;
  }, 0);
  if (!(total > 0)) return [];
  return orthonormal(directions).map((direction) => {
    let part = 0;
    for (let i = 0; i < cells; i++) {
      let along = 0;
      for (let c = 0; c < channels; c++)
        along += (direction[c] as number) * ((data[c * cells + i] as number) - (means[c] as number));
      part += along ** 2;
    }
    return part / total;
  });
}

/** Gram-Schmidt; a direction that adds nothing becomes zeros. */
function orthonormal(directions: readonly (readonly number[])[]): number[][] {
  const basis: number[][] = [];
  for (const direction of directions) {
    let left = [...direction];
    for (const done of basis) {
      const along = left.reduce((sum, value, c) => sum + value * (done[c] as number), 0);
      left = left.map((value, c) => value - along * (done[c] as number));
    }
    const length = Math.hypot(...left);
    basis.push(left.map((value) => (length > 1e-9 ? value / length : 0)));
  }
  return basis;
}
