import type { Affine as Map } from '../core/math/affine';
import { elementCount } from '../core/math/geometry';
import code from './affine.wgsl?raw';
import { Kernel, linearGrid } from './kernel';
import type { ParamSlots } from './params';
import { bind, type TensorView } from './resources';

const THREADS = 256;
export const AFFINE = {
  label: 'Affine',
  code,
  entryPoint: 'affine',
  params: { count: 'u32', gain: 'f32', offset: 'f32' },
  data: ['values'],
  constants: { THREADS },
} as const;

export class Affine {
  readonly #device: GPUDevice;
  readonly #kernel: Kernel<typeof AFFINE.params>;

  private constructor(device: GPUDevice, kernel: Kernel<typeof AFFINE.params>) {
    this.#device = device;
    this.#kernel = kernel;
  }

  static async create(device: GPUDevice, slots: ParamSlots): Promise<Affine> {
    return new Affine(device, await Kernel.compile(device, slots, AFFINE));
  }

  /** Changes every value of a tensor, in place. */
  encode(encoder: GPUCommandEncoder, tensor: TensorView, { gain, offset }: Map): void {
    const count = elementCount(tensor.dims);
    this.#kernel.encode(
      encoder,
      { count, gain, offset },
      { values: bind(tensor) },
      linearGrid(this.#device, Math.ceil(count / THREADS)),
    );
  }
}
