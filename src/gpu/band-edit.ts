import { CHANNELS_PER_LEVEL } from '../core/math/bands';
import { editTable, isSwapped, type BandEdits } from '../core/settings/edits';
import code from './band-edit.wgsl?raw';
import { bindBands, expectBands, type BandViews } from './haar-forward';
import { Kernel, linearGrid } from './kernel';
import type { ParamSlots } from './params';

const THREADS = 64;
const ITEMS = 8;
export const BAND_EDIT = {
  label: 'BandEdit',
  code,
  entryPoint: 'bandEdit',
  params: {
    plane1: 'u32',
    chunks1: 'u32',
    chunks2: 'u32',
    chunks3: 'u32',
    rowsLow: 'u32',
    rowsHigh: 'u32',
    edits: 'array<vec4f, 18>',
  },
  data: ['raw1', 'raw2', 'raw3', 'edited1', 'edited2', 'edited3'],
  constants: { THREADS, ITEMS },
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

  /**
   * raw and edited are different buffers of the same shapes. Swapped bands come from `second`, in the same shapes, by a
   * dispatch of their own; without it they keep their own values.
   */
  encode(
    encoder: GPUCommandEncoder,
    raw: BandViews,
    edited: BandViews,
    edits: BandEdits,
    second: BandViews = raw,
  ): void {
    const [, , halfHeight, halfWidth] = raw[0].dims as [number, number, number, number];
    for (const bands of [raw, edited, second]) expectBands(bands, 2 * halfWidth, 2 * halfHeight);
    const [edited1, edited2, edited3] = bindBands(edited);
    const table = editTable(edits);
    const plane1 = halfHeight * halfWidth;
    const [chunks1, chunks2, chunks3] = [1, 4, 16].map((part) => Math.ceil(plane1 / part / (THREADS * ITEMS))) as [
      number,
      number,
      number,
    ];
    for (const from of new Set([raw, second])) {
      const rows = table.map((edit) => (isSwapped(edit) ? second : raw) === from);
      if (!rows.includes(true)) continue;
      const [raw1, raw2, raw3] = bindBands(from);
      this.#kernel.encode(
        encoder,
        {
          plane1,
          chunks1,
          chunks2,
          chunks3,
          rowsLow: bitsOf(rows.slice(0, 32)),
          rowsHigh: bitsOf(rows.slice(32)),
          edits: table.flatMap((edit) => [edit.mute ? 0 : edit.gain, edit.threshold]),
        },
        { raw1, raw2, raw3, edited1, edited2, edited3 },
        linearGrid(this.#device, CHANNELS_PER_LEVEL * (chunks1 + chunks2 + chunks3)),
      );
    }
  }
}

/** The first flag in the lowest bit. */
function bitsOf(flags: readonly boolean[]): number {
  return flags.reduce((bits, flag, index) => bits + (flag ? 2 ** index : 0), 0);
}
