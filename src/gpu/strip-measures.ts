import { qualityFromSums, type DifferenceSums } from '../core/metrics/metrics';
import { STRIP_PIXELS } from '../core/tiles/run-cost';
import { STATS_TENSORS, type StatsTensor } from '../core/tensor';
import { SSIM_SIDE } from '../core/metrics/ssim';
import { ChannelStats, type TensorStats } from './channel-stats';
import type { Difference } from './difference';
import type { BandViews, HaarForward } from './haar-forward';
import { measured, type MeasureRequest, type MeasureResult } from './measures';
import { Quality } from './quality';
import { readBack, type GpuResources, type TensorView } from './resources';
import { Ssim } from './ssim';
import type { TileCopy } from './tile-copy';

interface Passes {
  readonly stats: ChannelStats;
  readonly quality: Quality;
  readonly ssim: Ssim;
  readonly difference: Difference;
  readonly haarForward: HaarForward;
  readonly copy: TileCopy;
}

/** Rows of the picture that are measured together; windows of SSIM reach into the rows below. */
interface Strip {
  readonly top: number;
  readonly rows: number;
  readonly tall: number;
  /** Words of the results where its sums begin: quality, SSIM, error, then the bands of the error. */
  readonly start: number;
}

/** Values of one strip, and of the bands of its error padded to a multiple of 8. */
interface Room {
  readonly pair: readonly [TensorView, TensorView];
  readonly tallPair: readonly [TensorView, TensorView];
  readonly error: TensorView;
  readonly padded: TensorView;
  readonly bands: BandViews;
  readonly moments: TensorView;
}

/** Records into an encoder, submits, and resolves when the GPU is done. */
export type Submit = (record: (encoder: GPUCommandEncoder) => void) => Promise<void>;

const toEight = (size: number): number => Math.ceil(size / 8) * 8;

/** The numbers of Measures for pictures whose error, bands and windows would take too much room at once. */
export class StripMeasures {
  readonly #resources: GpuResources;
  readonly #passes: Passes;
  readonly #pixels: number;

  /** @param pixels of a strip, about */
  constructor(resources: GpuResources, passes: Passes, pixels = STRIP_PIXELS) {
    this.#resources = resources;
    this.#passes = passes;
    this.#pixels = pixels;
  }

