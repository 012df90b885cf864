import { fromRange, readsPicture, toNetworkLatent, toRange, writesPicture } from '../../core/model/contract';
import type { ModelEntry } from '../../core/model/manifest';
import type { TensorView } from '../../gpu/resources';
import type { GpuTransforms } from '../../gpu/transforms';
import type { TensorSet } from './tensor-set';

/**
 * What lies between the tensors of a run and what networks of other contracts read and write: edited pictures, their range,
 * and the units of the latent. Networks that read bands and write coefficients are given the tensors themselves.
 */
export class GpuNetworkEnds {
  readonly #device: GPUDevice;
  readonly #transforms: GpuTransforms;

  constructor(device: GPUDevice, transforms: GpuTransforms) {
    this.#device = device;
    this.#transforms = transforms;
  }

  /** @param edited whether the bands are those of an edited picture, which is then made of them in the room of the coefficients */
  encoderInputs(set: TensorSet, model: ModelEntry, edited: boolean): readonly TensorView[] {
    if (!readsPicture(model)) return set.bands('');
    const [range, { padded }, picture] = [toRange(model), set.views, set.scratchPicture];
    if (!edited && !range) return [padded];
    this.#submit('encoderInputs', (encoder) => {
      if (edited) this.#transforms.pyramidInverse(encoder, set.bands(''), picture);
      else encoder.copyBufferToBuffer(padded.buffer, 0, picture.buffer, 0, padded.buffer.size);
      if (range) this.#transforms.affine(encoder, picture, range);
    });
    return [picture];
  }

  decoderInput({ views: { latent }, networkLatent }: TensorSet, model: ModelEntry): TensorView {
    const units = toNetworkLatent(model);
    if (!units || !networkLatent) return latent;
    this.#submit('decoderInput', (encoder) => {
      encoder.copyBufferToBuffer(latent.buffer, 0, networkLatent.buffer, 0, latent.buffer.size);
      this.#transforms.affine(encoder, networkLatent, units);
    });
    return networkLatent;
  }

  /** Turns the decoder's pixels of another range into values in [-1, 1]. */
  decoded({ views: { coefficients } }: TensorSet, model: ModelEntry): void {
    const range = writesPicture(model) ? fromRange(model) : null;
    if (range) this.#submit('decoded', (encoder) => this.#transforms.affine(encoder, coefficients, range));
  }

  #submit(label: string, record: (encoder: GPUCommandEncoder) => void): void {
    const encoder = this.#device.createCommandEncoder({ label: `GpuNetworkEnds.${label}` });
    record(encoder);
    this.#device.queue.submit([encoder.finish()]);
  }
}
