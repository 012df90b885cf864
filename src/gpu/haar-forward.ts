import code from './haar-forward.wgsl?raw';
import { Kernel } from './kernel';
import type { ParamSlots } from './params';
import { bind, expectDims, type TensorView } from './resources';

const COLUMNS = 32;
const ROWS = 2;
export const HAAR_FORWARD = {
  label: 'HaarForward',
  code,
  entryPoint: 'haarForward',
  params: { width: 'u32', height: 'u32' },
  data: ['image', 'bands1', 'bands2', 'bands3'],
  constants: { COLUMNS, ROWS },
} as const;

/** bands1, bands2, bands3: [1,12,H/2^l,W/2^l]. */
export type BandViews = Three<TensorView>;
type Three<T> = readonly [T, T, T];

export function expectBands(bands: BandViews, width: number, height: number): void {
  bands.forEach((band, index) => {
    const level = index + 1;
    expectDims(`bands${level}`, band, [1, 12, height >> level, width >> level]);
  });
}

export function bindBands(bands: BandViews): Three<GPUBufferBinding> {
  return bands.map(bind) as unknown as Three<GPUBufferBinding>;
}

export class HaarForward {
  readonly #kernel: Kernel<typeof HAAR_FORWARD.params>;

  private constructor(kernel: Kernel<typeof HAAR_FORWARD.params>) {
    this.#kernel = kernel;
  }

  static async create(device: GPUDevice, slots: ParamSlots): Promise<HaarForward> {
    return new HaarForward(await Kernel.compile(device, slots, HAAR_FORWARD));
  }

  /** image [1,3,H,W], H and W multiples of 8. */
  encode(encoder: GPUCommandEncoder, image: TensorView, bands: BandViews): void {
    const [, , height, width] = image.dims as [number, number, number, number];
    expectBands(bands, width, height);
    const [bands1, bands2, bands3] = bindBands(bands);
    const data = { image: bind(image), bands1, bands2, bands3 };
    const groups = [Math.ceil(width / 8 / COLUMNS), Math.ceil(height / 8 / ROWS), 3] as const;
    this.#kernel.encode(encoder, { width, height }, data, groups);
  }
}
