import { bandEnergies, NO_QUALITY, qualityFromSums, type Quality as QualityNumbers } from '../core/metrics/metrics';
import { STATS_TENSORS, type ChannelStats as Stats, type StatsTensor } from '../core/tensor';
import type { BandEnergy } from '../core/run-summary';
import { ChannelStats, type TensorStats } from './channel-stats';
import type { Difference } from './difference';
import type { BandViews, HaarForward } from './haar-forward';
import type { ParamSlots } from './params';
import { Quality } from './quality';
import { expectDims, readBack, type GpuResources, type TensorView } from './resources';
import { Ssim } from './ssim';

export interface MeasureRequest {
  /** Whose channels get statistics; input and reconstruction [1,3,h,w] are compared as well. */
  readonly tensors: Readonly<Record<Exclude<StatsTensor, 'error'>, TensorView>>;
  /** [1,3,h,w]: is written, reconstruction minus input. Without channels nothing is compared. */
  readonly error: TensorView;
}

export interface MeasureResult {
  readonly quality: QualityNumbers;
  readonly errorEnergies: readonly BandEnergy[];
  /** Sum of squares of the error in the units of [-1, 1]. */
  readonly squaredError: number;
  readonly stats: Readonly<Record<StatsTensor, readonly Stats[]>>;
  /** Values that are NaN or infinite, of every tensor by name. */
  readonly nonFinite: Readonly<Record<StatsTensor, number>>;
}

/** Buffers of one picture size, kept for the next run. */
interface Scratch {
  /** The error padded with zeros to a multiple of 8, and its bands. */
  readonly padded: TensorView;
  readonly bands: BandViews;
  /** Moments of SSIM, as large as pictures of this padded size need. */
  readonly moments: TensorView;
}

interface Pending {
  /** Null where nothing is compared. */
  readonly pictureDims: readonly number[] | null;
  readonly starts: ReadonlyMap<string, { readonly start: number; readonly dims: readonly number[] }>;
  readonly ssimStart: number;
  readonly words: number;
}

interface Passes {
  readonly stats: ChannelStats;
  readonly quality: Quality;
  readonly ssim: Ssim;
  readonly difference: Difference;
  readonly haarForward: HaarForward;
}

const NO_CHANNELS: TensorStats = { channels: [], squares: [], nonFinite: 0 };

/** Everything that is counted at the end of a run; all of it comes to the CPU in one readback. */
export class Measures {
  readonly #resources: GpuResources;
  readonly #passes: Passes;
  #scratch: Scratch | undefined;
  #buffers: { readonly results: GPUBuffer; readonly staging: GPUBuffer; readonly words: number } | undefined;
  #pending: Pending | undefined;
  #reading = false;

  private constructor(resources: GpuResources, passes: Passes) {
    this.#resources = resources;
    this.#passes = passes;
  }

  /** Statistics, difference and forward transform are borrowed. */
  static async create(
    device: GPUDevice,
    slots: ParamSlots,
    resources: GpuResources,
    borrowed: Pick<Passes, 'stats' | 'difference' | 'haarForward'>,
  ): Promise<Measures> {
    const [quality, ssim] = await Promise.all([Quality.create(device, slots), Ssim.create(device, slots)]);
    return new Measures(resources, { quality, ssim, ...borrowed });
  }

  /** The passes, for code that measures in another way. */
  get passes(): Passes {
    return this.#passes;
  }

  encode(encoder: GPUCommandEncoder, { tensors, error }: MeasureRequest): void {
    if (this.#reading) throw new Error('The measures of the run before are still being read');
    const { input, reconstruction } = tensors;
    const { stats, quality, ssim } = this.#passes;
    const compares = error.dims[1] !== 0;
    const scratch = compares ? this.#encodeError(encoder, input, reconstruction, error) : null;

    const views = new Map<string, TensorView>([
      // What a run does not make has no channels.
      ...STATS_TENSORS.map((name) => [name, name === 'error' ? error : tensors[name]] as const).filter(
        ([, { dims }]) => dims[1] !== 0,
      ),
      ...(scratch?.bands ?? []).map((band, index) => [errorBand(index), band] as const),
    ]);
    const ssimStart = compares ? Quality.words(input.dims) : 0;
    let words = compares ? ssimStart + Ssim.words(input.dims) : 0;
    const starts = new Map<string, { start: number; dims: readonly number[] }>();
    for (const [name, { dims }] of views) {
      starts.set(name, { start: words, dims });
      words += ChannelStats.words(dims);
    }
    const { results, staging } = this.#buffersFor(words);
    if (scratch) {
      quality.encode(encoder, input, reconstruction, results, 0);
      ssim.encode(encoder, input, reconstruction, { moments: scratch.moments.buffer, results, start: ssimStart });
    }
    for (const [name, view] of views) stats.encode(encoder, view, results, starts.get(name)?.start as number);
    encoder.copyBufferToBuffer(results, 0, staging, 0, 4 * words);
    this.#pending = { pictureDims: compares ? input.dims : null, starts, ssimStart, words };
  }

  /** The error, and its bands. */
  #encodeError(encoder: GPUCommandEncoder, input: TensorView, reconstruction: TensorView, error: TensorView): Scratch {
    expectDims('reconstruction', reconstruction, input.dims);
    expectDims('error', error, input.dims);
    const scratch = this.#scratchFor(input.dims);
    const { difference, haarForward } = this.#passes;
    difference.encode(encoder, input, reconstruction, error);
    const whole = scratch.padded.dims.every((size, axis) => size === error.dims[axis]);
    if (!whole) difference.encode(encoder, input, reconstruction, scratch.padded);
    haarForward.encode(encoder, whole ? error : scratch.padded, scratch.bands);
    return scratch;
  }

