import { FLIP_FILTERS, FLIP_FROM_SHARES, FLIP_LARGEST, FLIP_TO_SHARES } from '../core/metrics/flip';
import compareCode from './flip-compare.wgsl?raw';
import code from './flip.wgsl?raw';
import { Kernel, linearGrid } from './kernel';
import type { ParamSlots } from './params';
import { bind, expectDims, type TensorView } from './resources';

const COLUMNS = 64;
const THREADS = 64;
/** Rows of three or four values as vec4f. */
const vectors = (rows: readonly (readonly number[])[]): number[] => rows.flatMap((row) => [...row, 0].slice(0, 4));
const CONSTANTS = {
  toShares: vectors(FLIP_TO_SHARES),
  fromShares: vectors(FLIP_FROM_SHARES),
  smoothing: vectors(FLIP_FILTERS.smooth),
  feature: vectors(FLIP_FILTERS.feature),
};
export const FLIP = {
  label: 'Flip',
  code,
  entryPoint: 'flipOpponent',
  params: {
    width: 'u32',
    height: 'u32',
    toShares: 'array<vec4f, 3>',
    fromShares: 'array<vec4f, 3>',
    smoothing: 'array<vec4f, 11>',
    feature: 'array<vec4f, 10>',
  },
  data: ['picture', 'colours'],
  constants: { COLUMNS },
} as const;
export const FLIP_COMPARE = {
  label: 'FlipCompare',
  code: compareCode,
  entryPoint: 'flipCompare',
  params: { count: 'u32', largest: 'f32' },
  data: ['perceived', 'points', 'otherPerceived', 'otherPoints', 'map'],
  constants: { THREADS },
} as const;

type FlipKernel = Kernel<typeof FLIP.params>;

/** Bytes a pixel: `perceived` and `smoothed` hold four floats, `points` one. */
export interface FlipScratch {
  readonly smoothed: GPUBuffer;
  readonly featured: GPUBuffer;
  readonly perceived: readonly [GPUBuffer, GPUBuffer];
  readonly points: readonly [GPUBuffer, GPUBuffer];
}

export class Flip {
  readonly #device: GPUDevice;
  readonly #opponent: FlipKernel;
  readonly #rows: FlipKernel;
  readonly #columns: FlipKernel;
  readonly #compare: Kernel<typeof FLIP_COMPARE.params>;

  private constructor(
    device: GPUDevice,
    filters: readonly [FlipKernel, FlipKernel, FlipKernel],
    compare: Kernel<typeof FLIP_COMPARE.params>,
  ) {
    this.#device = device;
    [this.#opponent, this.#rows, this.#columns] = filters;
    this.#compare = compare;
  }

  static async create(device: GPUDevice, slots: ParamSlots): Promise<Flip> {
    const [opponent, rows, columns, compare] = await Promise.all([
      Kernel.compile(device, slots, FLIP),
      Kernel.compile(device, slots, {
        ...FLIP,
        entryPoint: 'flipRows',
        data: ['colours', 'smoothed', 'featured'],
        firstBinding: 1,
      }),
      Kernel.compile(device, slots, {
        ...FLIP,
        entryPoint: 'flipColumns',
        data: ['smoothed', 'featured', 'perceived', 'points'],
        firstBinding: 2,
      }),
      Kernel.compile(device, slots, FLIP_COMPARE),
    ]);
    return new Flip(device, [opponent, rows, columns], compare);
  }

  /** Both [1,3,h,w]; writes map [1,1,h,w]. */
  encode(
    encoder: GPUCommandEncoder,
    first: TensorView,
    second: TensorView,
    map: TensorView,
    scratch: FlipScratch,
  ): void {
    expectDims('second', second, first.dims);
    const [, , height, width] = first.dims as [number, number, number, number];
    expectDims('map', map, [1, 1, height, width]);
    const params = { width, height, ...CONSTANTS };
    const groups = [Math.ceil(width / COLUMNS), height, 1] as const;
    const [smoothed, featured] = [{ buffer: scratch.smoothed }, { buffer: scratch.featured }];
    [first, second].forEach((picture, i) => {
      // Colours are not read again once rows are filtered, so what is perceived takes their place.
      const perceived = { buffer: scratch.perceived[i] as GPUBuffer };
      const points = { buffer: scratch.points[i] as GPUBuffer };
      this.#opponent.encode(encoder, params, { picture: bind(picture), colours: perceived }, groups);
      this.#rows.encode(encoder, params, { colours: perceived, smoothed, featured }, groups);
      this.#columns.encode(encoder, params, { smoothed, featured, perceived, points }, groups);
    });
    const [perceived, otherPerceived] = scratch.perceived.map((buffer) => ({ buffer }));
    const [points, otherPoints] = scratch.points.map((buffer) => ({ buffer }));
    const data = { perceived, otherPerceived, points, otherPoints, map: bind(map) } as Record<string, GPUBufferBinding>;
    const count = width * height;
    this.#compare.encode(
      encoder,
      { count, largest: FLIP_LARGEST },
      data,
      linearGrid(this.#device, Math.ceil(count / THREADS)),
    );
  }
}
