import { noVariance } from '../../core/model/contract';
import { LabError } from '../../core/errors';
import type { DerivedName } from '../../core/tensor';
import { notPerceived } from '../../core/metrics/st-lpips';
import type { RegionSums } from '../../core/metrics/region';
import type { Rect } from '../../core/view/view';
import { MetricMaps } from '../../gpu/metric-maps';
import type { GpuResources, TensorView } from '../../gpu/resources';
import { noLayer, noSamples } from './derived-tensors';
import type { TensorSet } from '../gpu/tensor-set';

/** Makes tensors from those of a run on the GPU, when they are wanted, and compiles the shaders for it then. They are kept until free(). */
export class DerivedViews {
  readonly #device: GPUDevice;
  readonly #resources: GpuResources;
  #maps: Promise<MetricMaps> | undefined;
  readonly #made = new Map<TensorSet, Map<DerivedName, TensorView>>();

  constructor(device: GPUDevice, resources: GpuResources) {
    this.#device = device;
    this.#resources = resources;
  }

  /**
   * Makes what is missing of a run. `current` gives its tensors, or throws when they are gone; it is asked again after
   * each wait. @throws LabError 'out-of-memory'
   */
  async make(current: () => TensorSet, names: readonly DerivedName[]): Promise<void> {
    const there = this.#made.get(current());
    if (names.every((name) => there?.has(name))) return;
    this.#maps ??= MetricMaps.create(this.#device, this.#resources);
    const maps = await this.#maps;
    const set = current();
    const made = this.#made.get(set) ?? new Map<DerivedName, TensorView>();
    this.#made.set(set, made);
    const missing = names.filter((name) => !made.has(name));
    if (missing.length === 0) return;
    try {
      await this.#resources.reserve(
        () => missing.forEach((name) => made.set(name, makeOne(maps, set, name))),
        () =>
          new LabError('out-of-memory', 'The GPU has no memory left for this map. Lower the size limit and run again.'),
      );
    } catch (error) {
      this.free(set);
      throw error;
    }
    current();
  }

  /** What make() made. */
  get(set: TensorSet, name: DerivedName): TensorView {
    return this.#made.get(set)?.get(name) as TensorView;
  }

  /** Takes over what was not made of the run alone, in place of what it has by that name. */
  put(set: TensorSet, name: DerivedName, view: TensorView): void {
    const made = this.#made.get(set) ?? new Map<DerivedName, TensorView>();
    const before = made.get(name);
    if (before) this.#resources.free(before.buffer);
    this.#made.set(set, made.set(name, view));
  }

  /** Sums over rectangles of input and reconstruction, and of their maps, which make() made: one readback. */
  async sums(set: TensorSet, rects: readonly Rect[]): Promise<RegionSums[]> {
    const maps = await (this.#maps as Promise<MetricMaps>);
    const { input: first, reconstruction: second } = set.views;
    return maps.sums(rects, { first, second, ssim: this.get(set, 'ssim-map'), flip: this.get(set, 'flip-map') });
  }

  /** Call it when a run's tensors go, or are written again. */
  free(set: TensorSet): void {
    for (const { buffer } of this.#made.get(set)?.values() ?? []) this.#resources.free(buffer);
    this.#made.delete(set);
  }
}

function makeOne(maps: MetricMaps, { views }: TensorSet, name: DerivedName): TensorView {
  switch (name) {
    case 'ssim-map':
      return maps.ssim(views.input, views.reconstruction);
    case 'flip-map':
      return maps.flip(views.input, views.reconstruction);
    case 'kl':
    case 'kl-map':
      if (views.logvar.dims[1] === 0) throw noVariance();
      return name === 'kl' ? maps.kl(views.mean, views.logvar) : maps.klMap(views.mean, views.logvar);
    case 'sample-spread':
      throw noSamples();
    case 'layer':
      throw noLayer();
    case 'st-lpips-map':
      throw notPerceived();
  }
}
