import code from './difference.wgsl?raw';
import { Kernel } from './kernel';
import type { ParamSlots } from './params';
import { bind, expectDims, type TensorView } from './resources';

const COLUMNS = 64;
const ROWS = 4;
export const DIFFERENCE = {
  label: 'Difference',
  code,
  entryPoint: 'difference',
  params: { width: 'u32', height: 'u32', outWidth: 'u32', outHeight: 'u32' },
  data: ['original', 'reconstruction', 'error'],
  constants: { COLUMNS, ROWS },
} as const;

export class Difference {
  readonly #kernel: Kernel<typeof DIFFERENCE.params>;

  private constructor(kernel: Kernel<typeof DIFFERENCE.params>) {
    this.#kernel = kernel;
  }

  static async create(device: GPUDevice, slots: ParamSlots): Promise<Difference> {
    return new Difference(await Kernel.compile(device, slots, DIFFERENCE));
  }

  /** error = reconstruction - input: of their size [1,3,h,w], or larger with zeros at the right and bottom. */
  encode(encoder: GPUCommandEncoder, input: TensorView, reconstruction: TensorView, error: TensorView): void {
    expectDims('reconstruction', reconstruction, input.dims);
    const [, , height, width] = input.dims as [number, number, number, number];
    const [, , outHeight, outWidth] = error.dims as [number, number, number, number];
    const data = { original: bind(input), reconstruction: bind(reconstruction), error: bind(error) };
    const groups = [Math.ceil(outWidth / COLUMNS), Math.ceil(outHeight / ROWS), 3] as const;
    this.#kernel.encode(encoder, { width, height, outWidth, outHeight }, data, groups);
  }
}
