import { LabError } from '../../core/errors';
import { keepingPlan } from '../../core/tiles/fixed';
import { isTiled, WHOLE, type RunPlan } from '../../core/tiles/run-plan';
import { shownLatent, type GivenLatent } from '../../core/picture/given-latent';
import type { ModelEntry } from '../../core/model/manifest';
import type { Slot } from '../../core/slots';
import type { GpuResources } from '../../gpu/resources';
import type { GpuTransforms } from '../../gpu/transforms';
import type { GpuResults } from './gpu-results';
import { makesOf, noMemory, type RunOptions, type RunSource } from '../lab/stages';
import { TensorSet, type Layout } from './tensor-set';

/** What the run that goes on has on the device: its picture, and the tensors that it writes into. */
export class RunMemory {
  readonly #resources: GpuResources;
  readonly #transforms: GpuTransforms;
  readonly #results: GpuResults;
  /** The bytes of the picture, uploaded once for all its runs. */
  #pixels: { readonly source: Uint8ClampedArray; readonly buffer: GPUBuffer } | undefined;
  #running: TensorSet | undefined;
  #latent: GivenLatent | undefined;
  #plan: RunPlan = WHOLE;
  #layout: Layout = 'whole';
  /** Set by the browser when a buffer of ours or of onnxruntime could not be had; what was computed is void then. */
  #exhausted = false;

  constructor(device: GPUDevice, resources: GpuResources, transforms: GpuTransforms, results: GpuResults) {
    this.#resources = resources;
    this.#transforms = transforms;
    this.#results = results;
    device.addEventListener('uncapturederror', ({ error }) => {
      if (error instanceof GPUOutOfMemoryError) this.#exhausted = true;
      else console.error(error.message);
    });
  }

  /** How the run that began last goes over its picture. */
  get plan(): RunPlan {
    return this.#plan;
  }

  get pixels(): GPUBuffer {
    return this.#pixels?.buffer as GPUBuffer;
  }

  /** @throws LabError 'no-picture' */
  get set(): TensorSet {
    if (!this.#running) throw new LabError('no-picture', 'There is no picture. Open one first.');
    return this.#running;
  }

  /** Makes room for a run; `begun` is called when what makes way for it is gone. @throws LabError 'out-of-memory' */
  async begin(source: RunSource, model: ModelEntry, options: RunOptions | undefined, begun: () => void): Promise<void> {
    this.#latent = source.latent;
    this.#plan = options?.plan ?? keepingPlan({ ...source, model });
    this.#layout = !isTiled(this.#plan) ? 'whole' : options?.edited ? 'tiled, edited' : 'tiled';
    if (this.#layout !== 'whole') this.#makeWay(source, model, options?.replaces ?? false);
    begun();
    if (this.#exhausted) this.#drop();
    try {
      await this.#resources.reserve(
        () => this.#reserve(source, model),
        () => noMemory(source.geometry),
      );
    } catch (error) {
      this.#drop();
      throw error;
    }
  }

  /** Writes the latent that the run begins at, in the units that are shown; false where it begins at a picture. */
  placeLatent(model: ModelEntry): boolean {
    if (!this.#latent) return false;
    const { data } = shownLatent(this.#latent, model);
    this.#resources.upload(this.set.views['latent.raw'].buffer, new Uint8Array(data.buffer));
    return true;
  }

  /** Bytes that a tiled run needs no more. */
  dropPixels(): void {
    if (this.#pixels) this.#resources.free(this.#pixels.buffer);
    this.#pixels = undefined;
  }

  /** @throws LabError 'out-of-memory' when memory ran out since begin() */
  check(): void {
    if (!this.#exhausted) return;
    const { geometry } = this.set;
    this.#drop();
    throw noMemory(geometry);
  }

  /** Puts the run's tensors into a slot. The next run writes into the set that was there, or into a new one. */
  commit(slot: Slot): void {
    const done = this.set;
    const before = this.#results.put(slot, done);
    // There is no room for another one beside that of a tiled run.
    const isPartial = done.layout !== 'whole';
    if (!isPartial && before?.fits(done.geometry, done.model, done.makes)) {
      this.#running = before;
    } else {
      before?.free();
      this.#running = isPartial ? undefined : new TensorSet(this.#resources, done.geometry, done.model, done.makes);
    }
  }

  /** Whatever was reserved while memory ran out may be invalid. */
  #drop(): void {
    this.#exhausted = false;
    this.#running?.free();
    this.#running = undefined;
    this.dropPixels();
    this.#transforms.release();
  }

  /** A tiled run has the device for itself: what is kept for others goes, and a shown result of the same kind makes way. */
  #makeWay(source: RunSource, model: ModelEntry, replaces: boolean): void {
    this.#transforms.release();
    if (!replaces || !this.#results.find('shown')?.fits(source.geometry, model, makesOf(source, model), this.#layout))
      return;
    this.#running?.free();
    this.#running = this.#results.take('shown');
  }

  #reserve(source: RunSource, model: ModelEntry): void {
    const { pixels, geometry } = source;
    const makes = makesOf(source, model);
    if (!this.#running?.fits(geometry, model, makes, this.#layout)) {
      this.#running?.free();
      this.#running = undefined;
      this.#running = new TensorSet(this.#resources, geometry, model, makes, this.#layout);
    }
    if (this.#pixels?.source === pixels) return;
    this.dropPixels();
    if (pixels) {
      this.#pixels = { source: pixels, buffer: this.#resources.storage('RunMemory.pixels', pixels.byteLength) };
      this.#resources.upload(this.#pixels.buffer, pixels);
    }
  }
}
