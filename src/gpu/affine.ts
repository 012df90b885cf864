import type { Affine as Map } from '../core/math/affine';
import code from './affine.wgsl?raw';
import { byChannels } from './by-channels';
import { Kernel, linearGrid } from './kernel';
import type { ParamSlots } from './params';
import { bind, type TensorView } from './resources';

const THREADS = 256;
export const AFFINE = {
  label: 'Affine',
  code,
  entryPoint: 'affine',
  params: { first: 'u32', count: 'u32', each: 'u32', factors: 'array<vec4f, 16>' },
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

  /** Changes every value of a tensor [1,C,h,w], in place. */
  encode(encoder: GPUCommandEncoder, tensor: TensorView, { gain, offset }: Map): void {
    for (const params of byChannels(tensor.dims, gain, offset)) {
      const groups = linearGrid(this.#device, Math.ceil(params.count / THREADS));
      this.#kernel.encode(encoder, params, { values: bind(tensor) }, groups);
    }
  }
}
