import type { Affine as Map } from '../core/math/affine';
import type { BandEdits } from '../core/settings/edits';
import type { LatentEdits } from '../core/settings/latent-settings';
import type { LatentUnits, PosteriorSettings } from '../core/math/posterior';
import { Affine } from './affine';
import type { Rect } from '../core/view/view';
import { BandEdit } from './band-edit';
import { ChannelStats } from './channel-stats';
import { Difference } from './difference';
import { HaarForward, type BandViews } from './haar-forward';
import { HaarInverse } from './haar-inverse';
import { LatentEdit } from './latent-edit';
import { Measures, type MeasureRequest, type MeasureResult } from './measures';
import { ParamSlots } from './params';
import { PixelsToPlanar, type PixelSource } from './pixels-to-planar';
import { Posterior } from './posterior';
import { PyramidInverse } from './pyramid-inverse';
import type { GpuResources, TensorView } from './resources';
import { StripMeasures, type Submit } from './strip-measures';
import { TileCopy } from './tile-copy';

interface Passes {
  readonly affine: Affine;
  readonly planar: PixelsToPlanar;
  readonly haarForward: HaarForward;
  readonly bandEdit: BandEdit;
  readonly posterior: Posterior;
  readonly latentEdit: LatentEdit;
  readonly haarInverse: HaarInverse;
  readonly pyramidInverse: PyramidInverse;
  readonly difference: Difference;
  readonly measures: Measures;
  readonly strips: StripMeasures;
  readonly copy: TileCopy;
}

/**
 * All of our shaders behind one door. Methods only record into the encoder; who calls them owns the tensors, the
 * encoder and the submit. Tensors are float32 in the shapes of docs/architecture.md.
 */
export class GpuTransforms {
  readonly #slots: ParamSlots;
  readonly #passes: Passes;

  private constructor(slots: ParamSlots, passes: Passes) {
    this.#slots = slots;
    this.#passes = passes;
  }

  /** Compiles every pipeline, in parallel. */
  static async create(device: GPUDevice, resources: GpuResources): Promise<GpuTransforms> {
    const slots = new ParamSlots(device, resources, 'GpuTransforms');
    const [affine, planar, haarForward, bandEdit, posterior, haarInverse, pyramidInverse, difference, stats, copy] =
      await Promise.all([
        Affine.create(device, slots),
        PixelsToPlanar.create(device, slots),
        HaarForward.create(device, slots),
        BandEdit.create(device, slots),
        Posterior.create(device, slots),
        HaarInverse.create(device, slots),
        PyramidInverse.create(device, slots),
        Difference.create(device, slots),
        ChannelStats.create(device, slots),
        TileCopy.create(device, slots),
      ]);
    const [latentEdit, measures] = await Promise.all([
      LatentEdit.create(device, slots, resources, stats),
      Measures.create(device, slots, resources, { stats, difference, haarForward }),
    ]);
    const strips = new StripMeasures(resources, { ...measures.passes, copy });
    return new GpuTransforms(slots, {
      affine,
      planar,
      haarForward,
      bandEdit,
      posterior,
      latentEdit,
      haarInverse,
      pyramidInverse,
      difference,
      measures,
      strips,
      copy,
    });
  }

  /**
   * RGBA bytes to image [1,3,H,W]; where that is larger than the pixels, the last column and row repeat. Call it
   * once with the padded tensor, and once with [1,3,h,w] for 'input' if the two sizes differ.
   */
  planar(encoder: GPUCommandEncoder, source: PixelSource, image: TensorView): void {
    this.#passes.planar.encode(encoder, source, image);
  }

  /** gain * value + offset for every value of a tensor, in place. */
  affine(encoder: GPUCommandEncoder, tensor: TensorView, map: Map): void {
    this.#passes.affine.encode(encoder, tensor, map);
  }

  /** image [1,3,H,W], H and W multiples of 8, to bands1, bands2, bands3. */
  haarForward(encoder: GPUCommandEncoder, image: TensorView, bands: BandViews): void {
    this.#passes.haarForward.encode(encoder, image, bands);
  }

