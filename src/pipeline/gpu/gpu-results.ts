import { aborted } from '../../core/errors';
import type { DifferenceSums } from '../../core/metrics/metrics';
import type { ChannelStats, DerivedName, TensorData, TensorName } from '../../core/tensor';
import { isRebuilt, rebuildStepOf } from '../../core/math/rebuild';
import type { RegionSums } from '../../core/metrics/region';
import type { SideSlot, Slot } from '../../core/slots';
import type { Rect, RebuildName, ViewPlan } from '../../core/view/view';
import { PictureDifference } from '../../gpu/picture-difference';
import { Rebuild } from '../../gpu/rebuild';
import type { GpuResources, TensorView } from '../../gpu/resources';
import type { GpuTransforms } from '../../gpu/transforms';
import type { ViewRenderer } from '../../gpu/view-renderer';
import { isDerived } from '../results/derived-tensors';
import { DerivedViews } from '../results/derived-views';
import { checkSameSize, noResult, type Results } from '../results/results';
import type { Session } from '../../inference/runtime';
import type { RunTensor } from '../lab/stages';
import { readSet, type TensorSet } from './tensor-set';

/** The tensors of finished runs by slot, and everything that is drawn or made of them. Owns the sets that it holds. */
export class GpuResults implements Results {
  readonly lost: AbortSignal;
  readonly #device: GPUDevice;
  readonly #resources: GpuResources;
  readonly #transforms: GpuTransforms;
  readonly #renderer: ViewRenderer;
  readonly #sets = new Map<Slot, TensorSet>();
  readonly #derived: DerivedViews;
  #rebuilding: Promise<Rebuild> | undefined;
  #differing: Promise<PictureDifference> | undefined;

  constructor(
    device: GPUDevice,
    resources: GpuResources,
    transforms: GpuTransforms,
    renderer: ViewRenderer,
    lost: AbortSignal,
  ) {
    this.lost = lost;
    this.#device = device;
    this.#resources = resources;
    this.#transforms = transforms;
    this.#renderer = renderer;
    this.#derived = new DerivedViews(device, resources);
  }

  /** @throws LabError 'no-picture' */
  get(slot: Slot): TensorSet {
    const set = this.#sets.get(slot);
    if (!set) throw noResult(slot);
    return set;
  }

  find(slot: Slot): TensorSet | undefined {
    return this.#sets.get(slot);
  }

  /** Hands the set of a slot to the caller; the slot is empty then. */
  take(slot: Slot): TensorSet | undefined {
    const set = this.#sets.get(slot);
    if (set) this.#derived.free(set);
    this.#sets.delete(slot);
    return set;
  }

  /** Hands the set that was there before back to the caller. */
  put(slot: Slot, set: TensorSet): TensorSet | undefined {
    const before = this.#sets.get(slot);
    if (before) this.#derived.free(before);
    this.#sets.set(slot, set);
    return before;
  }

  drop(slot: SideSlot): void {
    const set = this.#sets.get(slot);
    if (!set) return;
    this.#derived.free(set);
    this.#sets.delete(slot);
    set.free();
  }

  /** Keeps a tensor with those of a slot, to be freed with them. */
  putDerived(slot: Slot, name: DerivedName, view: TensorView): void {
    this.#derived.put(this.get(slot), name, view);
  }

  has(slot: Slot): boolean {
    return this.#sets.has(slot);
  }

  async read(name: TensorName, slot: Slot): Promise<TensorData> {
    return readSet(this.get(slot), name, this.#resources);
  }

  async derive(name: DerivedName, slot: Slot): Promise<TensorData> {
    const set = await this.#withDerived(slot, [name]);
    const view = this.#derived.get(set, name);
    return { dims: [...view.dims], data: await this.#resources.read(view, { asked: true }) };
  }

  async perceive(network: Session, slot: Slot): Promise<void> {
    const set = this.get(slot);
    const { input, reconstruction } = set.views;
    const [, , height, width] = input.dims as [number, number, number, number];
    const map = this.#resources.tensor('GpuResults.perceive', [1, 1, height, width]);
    try {
      await network.outputs([input, reconstruction], { map });
      if (this.#sets.get(slot) !== set) throw aborted();
    } catch (error) {
      this.#resources.free(map.buffer);
      throw error;
    }
    this.#derived.put(set, 'st-lpips-map', map);
  }

  async regionSums(rects: readonly Rect[]): Promise<RegionSums[]> {
    const set = await this.#withDerived('shown', ['ssim-map', 'flip-map']);
    return this.#derived.sums(set, rects);
  }

  async view(plan: ViewPlan, slot: Slot): Promise<ImageBitmap> {
    const derived = plan.draws.map(({ tensor }) => tensor).filter(isDerived);
    const set = derived.length > 0 ? await this.#withDerived(slot, derived) : this.get(slot);
    const [{ tensor } = { tensor: 'input' }] = plan.draws;
    if (isRebuilt(tensor)) return this.#rebuilt(plan, tensor, slot);
    if (set.layout !== 'whole' && plan.draws.some((draw) => draw.tensor === 'error')) this.#makeError(set);
    return this.#renderer.renderView(plan, (name) =>
      isDerived(name) ? this.#derived.get(set, name) : set.views[name as RunTensor],
    );
  }

  async difference(
    slot: Slot,
    against: Slot,
    planOf: (stats: readonly ChannelStats[]) => ViewPlan,
  ): Promise<ImageBitmap> {
    this.#differing ??= PictureDifference.create(this.#device, this.#resources, this.#transforms);
    const pass = await this.#differing;
    const [one, other] = [this.get(slot).views.reconstruction, this.get(against).views.reconstruction];
    checkSameSize(one.dims, other.dims);
    return pass.make(one, other, (difference, stats) => this.#renderer.renderView(planOf(stats), () => difference));
  }

  async rebuild(): Promise<DifferenceSums[]> {
    const pass = await this.#rebuildPass();
    const set = this.get('shown');
    return pass.measure(set.bands('.raw'), set.views.input);
  }

  /** The tensors of a slot, with these made of them. @throws LabError 'aborted' when a newer result came meanwhile */
  async #withDerived(slot: Slot, names: readonly DerivedName[]): Promise<TensorSet> {
    const set = this.get(slot);
    const current = (): TensorSet => {
      if (this.#sets.get(slot) !== set) throw aborted();
      return set;
    };
    await this.#derived.make(current, names);
    return set;
  }

  /** Tiled runs do not keep it; it is made when it is drawn, and then goes with its set. */
  #makeError({ views: { input, reconstruction, error } }: TensorSet): void {
    const encoder = this.#device.createCommandEncoder({ label: 'GpuResults.error' });
    this.#transforms.difference(encoder, input, reconstruction, error);
    this.#device.queue.submit([encoder.finish()]);
  }

  async #rebuilt(plan: ViewPlan, name: RebuildName, slot: Slot): Promise<ImageBitmap> {
    const pass = await this.#rebuildPass();
    const set = this.get(slot);
    return pass.picture(set.bands('.raw'), set.views.input, rebuildStepOf(name), (picture) =>
      this.#renderer.renderView(plan, () => picture),
    );
  }

  /** Compiled when it is first needed. */
  #rebuildPass(): Promise<Rebuild> {
    this.#rebuilding ??= Rebuild.create(this.#device, this.#resources, this.#transforms);
    return this.#rebuilding;
  }
}