  /** One readback; frees what it made. */
  async measure(tensors: MeasureRequest['tensors'], submit: Submit): Promise<MeasureResult> {
    const { stats } = this.#passes;
    const [, , height, width] = tensors.input.dims as [number, number, number, number];
    const named = STATS_TENSORS.filter(
      (name): name is Exclude<StatsTensor, 'error'> => name !== 'error' && tensors[name].dims[1] !== 0,
    );
    const starts = new Map<StatsTensor, number>();
    let words = 0;
    for (const name of named) {
      starts.set(name, words);
      words += ChannelStats.words(tensors[name].dims);
    }
    const strips: Strip[] = [];
    const step = Math.max(16, Math.floor(this.#pixels / width / 8) * 8);
    for (let top = 0; top < height; top += step) {
      const [rows, tall] = [Math.min(step, height - top), Math.min(step + SSIM_SIDE - 1, height - top)];
      strips.push({ top, rows, tall, start: words });
      words += partsOf(width, rows, tall).reduce((sum, part) => sum + part.words, 0);
    }
    const owned: GPUBuffer[] = [];
    const keep = <T extends GPUBuffer>(buffer: T): T => {
      owned.push(buffer);
      return buffer;
    };
    try {
      const results = keep(this.#resources.storage('StripMeasures.results', 4 * words));
      const staging = keep(this.#resources.staging('StripMeasures.staging', 4 * words));
      await submit((encoder) => {
        for (const [name, start] of starts)
          stats.encode(encoder, tensors[name as keyof typeof tensors], results, start);
      });
      const [first] = strips as [Strip];
      const largest = this.#room(width, first.rows, Math.max(...strips.map(({ tall }) => tall)), (view) => {
        keep(view.buffer);
        return view;
      });
      for (const strip of strips) {
        const room = fitted(largest, width, strip);
        await submit((encoder) => this.#encode(encoder, tensors, strip, room, results));
      }
      await submit((encoder) => encoder.copyBufferToBuffer(results, 0, staging, 0, 4 * words));
      const read = new Uint32Array(await readBack(staging, 4 * words));
      return resultOf(read, tensors, starts, strips, width);
    } finally {
      for (const buffer of owned) this.#resources.free(buffer);
    }
  }

  #room(width: number, rows: number, tall: number, keep: (view: TensorView) => TensorView): Room {
    const make = (name: string, dims: readonly number[]) => keep(this.#resources.tensor(`StripMeasures.${name}`, dims));
    const [high, wide] = [toEight(rows), toEight(width)];
    return {
      pair: [make('input', [1, 3, rows, width]), make('reconstruction', [1, 3, rows, width])],
      tallPair: [make('tallInput', [1, 3, tall, width]), make('tallReconstruction', [1, 3, tall, width])],
      error: make('error', [1, 3, rows, width]),
      padded: make('padded', [1, 3, high, wide]),
      bands: [1, 2, 3].map((level) =>
        make(`bands${level}`, [1, 12, high >> level, wide >> level]),
      ) as unknown as BandViews,
      moments: make('moments', [1, 4, tall, width]),
    };
  }

  #encode(
    encoder: GPUCommandEncoder,
    tensors: MeasureRequest['tensors'],
    strip: Strip,
    room: Room,
    results: GPUBuffer,
  ): void {
    const { stats, quality, ssim, difference, haarForward, copy } = this.#passes;
    const { top, rows, tall, start } = strip;
    const [, , , width] = tensors.input.dims as [number, number, number, number];
    [tensors.input, tensors.reconstruction].forEach((whole, index) => {
      copy.encode(encoder, whole, { x: 0, y: top, width, height: rows }, room.pair[index] as TensorView, {
        x: 0,
        y: 0,
      });
      copy.encode(encoder, whole, { x: 0, y: top, width, height: tall }, room.tallPair[index] as TensorView, {
        x: 0,
        y: 0,
      });
    });
    difference.encode(encoder, ...room.pair, room.error);
    difference.encode(encoder, ...room.pair, room.padded);
    haarForward.encode(encoder, room.padded, room.bands);
    const [ofQuality, ofSsim, ...ofStats] = partsOf(width, rows, tall).map(placed(start));
    quality.encode(encoder, ...room.pair, results, ofQuality?.at as number);
    ssim.encode(encoder, ...room.tallPair, { moments: room.moments.buffer, results, start: ofSsim?.at as number });
    [room.error, ...room.bands].forEach((view, index) =>
      stats.encode(encoder, view, results, ofStats[index]?.at as number),
    );
  }
}

/** Dims and words of what is summed for a strip, in the order of the results. */
function partsOf(
  width: number,
  rows: number,
  tall: number,
): { readonly dims: readonly number[]; readonly words: number }[] {
  const [high, wide] = [toEight(rows), toEight(width)];
  const [exact, windows] = [
    [1, 3, rows, width],
    [1, 3, tall, width],
  ];
  const bands = [1, 2, 3].map((level) => [1, 12, high >> level, wide >> level]);
  return [
    { dims: exact, words: Quality.words(exact) },
    { dims: windows, words: Ssim.words(windows) },
    ...[exact, ...bands].map((dims) => ({ dims, words: ChannelStats.words(dims) })),
  ];
}

function placed(
  start: number,
): (part: { readonly dims: readonly number[]; readonly words: number }) => { at: number; dims: readonly number[] } {
  let next = start;
  return ({ dims, words }) => {
    const at = next;
    next += words;
    return { at, dims };
  };
}

/** The same buffers for a strip that may have fewer rows. */
function fitted(room: Room, width: number, { rows, tall }: Strip): Room {
  const as = (view: TensorView, dims: readonly number[]): TensorView => ({ ...view, dims });
  const [high, wide] = [toEight(rows), toEight(width)];
  return {
    pair: [as(room.pair[0], [1, 3, rows, width]), as(room.pair[1], [1, 3, rows, width])],
    tallPair: [as(room.tallPair[0], [1, 3, tall, width]), as(room.tallPair[1], [1, 3, tall, width])],
    error: as(room.error, [1, 3, rows, width]),
    padded: as(room.padded, [1, 3, high, wide]),
    bands: room.bands.map((view, index) =>
      as(view, [1, 12, high >> (index + 1), wide >> (index + 1)]),
    ) as unknown as BandViews,
    moments: room.moments,
  };
}

function resultOf(
  words: Uint32Array<ArrayBuffer>,
  tensors: MeasureRequest['tensors'],
  starts: ReadonlyMap<StatsTensor, number>,
  strips: readonly Strip[],
  width: number,
): MeasureResult {
  const parsed = new Map<StatsTensor, TensorStats>();
  for (const [name, start] of starts)
    parsed.set(name, ChannelStats.parse(words, start, tensors[name as keyof typeof tensors].dims));
  const sums = { squared: 0, absolute: 0, maximum: 0, count: 0 };
  let [similarity, windows] = [0, 0];
  const errors: { readonly stats: TensorStats; readonly count: number }[] = [];
  const squares: number[][] = [[], [], []];
  for (const { rows, tall, start } of strips) {
    const [ofQuality, ofSsim, ofError, ...ofBands] = partsOf(width, rows, tall).map(placed(start));
    if (!ofQuality || !ofSsim || !ofError) continue;
    const each: DifferenceSums = Quality.parse(words, ofQuality.at, ofQuality.dims);
    sums.squared += each.squared;
    sums.absolute += each.absolute;
    sums.maximum = Math.max(sums.maximum, each.maximum);
    sums.count += each.count;
    const mean = Ssim.parse(words, ofSsim.at, ofSsim.dims);
    if (mean !== null) {
      const count = (width - SSIM_SIDE + 1) * (tall - SSIM_SIDE + 1);
      similarity += mean * count;
      windows += count;
    }
    errors.push({ stats: ChannelStats.parse(words, ofError.at, ofError.dims), count: rows * width });
    ofBands.forEach(({ at, dims }, level) =>
      ChannelStats.parse(words, at, dims).squares.forEach((value, channel) => {
        const into = squares[level] as number[];
        into[channel] = (into[channel] ?? 0) + value;
      }),
    );
  }
  parsed.set('error', joined(errors));
  const [first = [], second = [], third = []] = squares;
  const quality = qualityFromSums(sums, windows > 0 ? similarity / windows : null);
  return measured(quality, { 1: first, 2: second, 3: third }, parsed);
}

/** Statistics of a tensor from those of its strips. @param parts `count` values a channel each */
function joined(parts: readonly { readonly stats: TensorStats; readonly count: number }[]): TensorStats {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const channels = (parts[0]?.stats.channels ?? []).map((_, index) => {
    const each = parts.map(({ stats, count }) => ({
      ...(stats.channels[index] as { min: number; max: number; mean: number; std: number }),
      count,
    }));
    const mean = each.reduce((sum, part) => sum + part.mean * part.count, 0) / total;
    const variance =
      each.reduce((sum, part) => sum + (part.std ** 2 + (part.mean - mean) ** 2) * part.count, 0) / total;
    return {
      min: Math.min(...each.map(({ min }) => min)),
      max: Math.max(...each.map(({ max }) => max)),
      mean,
      std: Math.sqrt(variance),
    };
  });
  return {
    channels,
    squares: channels.map((_, index) => parts.reduce((sum, { stats }) => sum + (stats.squares[index] as number), 0)),
    nonFinite: parts.reduce((sum, { stats }) => sum + stats.nonFinite, 0),
  };
}
