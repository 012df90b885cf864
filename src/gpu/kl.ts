import { Kernel, linearGrid } from './kernel';
import code from './kl.wgsl?raw';
import type { ParamSlots } from './params';
import { bind, bindAnywhere, expectDims, type TensorView } from './resources';

const THREADS = 64;
export const KL = {
  label: 'Kl',
  code,
  entryPoint: 'kl',
  params: { channels: 'u32', plane: 'u32', skipMean: 'u32', skipLogvar: 'u32' },
  data: ['mean', 'logvar', 'nats', 'map'],
  constants: { THREADS },
} as const;

export class Kl {
  readonly #device: GPUDevice;
  readonly #kernel: Kernel<typeof KL.params>;

  private constructor(device: GPUDevice, kernel: Kernel<typeof KL.params>) {
    this.#device = device;
    this.#kernel = kernel;
  }

  static async create(device: GPUDevice, slots: ParamSlots): Promise<Kl> {
    return new Kl(device, await Kernel.compile(device, slots, KL));
  }

  /** mean and logvar [1,n,h,w], anywhere in their buffers; writes nats [1,n,h,w] and map [1,1,h,w]. */
  encode(encoder: GPUCommandEncoder, mean: TensorView, logvar: TensorView, nats: TensorView, map: TensorView): void {
    const [, channels, height, width] = mean.dims as [number, number, number, number];
    for (const [name, view] of [
      ['logvar', logvar],
      ['nats', nats],
    ] as const)
      expectDims(name, view, mean.dims);
    expectDims('map', map, [1, 1, height, width]);
    const [first, second] = [bindAnywhere(mean), bindAnywhere(logvar)];
    const plane = height * width;
    this.#kernel.encode(
      encoder,
      { channels, plane, skipMean: first.skip, skipLogvar: second.skip },
      { mean: first.binding, logvar: second.binding, nats: bind(nats), map: bind(map) },
      linearGrid(this.#device, Math.ceil(plane / THREADS)),
    );
  }
}
