import { scaled, type Tile } from '../../core/tiles/tiles';
import type { TensorData } from '../../core/tensor';
import type { Rect } from '../../core/view/view';
import type { GpuResources, TensorView } from '../../gpu/resources';
import type { GpuTransforms } from '../../gpu/transforms';
import type { Session } from '../../inference/runtime';
import type { TileWork } from './tiled-network';

interface Room {
  readonly inputs: readonly TensorView[];
  readonly output: TensorView;
}

/** Tiles of one network on the GPU: cut out, run and put back without a copy to the CPU. Owns the buffers of a tile. */
export class GpuTileWork implements TileWork {
  readonly #device: GPUDevice;
  readonly #resources: GpuResources;
  readonly #transforms: GpuTransforms;
  readonly #session: Session;
  readonly #inputs: readonly TensorView[];
  readonly #output: TensorView;
  /** Cells along the picture. */
  readonly #cells: number;
  #room: Room | undefined;
  #ring: TensorView | undefined;

  constructor(
    gpu: { readonly device: GPUDevice; readonly resources: GpuResources; readonly transforms: GpuTransforms },
    session: Session,
    inputs: readonly TensorView[],
    output: TensorView,
    cells: number,
  ) {
    this.#device = gpu.device;
    this.#resources = gpu.resources;
    this.#transforms = gpu.transforms;
    this.#session = session;
    this.#inputs = inputs;
    this.#output = output;
    this.#cells = cells;
  }

  async compute(tile: Tile): Promise<void> {
    const room = this.#roomFor(tile);
    this.#submit((encoder) =>
      this.#inputs.forEach((whole, index) =>
        this.#transforms.tileCopy(
          encoder,
          whole,
          scaled(tile.read, this.#perCell(whole)),
          room.inputs[index] as TensorView,
          { x: 0, y: 0 },
        ),
      ),
    );
    await this.#session.runOnGpu(room.inputs, room.output);
    await this.#device.queue.onSubmittedWorkDone();
  }

  keep(rect: Rect, tile: Tile, into: 'output' | 'ring'): void {
    if (into === 'ring') this.#ring ??= this.#resources.tensor('GpuTileWork.ring', this.#output.dims);
    const to = into === 'ring' ? (this.#ring as TensorView) : this.#output;
    const { output } = this.#roomFor(tile);
    const per = this.#perCell(this.#output);
    const from = scaled({ ...rect, x: rect.x - tile.read.x, y: rect.y - tile.read.y }, per);
    this.#submit((encoder) => this.#transforms.tileCopy(encoder, output, from, to, scaled(rect, per)));
  }

  async read(tile: Tile): Promise<Float32Array> {
    const { core, read } = tile;
    const per = this.#perCell(this.#output);
    const rect = scaled({ ...core, x: core.x - read.x, y: core.y - read.y }, per);
    const [, channels] = this.#output.dims;
    const view = this.#resources.tensor('GpuTileWork.core', [1, channels as number, rect.height, rect.width]);
    try {
      this.#submit((encoder) =>
        this.#transforms.tileCopy(encoder, this.#roomFor(tile).output, rect, view, { x: 0, y: 0 }),
      );
      return await this.#resources.read(view);
    } finally {
      this.#resources.free(view.buffer);
    }
  }

  async both(): Promise<readonly [TensorData, TensorData]> {
    const [output, ring] = [this.#output, this.#ring ?? this.#output];
    const dims = [...output.dims];
    return [
      { dims, data: await this.#resources.read(output) },
      { dims, data: await this.#resources.read(ring) },
    ];
  }

  free(all: boolean): void {
    if (this.#room) for (const { buffer } of [...this.#room.inputs, this.#room.output]) this.#resources.free(buffer);
    this.#room = undefined;
    if (!all || !this.#ring) return;
    this.#resources.free(this.#ring.buffer);
    this.#ring = undefined;
  }

  /** Buffers for tiles of this size: those of the tile before where it has the same. */
  #roomFor({ read }: Tile): Room {
    const dims = (whole: TensorView): number[] => {
      const per = this.#perCell(whole);
      return [1, whole.dims[1] as number, read.height * per, read.width * per];
    };
    if (this.#room?.output.dims.join() === dims(this.#output).join()) return this.#room;
    this.free(false);
    const make = (name: string, whole: TensorView): TensorView =>
      this.#resources.tensor(`GpuTileWork.${name}`, dims(whole));
    this.#room = {
      inputs: this.#inputs.map((whole, index) => make(`input${index}`, whole)),
      output: make('output', this.#output),
    };
    return this.#room;
  }

  #perCell({ dims }: TensorView): number {
    return (dims[3] as number) / this.#cells;
  }

  #submit(record: (encoder: GPUCommandEncoder) => void): void {
    const encoder = this.#device.createCommandEncoder({ label: 'GpuTileWork.copy' });
    record(encoder);
    this.#device.queue.submit([encoder.finish()]);
  }
}
