import code from './haar-inverse.wgsl?raw';
import { Kernel } from './kernel';
import type { ParamSlots } from './params';
import { bind, expectDims, type TensorView } from './resources';

const COLUMNS = 64;
const ROWS = 4;
export const HAAR_INVERSE = {
  label: 'HaarInverse',
  code,
  entryPoint: 'haarInverse',
  params: { halfWidth: 'u32', halfHeight: 'u32', width: 'u32', height: 'u32' },
  data: ['source', 'picture'],
  constants: { COLUMNS, ROWS },
} as const;

type InverseKernel = Kernel<typeof HAAR_INVERSE.params>;

export class HaarInverse {
  readonly #inverse: InverseKernel;
  readonly #crop: InverseKernel;

  private constructor(inverse: InverseKernel, crop: InverseKernel) {
    this.#inverse = inverse;
    this.#crop = crop;
  }

  static async create(device: GPUDevice, slots: ParamSlots): Promise<HaarInverse> {
    const [inverse, crop] = await Promise.all([
      Kernel.compile(device, slots, HAAR_INVERSE),
      Kernel.compile(device, slots, { ...HAAR_INVERSE, entryPoint: 'cropPicture' }),
    ]);
    return new HaarInverse(inverse, crop);
  }

  /** coefficients [1,12,H/2,W/2] to picture [1,3,h,w], h <= H and w <= W: cropped and clamped to [-1, 1]. */
  encode(encoder: GPUCommandEncoder, coefficients: TensorView, picture: TensorView): void {
    const [, , halfHeight, halfWidth] = coefficients.dims as [number, number, number, number];
    expectDims('coefficients', coefficients, [1, 12, halfHeight, halfWidth]);
    this.#record(this.#inverse, encoder, coefficients, picture, halfWidth, halfHeight);
  }

  /** image [1,3,H,W], as pixel decoders write it, to picture [1,3,h,w]: cropped and clamped to [-1, 1]. */
  encodeCrop(encoder: GPUCommandEncoder, image: TensorView, picture: TensorView): void {
    const [, , height, width] = image.dims as [number, number, number, number];
    expectDims('image', image, [1, 3, height, width]);
    this.#record(this.#crop, encoder, image, picture, width / 2, height / 2);
  }

  #record(
    kernel: InverseKernel,
    encoder: GPUCommandEncoder,
    source: TensorView,
    picture: TensorView,
    halfWidth: number,
    halfHeight: number,
  ): void {
    const [, , height, width] = picture.dims as [number, number, number, number];
    if (width > 2 * halfWidth || height > 2 * halfHeight) throw new Error('The picture is larger than its source');
    const data = { source: bind(source), picture: bind(picture) };
    const groups = [Math.ceil(width / COLUMNS), Math.ceil(height / 2 / ROWS), 3] as const;
    kernel.encode(encoder, { halfWidth, halfHeight, width, height }, data, groups);
  }
}
