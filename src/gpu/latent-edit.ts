import { elementCount } from '../core/math/geometry';
import { channelTable, cutPaste } from '../core/math/latent-edits';
import { FIRST_NOISE, noiseFactors } from '../core/math/latent-noise';
import type { LatentBits, LatentEdits, LatentNoise, LatentPoke } from '../core/settings/latent-settings';
import { ChannelStats, PARTIALS } from './channel-stats';
import { Kernel, linearGrid } from './kernel';
import dotsCode from './latent-dots.wgsl?raw';
import code from './latent-edit.wgsl?raw';
import noiseEditCode from './latent-noise.wgsl?raw';
import pokeCode from './latent-poke.wgsl?raw';
import quantiseCode from './latent-quantise.wgsl?raw';
import noiseCode from './noise.wgsl?raw';
import type { ParamSlots } from './params';
import { bind, bindAnywhere, expectDims, type GpuResources, type TensorView } from './resources';

const THREADS = 256;
/** Threads of a workgroup that adds up many values. */
const SUM_THREADS = 64;
const SUM_ITEMS = 64;
/** How many channels, and how many pokes, the parameters of one dispatch hold. */
const CHANNELS = 16;
const POKES = 12;

const DOTS = {
  label: 'LatentDots',
  code: dotsCode,
  params: { count: 'u32', chunks: 'u32', firstSkip: 'u32', secondSkip: 'u32', amount: 'f32' },
} as const;
export const LATENT_DOTS = {
  ...DOTS,
  entryPoint: 'latentDots',
  data: ['sums', 'first', 'second'],
  constants: { THREADS: SUM_THREADS, ITEMS: SUM_ITEMS },
} as const;
export const LATENT_FACTORS = {
  ...DOTS,
  label: 'LatentFactors',
  entryPoint: 'latentFactors',
  data: ['sums'],
  constants: { THREADS: SUM_THREADS },
} as const;
export const LATENT_EDIT = {
  label: 'LatentEdit',
  code,
  entryPoint: 'latentEdit',
  params: {
    cells: 'u32',
    width: 'u32',
    begin: 'u32',
    channels: 'u32',
    firstSkip: 'u32',
    secondSkip: 'u32',
    spherical: 'u32',
    amount: 'f32',
    fromX: 'u32',
    fromY: 'u32',
    toX: 'u32',
    toY: 'u32',
    pasteWidth: 'u32',
    pasteHeight: 'u32',
    edits: 'array<vec4f, 16>',
  },
  data: ['sums', 'first', 'second', 'edited'],
  constants: { THREADS },
} as const;
export const LATENT_POKE = {
  label: 'LatentPoke',
  code: pokeCode,
  entryPoint: 'latentPoke',
  params: { count: 'u32', cells: 'u32', width: 'u32', pokes: 'u32', table: 'array<vec4f, 24>' },
  data: ['edited'],
  constants: { THREADS },
} as const;
export const LATENT_NOISE = {
  label: 'LatentNoise',
  code: noiseCode + noiseEditCode,
  entryPoint: 'latentNoise',
  params: {
    count: 'u32',
    channels: 'u32',
    chunks: 'u32',
    first: 'u32',
    seed: 'u32',
    keep: 'f32',
    add: 'f32',
    deviations: 'u32',
  },
  data: ['partials', 'edited'],
  constants: PARTIALS,
} as const;
export const LATENT_QUANTISE = {
  label: 'LatentQuantise',
  code: quantiseCode,
  entryPoint: 'latentQuantise',
  params: { count: 'u32', channels: 'u32', chunks: 'u32', last: 'f32' },
  data: ['partials', 'edited'],
  constants: PARTIALS,
} as const;

interface Kernels {
  readonly dots: Kernel<typeof DOTS.params>;
  readonly factors: Kernel<typeof DOTS.params>;
  readonly edit: Kernel<typeof LATENT_EDIT.params>;
  readonly poke: Kernel<typeof LATENT_POKE.params>;
  readonly noise: Kernel<typeof LATENT_NOISE.params>;
  readonly quantise: Kernel<typeof LATENT_QUANTISE.params>;
}

/** The edits of a latent; src/core/math/latent-edits.ts says what they do. */
export class LatentEdit {
  readonly #device: GPUDevice;
  readonly #resources: GpuResources;
  readonly #stats: ChannelStats;
  readonly #kernels: Kernels;
  /** Sums of the mix, then ends of the channels; kept for the next latent of this size or a smaller one. */
  #scratch: GPUBuffer | undefined;

  private constructor(device: GPUDevice, resources: GpuResources, stats: ChannelStats, kernels: Kernels) {
    this.#device = device;
    this.#resources = resources;
    this.#stats = stats;
    this.#kernels = kernels;
  }

  /** The statistics are borrowed. */
  static async create(
    device: GPUDevice,
    slots: ParamSlots,
    resources: GpuResources,
    stats: ChannelStats,
  ): Promise<LatentEdit> {
    const [dots, factors, edit, poke, noise, quantise] = await Promise.all([
      Kernel.compile(device, slots, LATENT_DOTS),
      Kernel.compile(device, slots, LATENT_FACTORS),
      Kernel.compile(device, slots, LATENT_EDIT),
      Kernel.compile(device, slots, LATENT_POKE),
      Kernel.compile(device, slots, LATENT_NOISE),
      Kernel.compile(device, slots, LATENT_QUANTISE),
    ]);
    return new LatentEdit(device, resources, stats, { dots, factors, edit, poke, noise, quantise });
  }