  /** raw bands to edited ones, which are other buffers; swapped bands come from `second`, in the same shapes. */
  bandEdit(encoder: GPUCommandEncoder, raw: BandViews, edited: BandViews, edits: BandEdits, second?: BandViews): void {
    this.#passes.bandEdit.encode(encoder, raw, edited, edits, second);
  }

  /** Edits raw bands, makes their picture [1,3,H,W], padded and clamped to [-1, 1], and writes the bands of that to edited. */
  pictureEdit(
    encoder: GPUCommandEncoder,
    raw: BandViews,
    picture: TensorView,
    edited: BandViews,
    edits: BandEdits,
    second?: BandViews,
  ): void {
    this.bandEdit(encoder, raw, edited, edits, second);
    this.pyramidInverse(encoder, edited, picture);
    this.haarForward(encoder, picture, edited);
  }

  /** Mean, or mean + temperature * sigma * noise(seed), as it is shown. splitMomentViews gives mean and logvar of an encoder. */
  posterior(
    encoder: GPUCommandEncoder,
    mean: TensorView,
    logvar: TensorView,
    latent: TensorView,
    settings: PosteriorSettings,
    units?: LatentUnits,
  ): void {
    this.#passes.posterior.encode(encoder, mean, logvar, latent, settings, units);
  }

  /**
   * latent [1,n,h,w] to `edited`, another buffer; mix and paste take values of `second`, another picture's latent of the
   * same dims, and are not done without it.
   */
  latentEdit(
    encoder: GPUCommandEncoder,
    latent: TensorView,
    edited: TensorView,
    edits: LatentEdits,
    second?: TensorView,
  ): void {
    this.#passes.latentEdit.encode(encoder, latent, edited, edits, second);
  }

  /** Decoder coefficients [1,12,H/2,W/2] to reconstruction [1,3,h,w], cropped and clamped to [-1, 1]. */
  haarInverse(encoder: GPUCommandEncoder, coefficients: TensorView, picture: TensorView): void {
    this.#passes.haarInverse.encode(encoder, coefficients, picture);
  }

  /** The same for decoders that write pixels [1,3,H,W]. */
  cropPicture(encoder: GPUCommandEncoder, image: TensorView, picture: TensorView): void {
    this.#passes.haarInverse.encodeCrop(encoder, image, picture);
  }

  /** A full pyramid, or its first `count` of REBUILD_BANDS, to the picture [1,3,h,w]; A of levels 1 and 2 is not read. */
  pyramidInverse(encoder: GPUCommandEncoder, bands: BandViews, picture: TensorView, count?: number): void {
    this.#passes.pyramidInverse.encode(encoder, bands, picture, count);
  }

  /** Reconstruction minus input into error [1,3,h,w], or larger with zeros at the right and bottom. */
  difference(encoder: GPUCommandEncoder, input: TensorView, reconstruction: TensorView, error: TensorView): void {
    this.#passes.difference.encode(encoder, input, reconstruction, error);
  }

  /**
   * Writes the error, and records all sums for quality, error energies and channel statistics. After the submit,
   * readMeasures gives the numbers; one measure at a time.
   */
  measure(encoder: GPUCommandEncoder, request: MeasureRequest): void {
    this.#passes.measures.encode(encoder, request);
  }

  /** The same numbers strip by strip, for pictures whose error and bands would take much room; the error is not kept. */
  measureStrips(tensors: MeasureRequest['tensors'], submit: Submit): Promise<MeasureResult> {
    return this.#passes.strips.measure(tensors, submit);
  }

  /** A rectangle of every channel of [1,C,h,w] into another tensor, from (x, y) of `at` on. */
  tileCopy(
    encoder: GPUCommandEncoder,
    from: TensorView,
    rect: Rect,
    to: TensorView,
    at: { readonly x: number; readonly y: number },
  ): void {
    this.#passes.copy.encode(encoder, from, rect, to, at);
  }

  /** One readback. @throws Error when nothing was measured since the last one. */
  readMeasures(): Promise<MeasureResult> {
    return this.#passes.measures.read();
  }

  /** Frees the scratch that is kept for another run of the same size. Everything stays usable. */
  release(): void {
    this.#passes.latentEdit.release();
    this.#passes.measures.release();
  }

  destroy(): void {
    this.release();
    this.#slots.destroy();
  }
}
