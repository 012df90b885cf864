import type { TensorData } from '../core/tensor';
import type { GpuResources, TensorView } from './resources';

/** A tensor with these values, `before` further values in front of it in its buffer. */
export function uploadTensor(resources: GpuResources, tensor: TensorData, before = 0): TensorView {
  const padded = new Float32Array(before + tensor.data.length);
  padded.set(tensor.data, before);
  const buffer = resources.storage('test.tensor', padded.byteLength);
  resources.upload(buffer, new Uint8Array(padded.buffer));
  return { buffer, byteOffset: 4 * before, dims: tensor.dims };
}
