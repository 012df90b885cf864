import type { Rect } from '../core/view/view';
import { Kernel } from './kernel';
import type { ParamSlots } from './params';
import { bind, type TensorView } from './resources';
import code from './tile-copy.wgsl?raw';

const COLUMNS = 64;
const ROWS = 4;
export const TILE_COPY = {
  label: 'TileCopy',
  code,
  entryPoint: 'tileCopy',
  params: {
    width: 'u32',
    height: 'u32',
    fromX: 'u32',
    fromY: 'u32',
    fromWidth: 'u32',
    fromHeight: 'u32',
    toX: 'u32',
    toY: 'u32',
    toWidth: 'u32',
    toHeight: 'u32',
  },
  data: ['source', 'goal'],
  constants: { COLUMNS, ROWS },
} as const;

/** Cuts tiles out of tensors and puts them back. */
export class TileCopy {
  readonly #kernel: Kernel<typeof TILE_COPY.params>;

  private constructor(kernel: Kernel<typeof TILE_COPY.params>) {
    this.#kernel = kernel;
  }

  static async create(device: GPUDevice, slots: ParamSlots): Promise<TileCopy> {
    return new TileCopy(await Kernel.compile(device, slots, TILE_COPY));
  }

  /** The values of `rect` in [1,C,h,w] go to another tensor of as many channels, from (x, y) of `at` on. */
  encode(
    encoder: GPUCommandEncoder,
    from: TensorView,
    rect: Rect,
    to: TensorView,
    at: { readonly x: number; readonly y: number },
  ): void {
    const [, channels, fromHeight, fromWidth] = from.dims as [number, number, number, number];
    const [, , toHeight, toWidth] = to.dims as [number, number, number, number];
    const { width, height, x, y } = rect;
    const params = {
      width,
      height,
      fromX: x,
      fromY: y,
      fromWidth,
      fromHeight,
      toX: at.x,
      toY: at.y,
      toWidth,
      toHeight,
    };
    const groups = [Math.ceil(width / COLUMNS), Math.ceil(height / ROWS), channels] as const;
    this.#kernel.encode(encoder, params, { source: bind(from), goal: bind(to) }, groups);
  }
}
