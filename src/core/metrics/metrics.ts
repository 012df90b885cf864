import {
  CHANNELS_PER_LEVEL,
  COLOURS,
  LEVELS,
  ORIENTATIONS,
  type Colour,
  type Level,
  type Orientation,
} from '../math/bands';
import type { Geometry, LatentShape } from '../math/geometry';
import { haarForward } from '../math/haar';
import { toByte } from '../math/planar';
import type { BandEnergy, RunSummary } from '../run-summary';
import type { ChannelStats, TensorData } from '../tensor';
import { SSIM_SIDE, ssimSum } from './ssim';
import { channelStats, countNonFinite, mergeStats } from './stats';

/** How close two pictures are (docs/numbers.md, "Metrics"), on 8-bit rounded RGB with a peak of 255. */
export type Quality = Pick<RunSummary, 'psnr' | 'identical' | 'ssim' | 'mse' | 'meanAbsolute' | 'maxAbsolute'>;

/** Sums over all values of two pictures, rounded to 8 bits: whole numbers, exact. */
export interface DifferenceSums {
  readonly squared: number;
  readonly absolute: number;
  readonly maximum: number;
  readonly count: number;
}

export function qualityFromSums(sums: DifferenceSums, ssim: number | null): Quality {
  const mse = sums.squared / sums.count;
  const identical = sums.squared === 0;
  return {
    psnr: identical ? null : 10 * Math.log10(255 ** 2 / mse),
    identical,
    ssim,
    mse,
    meanAbsolute: sums.absolute / sums.count,
    maxAbsolute: sums.maximum,
  };
}

/** Nothing to compare: a run without a picture, or without a reconstruction. */
export const NO_QUALITY: Quality = {
  psnr: NaN,
  identical: false,
  ssim: NaN,
  mse: NaN,
  meanAbsolute: NaN,
  maxAbsolute: NaN,
};

/** Rows that are measured together have about so many pixels: little room, and others get their turn between two strips. */
const STRIP_PIXELS = 2 ** 17;

/** Rows of a strip of pictures of this width: a multiple of 8, as the transform needs them. */
function rowsOfStrip(width: number, pixels: number): number {
  return Math.max(8, 8 * Math.floor(pixels / width / 8));
}

/** The result of work that is done in steps. */
export function finished<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Both pictures [1,3,h,w] in [-1, 1]. */
export function compareQuality(input: TensorData, reconstruction: TensorData): Quality {
  return finished(qualityInStrips(input, reconstruction));
}

/** The same, strip by strip. */
export function* qualityInStrips(
  input: TensorData,
  reconstruction: TensorData,
  pixels = STRIP_PIXELS,
): Generator<undefined, Quality> {
  const [, , height, width] = input.dims as [number, number, number, number];
  const step = rowsOfStrip(width, pixels);
  let sums = NO_DIFFERENCE;
  const hasSsim = Math.min(width, height) >= SSIM_SIDE;
  let similar = 0;
  for (let top = 0; top < height; top += step) {
    const rows = Math.min(step, height - top);
    // Windows of SSIM reach into the rows below.
    const tall = Math.min(step + SSIM_SIDE - 1, height - top);
    for (let c = 0; c < 3; c++) {
      const from = (c * height + top) * width;
      const [first, second] = [bytesOf(input, from, tall * width), bytesOf(reconstruction, from, tall * width)];
      sums = addBytes(sums, first.subarray(0, rows * width), second);
      if (hasSsim && tall >= SSIM_SIDE) similar += ssimSum(first, second, width, tall);
    }
    yield;
  }
  return qualityFromSums(sums, hasSsim ? similar / (3 * (width - SSIM_SIDE + 1) * (height - SSIM_SIDE + 1)) : null);
}

/** The sums over the rounded differences of two pictures, which PSNR is made of; see qualityFromSums. */
export function differenceSums(input: TensorData, other: TensorData): DifferenceSums {
  let sums = NO_DIFFERENCE;
  for (let from = 0; from < input.data.length; from += STRIP_PIXELS) {
    const count = Math.min(STRIP_PIXELS, input.data.length - from);
    sums = addBytes(sums, bytesOf(input, from, count), bytesOf(other, from, count));
  }
  return sums;
}

const NO_DIFFERENCE: DifferenceSums = { squared: 0, absolute: 0, maximum: 0, count: 0 };

function bytesOf({ data }: TensorData, from: number, count: number): Uint8Array {
  return Uint8Array.from(data.subarray(from, from + count), toByte);
}

function addBytes(before: DifferenceSums, first: Uint8Array, second: Uint8Array): DifferenceSums {
  let { squared, absolute, maximum } = before;
  for (let i = 0; i < first.length; i++) {
    const difference = Math.abs((first[i] as number) - (second[i] as number));
    squared += difference * difference;
    absolute += difference;
    if (difference > maximum) maximum = difference;
  }
  return { squared, absolute, maximum, count: before.count + first.length };
}

