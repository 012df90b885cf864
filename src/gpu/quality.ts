import { elementCount } from '../core/math/geometry';
import type { DifferenceSums } from '../core/metrics/metrics';
import { Kernel, linearGrid } from './kernel';
import type { ParamSlots } from './params';
import code from './quality.wgsl?raw';
import { bind, expectDims, type TensorView } from './resources';

const THREADS = 64;
const ITEMS = 64;
/** Words of a partial: squares, absolutes, maximum, padding. */
const WORDS = 4;
export const QUALITY = {
  label: 'Quality',
  code,
  entryPoint: 'quality',
  params: { count: 'u32', start: 'u32' },
  data: ['first', 'second', 'results'],
  constants: { THREADS, ITEMS },
} as const;

function groupsOf(dims: readonly number[]): number {
  return Math.ceil(elementCount(dims) / (THREADS * ITEMS));
}

export class Quality {
  readonly #device: GPUDevice;
  readonly #kernel: Kernel<typeof QUALITY.params>;

  private constructor(device: GPUDevice, kernel: Kernel<typeof QUALITY.params>) {
    this.#device = device;
    this.#kernel = kernel;
  }

  static async create(device: GPUDevice, slots: ParamSlots): Promise<Quality> {
    return new Quality(device, await Kernel.compile(device, slots, QUALITY));
  }

  static words(dims: readonly number[]): number {
    return groupsOf(dims) * WORDS;
  }

  /** Both [1,3,h,w]; writes partials from word `start` of results. */
  encode(encoder: GPUCommandEncoder, first: TensorView, second: TensorView, results: GPUBuffer, start: number): void {
    expectDims('second', second, first.dims);
    const data = { first: bind(first), second: bind(second), results: { buffer: results } };
    const grid = linearGrid(this.#device, groupsOf(first.dims));
    this.#kernel.encode(encoder, { count: elementCount(first.dims), start }, data, grid);
  }

  static parse(words: Uint32Array, start: number, dims: readonly number[]): DifferenceSums {
    let squared = 0;
    let absolute = 0;
    let maximum = 0;
    for (let at = start; at < start + Quality.words(dims); at += WORDS) {
      squared += words[at] as number;
      absolute += words[at + 1] as number;
      maximum = Math.max(maximum, words[at + 2] as number);
    }
    return { squared, absolute, maximum, count: elementCount(dims) };
  }
}
