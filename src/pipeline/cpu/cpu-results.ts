import { bitmapOf } from '../../core/bitmap-of';
import { coefficientsOf } from '../../core/math/haar';
import { REBUILD_BANDS, isRebuilt, rebuildPicture, rebuildStepOf } from '../../core/math/rebuild';
import { differenceSums, errorPicture, type DifferenceSums } from '../../core/metrics/metrics';
import type { RegionSums } from '../../core/metrics/region';
import { channelStats } from '../../core/metrics/stats';
import type { SideSlot, Slot } from '../../core/slots';
import type { ChannelStats, DerivedName, TensorData, TensorName } from '../../core/tensor';
import { renderPlan } from '../../core/view/render-plan';
import type { Rect, ViewPlan } from '../../core/view/view';
import type { Session } from '../../inference/runtime';
import type { RunTensor } from '../lab/stages';
import { isDerived } from '../results/derived-tensors';
import { checkSameSize, type Results } from '../results/results';
import { release, type TensorStore } from './tensor-store';

/** Reads and draws the tensors of finished runs without a GPU. */
export class CpuResults implements Results {
  readonly lost: AbortSignal;
  readonly #store: TensorStore;

  constructor(store: TensorStore, lost: AbortSignal) {
    this.#store = store;
    this.lost = lost;
  }

  has(slot: Slot): boolean {
    return this.#store.has(slot);
  }

  drop(slot: SideSlot): void {
    this.#store.drop(slot);
  }

  async read(name: TensorName, slot: Slot): Promise<TensorData> {
    return copyOf(name, this.#store.tensor(name, slot));
  }

  async derive(name: DerivedName, slot: Slot): Promise<TensorData> {
    const { dims, data } = this.#derive(name, slot);
    return { dims, data: data.slice() };
  }

  async perceive(network: Session, slot: Slot): Promise<void> {
    const run = this.#store.get(slot);
    const pictures = (['input', 'reconstruction'] as const).map((name) => this.#store.tensor(name, slot));
    const { map } = await network.outputs(pictures);
    this.#store.derived.put(run, 'st-lpips-map', map as TensorData);
  }

  async regionSums(rects: readonly Rect[]): Promise<RegionSums[]> {
    return this.#store.derived.sums(this.#store.get('shown'), rects, (name) => this.#store.tensor(name, 'shown'));
  }

  async view(plan: ViewPlan, slot: Slot): Promise<ImageBitmap> {
    const made: TensorData[] = [];
    const once = (tensor: TensorData): TensorData => (made.push(tensor), tensor);
    const pixels = renderPlan(plan, (name) => {
      if (isRebuilt(name)) {
        const size = sizeOf(this.#store.tensor('input', slot));
        return once(rebuildPicture(this.#store.rawBands(slot), rebuildStepOf(name), ...size));
      }
      if (name === 'error') return once(this.#error(slot));
      return isDerived(name) ? this.#derive(name, slot) : this.#store.tensor(name as RunTensor, slot);
    });
    return drawn(pixels, plan, made);
  }

  async difference(
    slot: Slot,
    against: Slot,
    planOf: (stats: readonly ChannelStats[]) => ViewPlan,
  ): Promise<ImageBitmap> {
    const one = this.#store.tensor('reconstruction', slot);
    const other = this.#store.tensor('reconstruction', against);
    checkSameSize(one.dims, other.dims);
    const difference = { dims: one.dims, data: one.data.map((value, index) => value - (other.data[index] as number)) };
    const plan = planOf(channelStats(difference));
    return drawn(
      renderPlan(plan, () => difference),
      plan,
      [difference],
    );
  }

  async rebuild(): Promise<DifferenceSums[]> {
    const sums: DifferenceSums[] = [];
    for (const [index] of REBUILD_BANDS.entries()) {
      // Found anew in each step: another result of this picture may have come meanwhile, and freed these tensors.
      const input = this.#store.tensor('input', 'shown');
      const rebuilt = rebuildPicture(this.#store.rawBands('shown'), index + 1, ...sizeOf(input));
      sums.push(differenceSums(input, rebuilt));
      release(rebuilt.data);
      // Other calls get their turn between the steps.
      await new Promise((resolve) => setTimeout(resolve));
    }
    return sums;
  }

  #derive(name: DerivedName, slot: Slot): TensorData {
    return this.#store.derived.of(this.#store.get(slot), name, (from) => this.#store.tensor(from, slot));
  }

  #error(slot: Slot): TensorData {
    const input = this.#store.tensor('input', slot);
    return errorPicture(input, this.#store.tensor('reconstruction', slot), ...sizeOf(input));
  }
}

/** A tensor for whoever asked for it; of pixels that a decoder wrote, their coefficients. */
export function copyOf(name: TensorName, tensor: TensorData): TensorData {
  const { dims, data } = name === 'coefficients' && tensor.dims[1] === 3 ? coefficientsOf(tensor) : tensor;
  return { dims: [...dims], data: data.slice() };
}

function sizeOf({ dims }: TensorData): [width: number, height: number] {
  return [dims[3] as number, dims[2] as number];
}

/** @param made only to be drawn */
async function drawn(
  pixels: Uint8ClampedArray<ArrayBuffer>,
  { width, height }: ViewPlan,
  made: readonly TensorData[],
): Promise<ImageBitmap> {
  for (const { data } of made) release(data);
  const bitmap = await bitmapOf(new ImageData(pixels, width, height));
  release(pixels);
  return bitmap;
}
