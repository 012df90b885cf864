import { cutOut, putInto, scaled, type Tile } from '../../core/tiles/tiles';
import type { TensorData } from '../../core/tensor';
import type { Rect } from '../../core/view/view';
import { elementCount } from '../../core/math/geometry';
import type { Session } from '../../inference/runtime';
import { release } from './tensor-store';
import type { TileWork } from '../gpu/tiled-network';

/** Tiles of one network on the CPU. */
export class CpuTileWork implements TileWork {
  readonly output: TensorData;
  readonly #session: Session;
  readonly #inputs: readonly TensorData[];
  /** Cells along the picture. */
  readonly #cells: number;
  #tile: TensorData | undefined;
  #ring: TensorData | undefined;

  /** @param dims of the output */
  constructor(session: Session, inputs: readonly TensorData[], dims: readonly number[], cells: number) {
    this.#session = session;
    this.#inputs = inputs;
    this.#cells = cells;
    this.output = empty(dims);
  }

  async compute({ read }: Tile): Promise<void> {
    const per = this.#perCell(this.output);
    const dims = [1, this.output.dims[1] as number, read.height * per, read.width * per];
    this.free(false);
    const inputs = this.#inputs.map((whole) => cutOut(whole, scaled(read, this.#perCell(whole))));
    try {
      this.#tile = await this.#session.runOnCpu(inputs, dims);
    } finally {
      for (const { data } of inputs) release(data);
    }
  }

  keep(rect: Rect, { read }: Tile, into: 'output' | 'ring'): void {
    const to = into === 'ring' ? (this.#ring ??= empty(this.output.dims)) : this.output;
    const per = this.#perCell(this.output);
    const { x, y } = scaled({ ...rect, x: rect.x - read.x, y: rect.y - read.y }, per);
    putInto(to, scaled(rect, per), this.#tile as TensorData, { x, y });
  }

  async read({ core, read }: Tile): Promise<Float32Array> {
    const rect = scaled({ ...core, x: core.x - read.x, y: core.y - read.y }, this.#perCell(this.output));
    return cutOut(this.#tile as TensorData, rect).data;
  }

  async both(): Promise<readonly [TensorData, TensorData]> {
    return [this.output, this.#ring ?? this.output];
  }

  free(all: boolean): void {
    if (this.#tile) release(this.#tile.data);
    this.#tile = undefined;
    if (!all || !this.#ring) return;
    release(this.#ring.data);
    this.#ring = undefined;
  }

  #perCell({ dims }: TensorData): number {
    return (dims[3] as number) / this.#cells;
  }
}

function empty(dims: readonly number[]): TensorData {
  return { dims: [...dims], data: new Float32Array(elementCount(dims)) };
}
