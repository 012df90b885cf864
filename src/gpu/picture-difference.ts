import { LabError } from '../core/errors';
import type { ChannelStats as Stats } from '../core/tensor';
import { ChannelStats } from './channel-stats';
import { ParamSlots } from './params';
import { readBack, type GpuResources, type TensorView } from './resources';
import type { GpuTransforms } from './transforms';

/** One picture minus another, made when it is looked at; nothing stays between the calls. */
export class PictureDifference {
  readonly #device: GPUDevice;
  readonly #resources: GpuResources;
  readonly #transforms: GpuTransforms;
  readonly #stats: ChannelStats;

  private constructor(device: GPUDevice, resources: GpuResources, transforms: GpuTransforms, stats: ChannelStats) {
    this.#device = device;
    this.#resources = resources;
    this.#transforms = transforms;
    this.#stats = stats;
  }

  /** The transforms are borrowed. */
  static async create(
    device: GPUDevice,
    resources: GpuResources,
    transforms: GpuTransforms,
  ): Promise<PictureDifference> {
    const slots = new ParamSlots(device, resources, 'PictureDifference');
    return new PictureDifference(device, resources, transforms, await ChannelStats.create(device, slots));
  }

  /**
   * Hands picture - against, all [1,3,h,w], to `use` together with its statistics: one small readback, of these. Both
   * pictures are read before the first wait, so that they may go afterwards; `use` submits what reads the difference
   * before it returns. @throws LabError 'out-of-memory'
   */
  async make<T>(
    picture: TensorView,
    against: TensorView,
    use: (difference: TensorView, stats: readonly Stats[]) => T,
  ): Promise<T> {
    const { dims } = picture;
    const bytes = 4 * ChannelStats.words(dims);
    const buffers: GPUBuffer[] = [];
    const own = (buffer: GPUBuffer): GPUBuffer => {
      buffers.push(buffer);
      return buffer;
    };
    this.#device.pushErrorScope('out-of-memory');
    let refused: Promise<GPUError | null> | undefined;
    try {
      const difference = this.#resources.tensor('PictureDifference.difference', [...dims]);
      own(difference.buffer);
      const results = own(this.#resources.storage('PictureDifference.results', bytes));
      const staging = own(this.#resources.askedStaging('PictureDifference.staging', bytes));
      const encoder = this.#device.createCommandEncoder({ label: 'PictureDifference.make' });
      this.#transforms.difference(encoder, against, picture, difference);
      this.#stats.encode(encoder, difference, results, 0);
      encoder.copyBufferToBuffer(results, 0, staging, 0, bytes);
      this.#device.queue.submit([encoder.finish()]);
      refused = this.#device.popErrorScope();
      if (await refused)
        throw new LabError(
          'out-of-memory',
          'The GPU has no memory left for this picture. Lower the size limit and run again.',
        );
      const words = new Uint32Array(await readBack(staging, bytes));
      return use(difference, ChannelStats.parse(words, 0, dims).channels);
    } finally {
      if (!refused) void this.#device.popErrorScope();
      for (const buffer of buffers) this.#resources.free(buffer);
    }
  }
}
