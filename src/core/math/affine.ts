import type { TensorData } from '../tensor';

/** value * gain + offset. */
export interface Affine {
  readonly gain: number;
  readonly offset: number;
}

/** A new tensor; the one that came in where nothing is to be done. */
export function applyAffine(tensor: TensorData, affine: Affine | null): TensorData {
  if (!affine) return tensor;
  const { gain, offset } = affine;
  return { dims: [...tensor.dims], data: tensor.data.map((value) => gain * value + offset) };
}
