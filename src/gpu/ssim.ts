import { SSIM_BORDER, SSIM_SIDE, SSIM_WEIGHTS } from '../core/metrics/ssim';
import { Kernel } from './kernel';
import type { ParamSlots } from './params';
import { bind, expectDims, type TensorView } from './resources';
import code from './ssim.wgsl?raw';

const COLUMNS = 64;
/** Windows that one thread adds up. */
const ROWS = 16;
const COLOURS = 3;
const WEIGHTS = SSIM_WEIGHTS.flatMap((weight) => [weight, weight, weight, weight]);
export const SSIM = {
  label: 'Ssim',
  code,
  entryPoint: 'ssimRows',
  params: {
    width: 'u32',
    height: 'u32',
    colour: 'u32',
    across: 'u32',
    start: 'u32',
    weights: 'array<vec4f, 11>',
  },
  data: ['first', 'second', 'moments'],
  constants: { COLUMNS, ROWS, BORDER: 0 },
} as const;

/** Windows that fit into a picture along each side, 0 where it is under 11 px, and workgroups over them. */
function gridOf(dims: readonly number[]): { across: number; down: number; columns: number; rows: number } {
  const [, , height, width] = dims as [number, number, number, number];
  const fits = Math.min(width, height) >= SSIM_SIDE;
  const [across, down] = fits ? [width - SSIM_SIDE + 1, height - SSIM_SIDE + 1] : [0, 0];
  return { across, down, columns: Math.ceil(across / COLUMNS), rows: Math.ceil(down / ROWS) };
}

export interface SsimTarget {
  /** Scratch of at least 16 bytes a pixel; the colours take turns in it. */
  readonly moments: GPUBuffer;
  readonly results: GPUBuffer;
  /** Word of results where the sums begin. */
  readonly start: number;
}

type SsimKernel = Kernel<typeof SSIM.params>;

export class Ssim {
  readonly #rows: SsimKernel;
  readonly #windows: SsimKernel;

  private constructor(rows: SsimKernel, windows: SsimKernel) {
    this.#rows = rows;
    this.#windows = windows;
  }

  static async create(device: GPUDevice, slots: ParamSlots): Promise<Ssim> {
    const [rows, windows] = await Promise.all([
      Kernel.compile(device, slots, SSIM),
      Kernel.compile(device, slots, {
        ...SSIM,
        entryPoint: 'ssimWindows',
        data: ['moments', 'results'],
        firstBinding: 2,
      }),
    ]);
    return new Ssim(rows, windows);
  }

  /** Words of results that a picture takes; none when it is too small. */
  static words(dims: readonly number[]): number {
    const { columns, rows } = gridOf(dims);
    return COLOURS * columns * rows;
  }

  /** Both [1,3,h,w]. */
  encode(encoder: GPUCommandEncoder, first: TensorView, second: TensorView, target: SsimTarget): void {
    expectDims('second', second, first.dims);
    const { across, columns, rows } = gridOf(first.dims);
    if (across === 0) return;
    const [, , height, width] = first.dims as [number, number, number, number];
    const moments = { buffer: target.moments };
    for (let colour = 0; colour < COLOURS; colour++) {
      const start = target.start + colour * columns * rows;
      const params = { width, height, colour, across, start, weights: WEIGHTS };
      this.#rows.encode(encoder, params, { first: bind(first), second: bind(second), moments }, [columns, height, 1]);
      this.#windows.encode(encoder, params, { moments, results: { buffer: target.results } }, [columns, rows, 1]);
    }
  }

  /** The mean over all windows and colours, or null where none fits. */
  static parse(words: Uint32Array<ArrayBuffer>, start: number, dims: readonly number[]): number | null {
    const { across, down } = gridOf(dims);
    if (across === 0) return null;
    const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
    let sum = 0;
    for (let at = start; at < start + Ssim.words(dims); at++) sum += floats[at] as number;
    return sum / (COLOURS * across * down);
  }
}

/** SSIM of the window around each pixel, borders as in src/core/metrics/ssim.ts. */
export class SsimMap {
  readonly #rows: SsimKernel;
  readonly #map: SsimKernel;

  private constructor(rows: SsimKernel, map: SsimKernel) {
    this.#rows = rows;
    this.#map = map;
  }

  static async create(device: GPUDevice, slots: ParamSlots): Promise<SsimMap> {
    const spec = { ...SSIM, constants: { ...SSIM.constants, BORDER: SSIM_BORDER } };
    const [rows, map] = await Promise.all([
      Kernel.compile(device, slots, spec),
      Kernel.compile(device, slots, { ...spec, entryPoint: 'ssimMap', data: ['moments', 'results'], firstBinding: 2 }),
    ]);
    return new SsimMap(rows, map);
  }

  /** Both [1,3,h,w]; the mean of their colours goes into map [1,1,h,w]. @param scratch at least 16 bytes a pixel */
  encode(encoder: GPUCommandEncoder, first: TensorView, second: TensorView, map: TensorView, scratch: GPUBuffer): void {
    expectDims('second', second, first.dims);
    const [, , height, width] = first.dims as [number, number, number, number];
    expectDims('map', map, [1, 1, height, width]);
    const moments = { buffer: scratch };
    for (let colour = 0; colour < COLOURS; colour++) {
      const params = { width, height, colour, across: width, start: 0, weights: WEIGHTS };
      const groups = [Math.ceil(width / COLUMNS), height, 1] as const;
      this.#rows.encode(encoder, params, { first: bind(first), second: bind(second), moments }, groups);
      this.#map.encode(encoder, params, { moments, results: bind(map) }, groups);
    }
  }
}
