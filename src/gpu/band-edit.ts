import { editTable, type BandEdits } from '../core/edits';
import { elementCount } from '../core/geometry';
import code from './band-edit.wgsl?raw';
import { expectBands, type BandViews } from './haar-forward';
import { Kernel, linearGrid } from './kernel';
import type { ParamSlots } from './params';
import { bind } from './resources';

const THREADS = 256;
export const BAND_EDIT = {
  label: 'BandEdit', code, entryPoint: 'bandEdit',
  params: { count1: 'u32', edits: 'array<vec4f, 18>' },
  data: ['raw1', 'raw2', 'raw3', 'edited1', 'edited2', 'edited3'],
  constants: { THREADS },
} as const;

export class BandEdit {
  readonly #device: GPUDevice;
  readonly #kernel: Kernel<typeof BAND_EDIT.params>;

  private constructor(device: GPUDevice, kernel: Kernel<typeof BAND_EDIT.params>) {
    this.#device = device;
    this.#kernel = kernel;
  }

  static async create(device: GPUDevice, slots: ParamSlots): Promise<BandEdit> {
    return new BandEdit(device, await Kernel.compile(device, slots, BAND_EDIT));
  }

  /** raw and edited are different buffers of the same shapes. */
  encode(encoder: GPUCommandEncoder, raw: BandViews, edited: BandViews, edits: BandEdits): void {
    const [, , halfHeight, halfWidth] = raw[0].dims as [number, number, number, number];
    for (const bands of [raw, edited]) expectBands(bands, 2 * halfWidth, 2 * halfHeight);
    const [raw1, raw2, raw3] = raw.map(bind) as [GPUBufferBinding, GPUBufferBinding, GPUBufferBinding];
    const [edited1, edited2, edited3] = edited.map(bind) as typeof raw1[] as [typeof raw1, typeof raw1, typeof raw1];
    const table = editTable(edits).flatMap((edit) => [edit.mute ? 0 : edit.gain, edit.threshold]);
    const counts = raw.map((band) => elementCount(band.dims));
    const total = counts.reduce((sum, count) => sum + count, 0);
    this.#kernel.encode(
      encoder,
      { count1: counts[0] as number, edits: table },
      { raw1, raw2, raw3, edited1, edited2, edited3 },
      linearGrid(this.#device, Math.ceil(total / THREADS)),
    );
  }
}
