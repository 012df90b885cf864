import type { LatentBits } from '../settings/latent-settings';
import type { TensorData } from '../tensor';

/** A latent whose values are codes of a few bits. */
export interface Quantised {
  /** What the codes stand for. */
  readonly latent: TensorData;
  /** 0 to 2^bits - 1, in the order of the latent. */
  readonly codes: Uint16Array;
  readonly bits: LatentBits;
}

/**
 * Uniform quantisation, each channel of [1,n,h,w] by itself: 2^bits levels from its smallest value to its largest one,
 * every value to the nearest level (halves to the even code). So a decoder needs two float32 for each channel besides the
 * codes. A channel whose values are all the same stays; so do values that are not finite, which set no ends.
 * Steps of the arithmetic are float32, as in latent-quantise.wgsl, so that both give the same codes.
 */
export function quantise(latent: TensorData, bits: LatentBits): Quantised {
  const channels = latent.dims[1] as number;
  const count = latent.data.length / channels;
  const data = latent.data.slice();
  const codes = new Uint16Array(data.length);
  const last = 2 ** bits - 1;
  for (let channel = 0; channel < channels; channel++) {
    const [begin, end] = [channel * count, (channel + 1) * count];
    const [min, max] = finiteRange(data.subarray(begin, end));
    const range = Math.fround(max - min);
    if (!(range > 0)) continue;
    const scale = Math.fround(last / range);
    const step = Math.fround(range / last);
    for (let i = begin; i < end; i++) {
      const value = data[i] as number;
      if (!Number.isFinite(value)) continue;
      const code = roundToEven(Math.fround(Math.fround(value - min) * scale));
      codes[i] = code;
      data[i] = min + Math.fround(code * step);
    }
  }
  return { latent: { dims: [...latent.dims], data }, codes, bits };
}

/** What the codes of a latent would take, without a coder. */
export interface RateEstimate {
  /** Order-0 entropy of the codes of each channel, bits a value, 0..bits. */
  readonly bitsPerValue: readonly number[];
  /** All codes together, over the pixels of the picture before padding. Without the side information. */
  readonly bitsPerPixel: number;
  /** Bits of the whole latent that say each channel's ends: two float32 a channel. */
  readonly sideBits: number;
}

/**
 * An estimate of the rate: what an ideal coder takes that knows how often each code occurs in each channel, and nothing
 * of neighbours. A real coder must also send or learn those frequencies; one that looks at neighbours may do better.
 * Width and height are those of the unpadded picture, in pixels.
 */
export function estimateRate({ latent, codes, bits }: Quantised, width: number, height: number): RateEstimate {
  const channels = latent.dims[1] as number;
  const count = codes.length / channels;
  const bitsPerValue = Array.from({ length: channels }, (_, channel) => {
    const counts = new Uint32Array(2 ** bits);
    for (const code of codes.subarray(channel * count, (channel + 1) * count))
      counts[code] = (counts[code] as number) + 1;
    return entropy(counts);
  });
  const total = bitsPerValue.reduce((sum, each) => sum + each * count, 0);
  return { bitsPerValue, bitsPerPixel: total / (width * height), sideBits: channels * 2 * 32 };
}

/** Sum of -p log2 p over the shares p of the counts, in bits; 0 where nothing was counted. */
export function entropy(counts: Uint32Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let bits = 0;
  for (const count of counts) if (count > 0) bits += (count / total) * Math.log2(total / count);
  return bits;
}

function finiteRange(values: Float32Array): [number, number] {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}

/** value >= 0. */
function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
