import { COLOURS, LEVELS, ORIENTATIONS, type Colour, type Level, type Orientation } from './bands';
import type { Geometry } from './geometry';
import { haarForward } from './haar';
import { toByte } from './planar';
import type { BandEnergy, RunSummary, TensorData } from './protocol';
import { SSIM_SIDE, ssimOfChannel } from './ssim';

/** How close two pictures are (docs/architecture.md, "Numbers"), on 8-bit rounded RGB with a peak of 255. */
export type Quality = Pick<RunSummary, 'psnr' | 'identical' | 'ssim' | 'mse' | 'meanAbsolute' | 'maxAbsolute'>;

/** Over all values of two pictures, on 8-bit rounded values: whole numbers, exact. */
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

/** Both pictures [1,3,h,w] in [-1, 1]. */
export function compareQuality(input: TensorData, reconstruction: TensorData): Quality {
  const first = Uint8Array.from(input.data, toByte);
  const second = Uint8Array.from(reconstruction.data, toByte);
  const [, , height, width] = input.dims as [number, number, number, number];
  return qualityFromSums(byteSums(first, second), structuralSimilarity(first, second, width, height));
}

/** The sums over the rounded differences of two pictures, which PSNR is made of; see qualityFromSums. */
export function differenceSums(input: TensorData, other: TensorData): DifferenceSums {
  return byteSums(Uint8Array.from(input.data, toByte), Uint8Array.from(other.data, toByte));
}

function byteSums(first: Uint8Array, second: Uint8Array): DifferenceSums {
  let squared = 0;
  let absolute = 0;
  let maximum = 0;
  for (let i = 0; i < first.length; i++) {
    const difference = Math.abs((first[i] as number) - (second[i] as number));
    squared += difference * difference;
    absolute += difference;
    if (difference > maximum) maximum = difference;
  }
  return { squared, absolute, maximum, count: first.length };
}

/** Mean SSIM over R, G, B of planar bytes; null when a side is under 11 px. */
function structuralSimilarity(first: Uint8Array, second: Uint8Array, width: number, height: number): number | null {
  if (Math.min(width, height) < SSIM_SIDE) return null;
  const plane = width * height;
  let sum = 0;
  for (let c = 0; c < 3; c++) {
    const from = c * plane;
    sum += ssimOfChannel(first.subarray(from, from + plane), second.subarray(from, from + plane), width, height);
  }
  return sum / 3;
}

/** Reconstruction minus input, both [1,3,h,w]; paddedWidth x paddedHeight with zeros where the picture ends. */
export function errorPicture(
  input: TensorData, reconstruction: TensorData, paddedWidth: number, paddedHeight: number,
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

/** Where the error of a reconstruction sits, by band, and its sum of squares in the units of [-1, 1]. */
export function errorEnergies(
  input: TensorData, reconstruction: TensorData, geometry: Geometry,
): { energies: BandEnergy[]; squaredError: number } {
  const error = errorPicture(input, reconstruction, geometry.paddedWidth, geometry.paddedHeight);
  const [first, second, third] = haarForward(error).map(squareSums) as [number[], number[], number[]];
  const energies = bandEnergies({ 1: first, 2: second, 3: third });
  return { energies, squaredError: squareSums(error).reduce((sum, value) => sum + value, 0) };
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

/** How much smaller the latent is than the picture, counted in values and, at float32, in bits a pixel. */
export function compressionOf(geometry: Geometry, latentChannels: number): RunSummary['compression'] {
  const { width, height, paddedWidth, paddedHeight } = geometry;
  const latentValues = latentChannels * (paddedHeight / 8) * (paddedWidth / 8);
  return {
    ratio: (3 * height * width) / latentValues,
    latentValues,
    bitsPerPixel: (32 * latentValues) / (height * width),
  };
}
