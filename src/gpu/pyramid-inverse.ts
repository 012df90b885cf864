import { REBUILD_BANDS } from '../core/math/rebuild';
import { bindBands, expectBands, type BandViews } from './haar-forward';
import { Kernel } from './kernel';
import type { ParamSlots } from './params';
import code from './pyramid-inverse.wgsl?raw';
import { bind, type TensorView } from './resources';

const COLUMNS = 64;
const ROWS = 4;
export const PYRAMID_INVERSE = {
  label: 'PyramidInverse',
  code,
  entryPoint: 'pyramidInverse',
  params: { paddedWidth: 'u32', paddedHeight: 'u32', width: 'u32', height: 'u32', bands: 'u32' },
  data: ['bands1', 'bands2', 'bands3', 'picture'],
  constants: { COLUMNS, ROWS },
} as const;

export class PyramidInverse {
  readonly #kernel: Kernel<typeof PYRAMID_INVERSE.params>;

  private constructor(kernel: Kernel<typeof PYRAMID_INVERSE.params>) {
    this.#kernel = kernel;
  }

  static async create(device: GPUDevice, slots: ParamSlots): Promise<PyramidInverse> {
    return new PyramidInverse(await Kernel.compile(device, slots, PYRAMID_INVERSE));
  }

  /**
   * bands of [1,3,H,W] to picture [1,3,h,w], h <= H and w <= W: cropped and clamped to [-1, 1].
   * @param count only the first of REBUILD_BANDS (core/math/rebuild.ts) are read; all without it
   */
  encode(encoder: GPUCommandEncoder, bands: BandViews, picture: TensorView, count = REBUILD_BANDS.length): void {
    const [, , height, width] = picture.dims as [number, number, number, number];
    const [, , halfHeight, halfWidth] = bands[0].dims as [number, number, number, number];
    const [paddedWidth, paddedHeight] = [2 * halfWidth, 2 * halfHeight];
    expectBands(bands, paddedWidth, paddedHeight);
    if (width > paddedWidth || height > paddedHeight) throw new Error('The picture is larger than its bands');
    const [bands1, bands2, bands3] = bindBands(bands);
    const data = { bands1, bands2, bands3, picture: bind(picture) };
    const groups = [Math.ceil(width / COLUMNS), Math.ceil(height / 2 / ROWS), 3] as const;
    this.#kernel.encode(encoder, { paddedWidth, paddedHeight, width, height, bands: count }, data, groups);
  }
}