/** Reconstruction minus input, both [1,3,h,w]; paddedWidth x paddedHeight with zeros where the picture ends. */
export function errorPicture(
  input: TensorData,
  reconstruction: TensorData,
  paddedWidth: number,
  paddedHeight: number,
): TensorData {
  const [, , height, width] = input.dims as [number, number, number, number];
  const data = new Float32Array(3 * paddedHeight * paddedWidth);
  for (let c = 0, from = 0; c < 3; c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0, to = (c * paddedHeight + y) * paddedWidth; x < width; x++, to++, from++) {
        data[to] = (reconstruction.data[from] as number) - (input.data[from] as number);
      }
    }
  }
  return { dims: [1, 3, paddedHeight, paddedWidth], data };
}

/** Sum of squares of each of the 12 channels of bands_l, as they are written (scaled by 2^-l). */
export type SquareSums = Readonly<Record<Level, readonly number[]>>;

/**
 * Orthonormal energies of the bands that a full pyramid consists of: H, V, D of all levels and A of level 3. They
 * add up to the sum of squares of the picture that was transformed.
 */
export function bandEnergies(squares: SquareSums): BandEnergy[] {
  const energies: BandEnergy[] = [];
  const add = (level: Level, orientation: Orientation, colour: Colour): void => {
    const channel = ORIENTATIONS.indexOf(orientation) * COLOURS.length + COLOURS.indexOf(colour);
    energies.push({ level, orientation, colour, energy: 4 ** level * (squares[level][channel] as number) });
  };
  for (const level of LEVELS) {
    for (const orientation of ORIENTATIONS) {
      if (orientation === 'A' && level !== 3) continue;
      for (const colour of COLOURS) add(level, orientation, colour);
    }
  }
  return energies;
}

/** What is measured of reconstruction - input. */
export interface ErrorMeasures {
  readonly energies: BandEnergy[];
  /** Sum of squares in the units of [-1, 1]. */
  readonly squaredError: number;
  readonly stats: ChannelStats[];
  /** Values that are NaN or infinite. */
  readonly nonFinite: number;
}

/** Measures the error of a reconstruction strip by strip: its size, and the band in which it sits. */
export function* errorInStrips(
  input: TensorData,
  reconstruction: TensorData,
  { paddedWidth, paddedHeight }: Geometry,
  pixels = STRIP_PIXELS,
): Generator<undefined, ErrorMeasures> {
  const [, , height, width] = input.dims as [number, number, number, number];
  const step = rowsOfStrip(paddedWidth, pixels);
  const squares = LEVELS.map(() => new Array<number>(CHANNELS_PER_LEVEL).fill(0));
  let [stats, squaredError, nonFinite] = [[] as ChannelStats[], 0, 0];
  for (let top = 0; top < paddedHeight; top += step) {
    const rows = Math.min(step, height - top);
    const [one, other] = [input, reconstruction].map((tensor) => rowsOf(tensor, top, rows)) as [TensorData, TensorData];
    const error = errorPicture(one, other, width, rows);
    const tall = Math.min(step, paddedHeight - top);
    const padded = tall === rows && paddedWidth === width ? error : errorPicture(one, other, paddedWidth, tall);
    haarForward(padded).forEach((band, level) => addTo(squares[level] as number[], squareSums(band)));
    stats = top === 0 ? channelStats(error) : mergeStats(stats, top, channelStats(error), rows);
    squaredError += squareSums(error).reduce((sum, value) => sum + value, 0);
    nonFinite += countNonFinite(error.data);
    yield;
  }
  const [first, second, third] = squares as [number[], number[], number[]];
  return { energies: bandEnergies({ 1: first, 2: second, 3: third }), squaredError, stats, nonFinite };
}

function addTo(sums: number[], more: readonly number[]): void {
  more.forEach((value, index) => {
    sums[index] = (sums[index] as number) + value;
  });
}

/** Some rows of a picture [1,3,h,w]. */
function rowsOf({ dims, data }: TensorData, top: number, rows: number): TensorData {
  const [, , height, width] = dims as [number, number, number, number];
  const part = new Float32Array(3 * rows * width);
  for (let c = 0; c < 3; c++) {
    const from = (c * height + top) * width;
    part.set(data.subarray(from, from + rows * width), c * rows * width);
  }
  return { dims: [1, 3, rows, width], data: part };
}

/** Sum of squares of each channel of [1,C,H,W]. */
export function squareSums(tensor: TensorData): number[] {
  const channels = tensor.dims[1] as number;
  const count = tensor.data.length / channels;
  return Array.from({ length: channels }, (_, c) => {
    let sum = 0;
    for (let i = c * count; i < (c + 1) * count; i++) sum += (tensor.data[i] as number) ** 2;
    return sum;
  });
}

/** How much smaller the latent is than the picture, counted in values and, with `bits` for each of them, in bits a pixel. */
export function compressionOf(
  geometry: Geometry,
  { latentChannels, downscale }: LatentShape,
  bits = 32,
): RunSummary['compression'] {
  const { width, height, paddedWidth, paddedHeight } = geometry;
  const latentValues = latentChannels * (paddedHeight / downscale) * (paddedWidth / downscale);
  return {
    ratio: (3 * height * width) / latentValues,
    latentValues,
    bitsPerPixel: (bits * latentValues) / (height * width),
  };
}