  /** Waits for the submitted measures. */
  async read(): Promise<MeasureResult> {
    const pending = this.#pending;
    if (!pending || !this.#buffers || this.#reading) throw new Error('There are no measures to read');
    const { staging } = this.#buffers;
    const bytes = 4 * pending.words;
    this.#reading = true;
    try {
      const words = new Uint32Array(await readBack(staging, bytes));
      return resultOf(words, pending);
    } finally {
      this.#reading = false;
      this.#pending = undefined;
    }
  }

  /** Frees what is kept for another run of the same size. */
  release(): void {
    this.#freeScratch();
    this.#freeBuffers();
  }

  #scratchFor(dims: readonly number[]): Scratch {
    const [, , height, width] = dims.map((size, axis) => (axis < 2 ? size : Math.ceil(size / 8) * 8)) as [
      number,
      number,
      number,
      number,
    ];
    const [, , oldHeight, oldWidth] = this.#scratch?.padded.dims ?? [];
    if (this.#scratch && oldHeight === height && oldWidth === width) return this.#scratch;
    this.#freeScratch();
    this.#scratch = {
      padded: this.#resources.tensor('Measures.padded', [1, 3, height, width]),
      bands: [1, 2, 3].map((level) =>
        this.#resources.tensor(`Measures.bands${level}`, [1, 12, height >> level, width >> level]),
      ) as unknown as BandViews,
      moments: this.#resources.tensor('Measures.moments', [1, 4, height, width]),
    };
    return this.#scratch;
  }

  #buffersFor(words: number): { readonly results: GPUBuffer; readonly staging: GPUBuffer } {
    if (this.#buffers && this.#buffers.words >= words) return this.#buffers;
    this.#freeBuffers();
    this.#buffers = {
      results: this.#resources.storage('Measures.results', 4 * words),
      staging: this.#resources.staging('Measures.staging', 4 * words),
      words,
    };
    return this.#buffers;
  }

  #freeScratch(): void {
    for (const view of this.#scratch ? [this.#scratch.padded, ...this.#scratch.bands, this.#scratch.moments] : []) {
      this.#resources.free(view.buffer);
    }
    this.#scratch = undefined;
  }

  #freeBuffers(): void {
    if (!this.#buffers) return;
    this.#resources.free(this.#buffers.results);
    this.#resources.free(this.#buffers.staging);
    this.#buffers = undefined;
  }
}

/** Name of a band of the error among the tensors with statistics. */
function errorBand(index: number): string {
  return `error.bands${index + 1}`;
}

function resultOf(words: Uint32Array<ArrayBuffer>, pending: Pending): MeasureResult {
  const parsed = new Map<string, TensorStats>();
  for (const [name, { start, dims }] of pending.starts) parsed.set(name, ChannelStats.parse(words, start, dims));
  const { pictureDims, ssimStart } = pending;
  if (!pictureDims) return measured(NO_QUALITY, null, parsed);
  const quality = qualityFromSums(Quality.parse(words, 0, pictureDims), Ssim.parse(words, ssimStart, pictureDims));
  const [first = [], second = [], third = []] = [0, 1, 2].map((index) => parsed.get(errorBand(index))?.squares);
  return measured(quality, { 1: first, 2: second, 3: third }, parsed);
}

/**
 * All that is measured of a run.
 * @param squares sums of squares of the error's bands, by level and channel; null where nothing was compared
 * @param stats by tensor, of the error too
 */
export function measured(
  quality: QualityNumbers,
  squares: Parameters<typeof bandEnergies>[0] | null,
  stats: ReadonlyMap<string, TensorStats>,
): MeasureResult {
  const perTensor = <T>(valueOf: (stats: TensorStats) => T): Record<StatsTensor, T> =>
    Object.fromEntries(STATS_TENSORS.map((name) => [name, valueOf(stats.get(name) ?? NO_CHANNELS)])) as Record<
      StatsTensor,
      T
    >;
  return {
    quality,
    errorEnergies: squares ? bandEnergies(squares) : [],
    squaredError: stats.get('error')?.squares.reduce((sum, value) => sum + value, 0) ?? NaN,
    stats: perTensor(({ channels }) => channels),
    nonFinite: perTensor(({ nonFinite }) => nonFinite),
  };
}
