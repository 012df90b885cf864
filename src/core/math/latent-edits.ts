import type { ChannelEdit, LatentEdits, LatentMix, LatentPaste, LatentPoke } from '../settings/latent-settings';
import type { TensorData } from '../tensor';
import { addNoise } from './latent-noise';
import { quantise } from './quantise';

/**
 * Edits of a latent [1,n,h,w] in plain TypeScript: the reference that the shaders are judged by, and the edits of the
 * wasm path. Cells are places of the latent. Sums are made in float64.
 */

/** Above it two latents point almost the same way, or almost opposite ways, and the circle through them is lost. */
const MOST_PARALLEL = 0.9995;

/**
 * The edited latent: mix, paste, channels, pokes, noise and quantisation, in this order. `second` is another picture's latent of
 * the same dims; mix and paste are not done without it. Edits of channels that the latent does not have, or that
 * read one, are not done either. What goes in is not changed.
 */
export function editLatent(latent: TensorData, edits: LatentEdits, second?: TensorData): TensorData {
  let data = latent.data.slice();
  if (second && edits.mix) mix(data, second.data, edits.mix);
  if (second && edits.paste) paste(data, second, edits.paste);
  if (edits.channels) data = editChannels(data, latent.dims, edits.channels);
  for (const each of edits.pokes ?? []) poke(data, latent.dims, each);
  const clean = { dims: [...latent.dims], data };
  const edited = edits.noise ? addNoise(clean, edits.noise) : clean;
  return edits.bits === undefined ? edited : quantise(edited, edits.bits).latent;
}

/**
 * Factors of two latents a and b in a blend with share t of b. Linear: 1 - t and t. Spherical, along the great circle
 * through both as vectors of all their values: sin((1 - t) W) / sin W and sin(t W) / sin W, where
 * cos W = a.b / (|a| |b|); where |cos W| > MOST_PARALLEL, or one of them is zero, linear.
 */
export function mixFactors(
  first: Float32Array,
  second: Float32Array,
  { amount, mode }: LatentMix,
): readonly [number, number] {
  const linear = [1 - amount, amount] as const;
  if (mode === 'linear') return linear;
  let [dot, firstSquares, secondSquares] = [0, 0, 0];
  for (let i = 0; i < first.length; i++) {
    const [a, b] = [first[i] as number, second[i] as number];
    dot += a * b;
    firstSquares += a * a;
    secondSquares += b * b;
  }
  const cosine = dot / Math.sqrt(firstSquares * secondSquares);
  if (!(Math.abs(cosine) <= MOST_PARALLEL)) return linear;
  const angle = Math.acos(cosine);
  return [Math.sin((1 - amount) * angle) / Math.sin(angle), Math.sin(amount * angle) / Math.sin(angle)];
}

function mix(data: Float32Array, second: Float32Array, how: LatentMix): void {
  const [ours, theirs] = mixFactors(data, second, how);
  for (let i = 0; i < data.length; i++) data[i] = ours * (data[i] as number) + theirs * (second[i] as number);
}

/** The size of a paste within a latent of width x height cells; 0 x 0 when all of it lies outside. */
export function cutPaste(
  where: LatentPaste,
  width: number,
  height: number,
): { readonly width: number; readonly height: number } {
  const cut = {
    width: Math.min(where.width, width - Math.max(where.fromX, where.toX)),
    height: Math.min(where.height, height - Math.max(where.fromY, where.toY)),
  };
  return cut.width > 0 && cut.height > 0 ? cut : { width: 0, height: 0 };
}

function paste(data: Float32Array, second: TensorData, where: LatentPaste): void {
  const [, channels, height, width] = second.dims as [number, number, number, number];
  const cut = cutPaste(where, width, height);
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < cut.height; y++) {
      const from = (channel * height + where.fromY + y) * width + where.fromX;
      const to = (channel * height + where.toY + y) * width + where.toX;
      data.set(second.data.subarray(from, from + cut.width), to);
    }
  }
}

/** Edits of all channels in their order; those that cannot be done change nothing. */
export function channelTable(edits: NonNullable<LatentEdits['channels']>, channels: number): readonly ChannelEdit[] {
  return Array.from({ length: channels }, (_, index) => {
    const edit = edits[index];
    return edit && edit.from < channels ? edit : { gain: 1, offset: 0, from: index };
  });
}

function editChannels(
  data: Float32Array,
  dims: readonly number[],
  edits: NonNullable<LatentEdits['channels']>,
): Float32Array<ArrayBuffer> {
  const channels = dims[1] as number;
  const count = data.length / channels;
  const edited = new Float32Array(data.length);
  channelTable(edits, channels).forEach(({ gain, offset, from }, channel) => {
    for (let i = 0; i < count; i++) edited[channel * count + i] = gain * (data[from * count + i] as number) + offset;
  });
  return edited;
}

function poke(data: Float32Array, dims: readonly number[], { channel, x, y, amount, ...size }: LatentPoke): void {
  const [, channels, height, width] = dims as [number, number, number, number];
  for (let each = 0; each < channels; each++) {
    if (channel !== 'all' && channel !== each) continue;
    for (let row = y; row < Math.min(height, y + size.height); row++) {
      const start = (each * height + row) * width;
      for (let i = start + x; i < start + Math.min(width, x + size.width); i++) data[i] = (data[i] as number) + amount;
    }
  }
}
