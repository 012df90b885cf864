import { Kernel } from './kernel';
import type { ParamSlots } from './params';
import code from './pixels-to-planar.wgsl?raw';
import { bind, type TensorView } from './resources';

const COLUMNS = 64;
const ROWS = 4;
export const PIXELS_TO_PLANAR = {
  label: 'PixelsToPlanar',
  code,
  entryPoint: 'pixelsToPlanar',
  params: { width: 'u32', height: 'u32', outWidth: 'u32', outHeight: 'u32' },
  data: ['pixels', 'planar'],
  constants: { COLUMNS, ROWS },
} as const;

/** Bytes as browsers give them, in a storage buffer: width * height times R, G, B, A. */
export interface PixelSource {
  readonly pixels: GPUBuffer;
  readonly width: number;
  readonly height: number;
}

export class PixelsToPlanar {
  readonly #kernel: Kernel<typeof PIXELS_TO_PLANAR.params>;

  private constructor(kernel: Kernel<typeof PIXELS_TO_PLANAR.params>) {
    this.#kernel = kernel;
  }

  static async create(device: GPUDevice, slots: ParamSlots): Promise<PixelsToPlanar> {
    return new PixelsToPlanar(await Kernel.compile(device, slots, PIXELS_TO_PLANAR));
  }

  /** image [1,3,H,W]: the size of the picture, or padded, which repeats its last column and row. */
  encode(encoder: GPUCommandEncoder, source: PixelSource, image: TensorView): void {
    const [, , outHeight, outWidth] = image.dims as [number, number, number, number];
    const { pixels, width, height } = source;
    const data = { pixels: { buffer: pixels, size: 4 * width * height }, planar: bind(image) };
    const groups = [Math.ceil(outWidth / COLUMNS), Math.ceil(outHeight / ROWS), 1] as const;
    this.#kernel.encode(encoder, { width, height, outWidth, outHeight }, data, groups);
  }
}
