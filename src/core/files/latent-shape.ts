import { elementCount } from '../math/geometry';

/** How the latents of a tensor lie in it: `count` of them, each [1, channels, height, width]. */
export interface LatentShape {
  readonly count: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** Places in time of a video latent; latents of one batch entry follow each other. 1 for pictures. */
  readonly times: number;
}

/** A latent of the page's form is at most so large; a larger one decodes to more pixels than a GPU holds. */
const MOST_VALUES = 2 ** 28;

/**
 * Reads a shape as one or more latents: [C,h,w], [B,C,h,w], [C,1,h,w] and [B,C,T,h,w] of video classes.
 * @returns a sentence where it is none
 */
export function latentShape(dims: readonly number[]): LatentShape | string {
  const shape = `Its shape is [${dims.join(', ')}]`;
  if (dims.some((size) => size < 1)) return `${shape}: it is empty.`;
  if (elementCount(dims) > MOST_VALUES) return `${shape}: it is too large for this page.`;
  const [a, b, c, d, e] = dims as [number, number, number, number, number];
  switch (dims.length) {
    case 3:
      if (a <= 2 && b > 2 * c)
        return `${shape}: a row of tokens, as some pipelines give with output_type="latent". Unpack it first, in diffusers: pipe._unpack_latents(latents, height, width, pipe.vae_scale_factor).`;
      return { count: 1, channels: a, height: b, width: c, times: 1 };
    case 4:
      // No model has one channel, so this is the time of a video class.
      return b === 1
        ? { count: 1, channels: a, height: c, width: d, times: 1 }
        : { count: a, channels: b, height: c, width: d, times: 1 };
    case 5:
      return { count: a * c, channels: b, height: d, width: e, times: c };
    default:
      return `${shape}, and a latent has [channels, height, width], with or without a batch before them.`;
  }
}

/** One latent of a tensor, by its number in `count`: the values of [1, channels, height, width]. A view where they lie together. */
export function latentAt(data: Float32Array, shape: LatentShape, index: number): Float32Array {
  const { channels, height, width, times } = shape;
  const plane = height * width;
  const [entry, time] = [Math.floor(index / times), index % times];
  const start = entry * channels * times * plane;
  if (times === 1) return data.subarray(start, start + channels * plane);
  const values = new Float32Array(channels * plane);
  for (let channel = 0; channel < channels; channel++) {
    const from = start + (channel * times + time) * plane;
    values.set(data.subarray(from, from + plane), channel * plane);
  }
  return values;
}

/** What one of several latents is called. */
export function latentName({ times }: LatentShape, index: number): string {
  return times === 1 ? `Number ${index + 1}` : `Number ${Math.floor(index / times) + 1}, time ${(index % times) + 1}`;
}