  /**
   * latent [1,n,h,w] to `edited`, another buffer of the same dims; without edits that is a copy. latent and second may
   * start anywhere in their buffers. Without `second`, mix and paste are not done.
   */
  encode(
    encoder: GPUCommandEncoder,
    latent: TensorView,
    edited: TensorView,
    edits: LatentEdits,
    second?: TensorView,
  ): void {
    expectDims('edited latent', edited, latent.dims);
    if (second) expectDims('second latent', second, latent.dims);
    const sums = { buffer: this.#scratchFor(latent.dims) };
    this.#combine(encoder, { latent, edited, second, sums }, edits);
    const pokes = edits.pokes ?? [];
    for (let begin = 0; begin < pokes.length; begin += POKES)
      this.#poke(encoder, edited, pokes.slice(begin, begin + POKES));
    if (edits.noise) this.#noise(encoder, edited, sums, edits.noise);
    if (edits.bits !== undefined) this.#quantise(encoder, edited, sums, edits.bits);
  }

  /** Frees what is kept for another latent of the same size. */
  release(): void {
    if (this.#scratch) this.#resources.free(this.#scratch);
    this.#scratch = undefined;
  }

  /** Mix, paste and channels. */
  #combine(
    encoder: GPUCommandEncoder,
    {
      latent,
      edited,
      second,
      sums,
    }: { latent: TensorView; edited: TensorView; second: TensorView | undefined; sums: GPUBufferBinding },
    { mix, paste, channels: channelEdits }: LatentEdits,
  ): void {
    const [, channels, height, width] = latent.dims as [number, number, number, number];
    const [ours, theirs] = [bindAnywhere(latent), bindAnywhere(second ?? latent)];
    const skips = { firstSkip: ours.skip, secondSkip: theirs.skip };
    const data = { sums, first: ours.binding, second: theirs.binding, edited: bind(edited) };
    const amount = second && mix ? mix.amount : 0;
    const spherical = amount > 0 && mix?.mode === 'spherical';
    if (spherical) {
      const count = elementCount(latent.dims);
      const chunks = dotChunks(count);
      const params = { count, chunks, ...skips, amount };
      this.#kernels.dots.encode(encoder, params, data, linearGrid(this.#device, chunks));
      this.#kernels.factors.encode(encoder, params, data, [1, 1, 1]);
    }
    const where = second && paste ? paste : { fromX: 0, fromY: 0, toX: 0, toY: 0, width: 0, height: 0 };
    const cut = cutPaste(where, width, height);
    const { fromX, fromY, toX, toY } = where;
    const table = channelTable(channelEdits ?? {}, channels);
    for (let begin = 0; begin < channels; begin += CHANNELS) {
      const rows = table.slice(begin, begin + CHANNELS);
      this.#kernels.edit.encode(
        encoder,
        {
          cells: height * width,
          width,
          begin,
          channels: rows.length,
          ...skips,
          spherical: Number(spherical),
          amount,
          fromX,
          fromY,
          toX,
          toY,
          pasteWidth: cut.width,
          pasteHeight: cut.height,
          edits: rows.flatMap(({ gain, offset, from }) => [gain, offset, from, 0]),
        },
        data,
        linearGrid(this.#device, Math.ceil((rows.length * height * width) / THREADS)),
      );
    }
  }

  #poke(encoder: GPUCommandEncoder, edited: TensorView, pokes: readonly LatentPoke[]): void {
    const [, , height, width] = edited.dims as [number, number, number, number];
    const count = elementCount(edited.dims);
    const table = pokes.flatMap(({ channel, amount, ...box }) => [
      box.x,
      box.y,
      box.width,
      box.height,
      channel === 'all' ? -1 : channel,
      amount,
      0,
      0,
    ]);
    this.#kernels.poke.encode(
      encoder,
      { count, cells: height * width, width, pokes: pokes.length, table },
      { edited: bind(edited) },
      linearGrid(this.#device, Math.ceil(count / THREADS)),
    );
  }

  #noise(
    encoder: GPUCommandEncoder,
    edited: TensorView,
    partials: { readonly buffer: GPUBuffer },
    edit: LatentNoise,
  ): void {
    const { keep, add, deviations } = noiseFactors(edit);
    if (deviations) this.#stats.encode(encoder, edited, partials.buffer, 0);
    const shape = ChannelStats.shapeOf(edited.dims);
    this.#kernels.noise.encode(
      encoder,
      { ...shape, first: FIRST_NOISE, seed: edit.seed, keep, add, deviations: Number(deviations) },
      { partials, edited: bind(edited) },
      linearGrid(this.#device, shape.channels * shape.chunks),
    );
  }

  #quantise(
    encoder: GPUCommandEncoder,
    edited: TensorView,
    partials: { readonly buffer: GPUBuffer },
    bits: LatentBits,
  ): void {
    this.#stats.encode(encoder, edited, partials.buffer, 0);
    const shape = ChannelStats.shapeOf(edited.dims);
    this.#kernels.quantise.encode(
      encoder,
      { ...shape, last: 2 ** bits - 1 },
      { partials, edited: bind(edited) },
      linearGrid(this.#device, shape.channels * shape.chunks),
    );
  }

  #scratchFor(dims: readonly number[]): GPUBuffer {
    const bytes = Math.max(16 * (1 + dotChunks(elementCount(dims))), 4 * ChannelStats.words(dims));
    if (this.#scratch && this.#scratch.size >= bytes) return this.#scratch;
    this.release();
    this.#scratch = this.#resources.storage('LatentEdit.scratch', bytes);
    return this.#scratch;
  }
}

function dotChunks(count: number): number {
  return Math.ceil(count / (SUM_THREADS * SUM_ITEMS));
}
