import { elementCount } from '../core/math/geometry';
import type { ChannelStats as Stats } from '../core/tensor';
import code from './channel-stats.wgsl?raw';
import { Kernel, linearGrid } from './kernel';
import type { ParamSlots } from './params';
import { bindAnywhere, type TensorView } from './resources';

const THREADS = 64;
const ITEMS = 64;
/** Words of a partial: min, max, shift, sum, squares, not finite, and two of padding. */
const WORDS = 8;
/** Shaders that read the partials need it. */
export const PARTIALS = { THREADS, ITEMS, WORDS } as const;
export const CHANNEL_STATS = {
  label: 'ChannelStats',
  code,
  entryPoint: 'channelStats',
  params: { count: 'u32', channels: 'u32', chunks: 'u32', skip: 'u32', start: 'u32' },
  data: ['values', 'results'],
  constants: { THREADS, ITEMS },
} as const;

/** How a tensor is cut: channels of `count` values, each in `chunks` of THREADS * ITEMS values with a partial each. */
export interface StatsShape {
  readonly channels: number;
  readonly count: number;
  readonly chunks: number;
}

/** What is known of a tensor from one pass over it. */
export interface TensorStats {
  readonly channels: readonly Stats[];
  /** Sum of squares of each channel. */
  readonly squares: readonly number[];
  /** Values that are NaN or infinite; they are left out of the numbers above. */
  readonly nonFinite: number;
}

export class ChannelStats {
  readonly #device: GPUDevice;
  readonly #kernel: Kernel<typeof CHANNEL_STATS.params>;

  private constructor(device: GPUDevice, kernel: Kernel<typeof CHANNEL_STATS.params>) {
    this.#device = device;
    this.#kernel = kernel;
  }

  static async create(device: GPUDevice, slots: ParamSlots): Promise<ChannelStats> {
    return new ChannelStats(device, await Kernel.compile(device, slots, CHANNEL_STATS));
  }

  static shapeOf(dims: readonly number[]): StatsShape {
    const channels = dims[1] as number;
    const count = elementCount(dims) / channels;
    return { channels, count, chunks: Math.ceil(count / (THREADS * ITEMS)) };
  }

  /** Words of results that a tensor of these dims takes. */
  static words(dims: readonly number[]): number {
    const { channels, chunks } = ChannelStats.shapeOf(dims);
    return channels * chunks * WORDS;
  }

  /** Writes partials from word `start` of results; the tensor may begin anywhere in its buffer. */
  encode(encoder: GPUCommandEncoder, tensor: TensorView, results: GPUBuffer, start: number): void {
    const shape = ChannelStats.shapeOf(tensor.dims);
    const { binding, skip } = bindAnywhere(tensor);
    const grid = linearGrid(this.#device, shape.channels * shape.chunks);
    this.#kernel.encode(encoder, { ...shape, skip, start }, { values: binding, results: { buffer: results } }, grid);
  }

  /** Combines the partials from word `start` in float64. */
  static parse(words: Uint32Array<ArrayBuffer>, start: number, dims: readonly number[]): TensorStats {
    const { channels, count, chunks } = ChannelStats.shapeOf(dims);
    const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
    const stats: Stats[] = [];
    const squares: number[] = [];
    let nonFinite = 0;
    for (let channel = 0; channel < channels; channel++) {
      const total = { count: 0, mean: 0, squares: 0, min: Infinity, max: -Infinity };
      for (let chunk = 0; chunk < chunks; chunk++) {
        const at = start + (channel * chunks + chunk) * WORDS;
        const bad = words[at + 5] as number;
        nonFinite += bad;
        const inChunk = Math.min(THREADS * ITEMS, count - chunk * THREADS * ITEMS) - bad;
        if (inChunk > 0) addChunk(total, inChunk, floats.subarray(at, at + 5));
      }
      const { min, max, mean } = total;
      stats.push({ min, max, mean, std: Math.sqrt(total.squares / Math.max(1, total.count)) });
      squares.push(total.squares + total.count * mean ** 2);
    }
    return { channels: stats, squares, nonFinite };
  }
}

/** Chan's rule: `squares` are those of the distances from the mean. */
function addChunk(
  total: { count: number; mean: number; squares: number; min: number; max: number },
  count: number,
  words: Float32Array,
): void {
  const [min, max, shift, sum, shiftedSquares] = words as unknown as [number, number, number, number, number];
  const mean = shift + sum / count;
  const squares = Math.max(0, shiftedSquares - sum ** 2 / count);
  const distance = mean - total.mean;
  const joined = total.count + count;
  total.squares += squares + distance ** 2 * ((total.count * count) / joined);
  total.mean += (distance * count) / joined;
  total.count = joined;
  total.min = Math.min(total.min, min);
  total.max = Math.max(total.max, max);
}
