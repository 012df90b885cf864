import { LabError } from '../core/errors';
import type { DifferenceSums } from '../core/metrics/metrics';
import { REBUILD_BANDS } from '../core/math/rebuild';
import type { BandViews } from './haar-forward';
import { ParamSlots } from './params';
import { Quality } from './quality';
import { readBack, type GpuResources, type TensorView } from './resources';
import type { GpuTransforms } from './transforms';

/** Pictures of the first bands of a pyramid, made when they are looked at; nothing stays between the calls. */
export class Rebuild {
  readonly #device: GPUDevice;
  readonly #resources: GpuResources;
  readonly #transforms: GpuTransforms;
  readonly #slots: ParamSlots;
  readonly #quality: Quality;

  private constructor(
    device: GPUDevice,
    resources: GpuResources,
    transforms: GpuTransforms,
    slots: ParamSlots,
    quality: Quality,
  ) {
    this.#device = device;
    this.#resources = resources;
    this.#transforms = transforms;
    this.#slots = slots;
    this.#quality = quality;
  }

  /** The transforms are borrowed. */
  static async create(device: GPUDevice, resources: GpuResources, transforms: GpuTransforms): Promise<Rebuild> {
    const slots = new ParamSlots(device, resources, 'Rebuild');
    return new Rebuild(device, resources, transforms, slots, await Quality.create(device, slots));
  }

  /**
   * Hands the picture of the first `step` bands, in the shape of `input`, to `use`, which submits what reads it before
   * it returns. Everything is recorded before the first wait, so that the tensors may go afterwards.
   * @throws LabError 'out-of-memory'
   */
  picture<T>(bands: BandViews, input: TensorView, step: number, use: (picture: TensorView) => T): Promise<T> {
    return this.#withPicture(input, (picture) => {
      const encoder = this.#device.createCommandEncoder({ label: 'Rebuild.picture' });
      this.#transforms.pyramidInverse(encoder, bands, picture, step);
      this.#device.queue.submit([encoder.finish()]);
      return Promise.resolve(use(picture));
    });
  }

  /** How far each step is from the input, in one readback. @throws LabError 'out-of-memory' */
  measure(bands: BandViews, input: TensorView): Promise<DifferenceSums[]> {
    const words = Quality.words(input.dims);
    const bytes = 4 * words * REBUILD_BANDS.length;
    return this.#withPicture(input, async (picture) => {
      const results = this.#resources.storage('Rebuild.results', bytes);
      const staging = this.#resources.askedStaging('Rebuild.staging', bytes);
      try {
        const encoder = this.#device.createCommandEncoder({ label: 'Rebuild.measure' });
        REBUILD_BANDS.forEach((_, index) => {
          this.#transforms.pyramidInverse(encoder, bands, picture, index + 1);
          this.#quality.encode(encoder, input, picture, results, index * words);
        });
        encoder.copyBufferToBuffer(results, 0, staging, 0, bytes);
        this.#device.queue.submit([encoder.finish()]);
        const read = new Uint32Array(await readBack(staging, bytes));
        return REBUILD_BANDS.map((_, index) => Quality.parse(read, index * words, input.dims));
      } finally {
        this.#resources.free(results);
        this.#resources.free(staging);
      }
    });
  }

  destroy(): void {
    this.#slots.destroy();
  }

  /** @param work submits all that writes or reads the picture before it first waits */
  async #withPicture<T>(input: TensorView, work: (picture: TensorView) => Promise<T>): Promise<T> {
    this.#device.pushErrorScope('out-of-memory');
    let picture: TensorView | undefined;
    let result: Promise<T>;
    let refused: Promise<GPUError | null>;
    try {
      picture = this.#resources.tensor('Rebuild.picture', [...input.dims]);
      result = work(picture);
    } finally {
      refused = this.#device.popErrorScope();
    }
    try {
      result.catch(() => undefined);
      // If memory ran out, the result may have failed or mean nothing; this explains both.
      if (await refused)
        throw new LabError(
          'out-of-memory',
          'The GPU has no memory left for this picture. Lower the size limit and run again.',
        );
      return await result;
    } finally {
      this.#resources.free(picture.buffer);
    }
  }
}
