import type { RegionSums } from '../core/metrics/region';
import { SSIM_BORDER } from '../core/metrics/ssim';
import type { Rect } from '../core/view/view';
import { Kernel, linearGrid } from './kernel';
import type { ParamSlots } from './params';
import code from './region.wgsl?raw';
import { bind, expectDims, type TensorView } from './resources';

const THREADS = 64;
const ITEMS = 64;
/** Words of a partial: squares, absolutes, maximum, SSIM, FLIP, padding. */
const WORDS = 8;
export const REGION = {
  label: 'Region',
  code,
  entryPoint: 'region',
  params: {
    width: 'u32',
    height: 'u32',
    left: 'u32',
    top: 'u32',
    rectWidth: 'u32',
    rectHeight: 'u32',
    border: 'u32',
    start: 'u32',
  },
  data: ['first', 'second', 'ssim', 'flip', 'results'],
  constants: { THREADS, ITEMS },
} as const;

function groupsOf({ width, height }: Rect): number {
  return Math.ceil((width * height) / (THREADS * ITEMS));
}

export class Region {
  readonly #device: GPUDevice;
  readonly #kernel: Kernel<typeof REGION.params>;

  private constructor(device: GPUDevice, kernel: Kernel<typeof REGION.params>) {
    this.#device = device;
    this.#kernel = kernel;
  }

  static async create(device: GPUDevice, slots: ParamSlots): Promise<Region> {
    return new Region(device, await Kernel.compile(device, slots, REGION));
  }

  /** Words of results that a rectangle takes. */
  static words(rect: Rect): number {
    return groupsOf(rect) * WORDS;
  }

  /** Pictures [1,3,h,w] and their maps [1,1,h,w]; the rectangle lies in them. Writes partials from word `start`. */
  encode(
    encoder: GPUCommandEncoder,
    rect: Rect,
    views: {
      readonly first: TensorView;
      readonly second: TensorView;
      readonly ssim: TensorView;
      readonly flip: TensorView;
    },
    results: GPUBuffer,
    start: number,
  ): void {
    const [, , height, width] = views.first.dims as [number, number, number, number];
    expectDims('second', views.second, views.first.dims);
    for (const name of ['ssim', 'flip'] as const) expectDims(name, views[name], [1, 1, height, width]);
    const { first, second, ssim, flip } = views;
    this.#kernel.encode(
      encoder,
      {
        width,
        height,
        left: rect.x,
        top: rect.y,
        rectWidth: rect.width,
        rectHeight: rect.height,
        border: SSIM_BORDER,
        start,
      },
      { first: bind(first), second: bind(second), ssim: bind(ssim), flip: bind(flip), results: { buffer: results } },
      linearGrid(this.#device, groupsOf(rect)),
    );
  }

  static parse(words: Uint32Array<ArrayBuffer>, start: number, rect: Rect): RegionSums {
    const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
    const sums = { squared: 0, absolute: 0, maximum: 0, ssim: 0, flip: 0 };
    for (let at = start; at < start + Region.words(rect); at += WORDS) {
      sums.squared += words[at] as number;
      sums.absolute += words[at + 1] as number;
      sums.maximum = Math.max(sums.maximum, words[at + 2] as number);
      sums.ssim += floats[at + 3] as number;
      sums.flip += floats[at + 4] as number;
    }
    return sums;
  }
}
