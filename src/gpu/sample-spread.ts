import { LabError } from '../core/errors';
import { Kernel, linearGrid } from './kernel';
import { ParamSlots } from './params';
import { bind, expectDims, type GpuResources, type TensorView } from './resources';
import code from './sample-spread.wgsl?raw';

const THREADS = 64;
const params = { plane: 'u32', count: 'u32' } as const;
export const ADD = {
  label: 'SampleSpread.add',
  code,
  entryPoint: 'add',
  params,
  data: ['sample', 'sums'],
  constants: { THREADS },
} as const;
export const SPREAD = {
  label: 'SampleSpread.spread',
  code,
  entryPoint: 'spread',
  params,
  data: ['sums', 'deviation'],
  firstBinding: 1,
  constants: { THREADS },
} as const;

/** Adds samples of a picture up on the device (core/math/sample-spread.ts); nothing is read back. */
export class SampleSpread {
  readonly #device: GPUDevice;
  readonly #resources: GpuResources;
  readonly #add: Kernel<typeof params>;
  readonly #spread: Kernel<typeof params>;
  /** [1,9,h,w]: see the shader. */
  #sums: TensorView | undefined;
  #count = 0;

  private constructor(
    device: GPUDevice,
    resources: GpuResources,
    add: Kernel<typeof params>,
    spread: Kernel<typeof params>,
  ) {
    this.#device = device;
    this.#resources = resources;
    this.#add = add;
    this.#spread = spread;
  }

  static async create(device: GPUDevice, resources: GpuResources): Promise<SampleSpread> {
    const slots = new ParamSlots(device, resources, 'SampleSpread');
    const [add, spread] = await Promise.all([
      Kernel.compile(device, slots, ADD),
      Kernel.compile(device, slots, SPREAD),
    ]);
    return new SampleSpread(device, resources, add, spread);
  }

  /** Samples since forget(). */
  get count(): number {
    return this.#count;
  }

  /** Adds a picture [1,3,h,w] of the size of those before. @throws LabError 'out-of-memory' */
  async add(sample: TensorView): Promise<void> {
    const [, , height, width] = sample.dims as [number, number, number, number];
    const plane = height * width;
    const sums = this.#sums ?? (await this.#reserve('sums', [1, 9, height, width]));
    this.#sums = sums;
    expectDims('sums', sums, [1, 9, height, width]);
    const encoder = this.#device.createCommandEncoder({ label: 'SampleSpread.add' });
    this.#add.encode(
      encoder,
      { plane, count: this.#count },
      { sample: bind(sample), sums: bind(sums) },
      linearGrid(this.#device, Math.ceil((3 * plane) / THREADS)),
    );
    this.#device.queue.submit([encoder.finish()]);
    this.#count += 1;
    await this.#device.queue.onSubmittedWorkDone();
  }

  /** Standard deviation of each pixel over the samples, [1,1,h,w]: the caller's. Forgets them. @throws LabError 'out-of-memory' */
  async take(): Promise<TensorView> {
    const sums = this.#sums;
    if (!sums) throw new LabError('internal', 'No samples were added.');
    const [, , height, width] = sums.dims as [number, number, number, number];
    const deviation = await this.#reserve('deviation', [1, 1, height, width]);
    const plane = height * width;
    const encoder = this.#device.createCommandEncoder({ label: 'SampleSpread.spread' });
    this.#spread.encode(
      encoder,
      { plane, count: this.#count },
      { sums: bind(sums), deviation: bind(deviation) },
      linearGrid(this.#device, Math.ceil(plane / THREADS)),
    );
    this.#device.queue.submit([encoder.finish()]);
    this.forget();
    return deviation;
  }

  forget(): void {
    if (this.#sums) this.#resources.free(this.#sums.buffer);
    this.#sums = undefined;
    this.#count = 0;
  }

  async #reserve(name: string, dims: readonly number[]): Promise<TensorView> {
    let made: TensorView | undefined;
    try {
      return await this.#resources.reserve(
        () => (made = this.#resources.tensor(`SampleSpread.${name}`, dims)),
        () =>
          new LabError(
            'out-of-memory',
            'The GPU has no memory left for the samples. Lower the size limit and run again.',
          ),
      );
    } catch (error) {
      if (made) this.#resources.free(made.buffer);
      throw error;
    }
  }
}
