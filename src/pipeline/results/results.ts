import { LabError } from '../../core/errors';
import type { DifferenceSums } from '../../core/metrics/metrics';
import type { RegionSums } from '../../core/metrics/region';
import type { SideSlot, Slot } from '../../core/slots';
import type { ChannelStats, DerivedName, TensorData, TensorName } from '../../core/tensor';
import type { Session } from '../../inference/runtime';
import type { Rect, ViewPlan } from '../../core/view/view';

/** The tensors of finished runs on one backend, by slot: reads and draws them. The stages put them there. */
export interface Results {
  /** Aborts when the device is lost, with the sentence to show as its reason; never on the CPU. */
  readonly lost: AbortSignal;
  /** Whether a slot holds tensors: a tiled run that was stopped has taken those of the shown one. */
  has(slot: Slot): boolean;
  /** A tensor of a slot (of pixels that a decoder wrote, their coefficients). @throws LabError 'no-picture' */
  read(name: TensorName, slot: Slot): Promise<TensorData>;
  /** A tensor that is made of those of a slot, and kept with them. @throws LabError 'no-picture', 'out-of-memory' */
  derive(name: DerivedName, slot: Slot): Promise<TensorData>;
  /**
   * Runs a network of two pictures on input and reconstruction of a slot, and keeps its map with them, as 'st-lpips-map'.
   * @throws LabError as derive() and Session.outputs()
   */
  perceive(network: Session, slot: Slot): Promise<void>;
  /** Sums over rectangles of the shown input and reconstruction, and of their maps. @throws LabError as derive() */
  regionSums(rects: readonly Rect[]): Promise<RegionSums[]>;
  /** Draws tensors of a slot. @throws LabError 'no-picture' */
  view(plan: ViewPlan, slot: Slot): Promise<ImageBitmap>;
  /**
   * Draws the reconstruction of a slot minus that of another one, as planned from its statistics.
   * @throws LabError 'no-picture', 'out-of-memory', 'bad-setting' when their sizes differ
   */
  difference(slot: Slot, against: Slot, planOf: (stats: readonly ChannelStats[]) => ViewPlan): Promise<ImageBitmap>;
  /** How far the pictures of the first bands before edits are from the input, one a step; of the shown result. */
  rebuild(): Promise<DifferenceSums[]>;
  /** Frees the tensors of a slot. */
  drop(slot: SideSlot): void;
}

/** @throws LabError 'bad-setting' */
export function checkSameSize(one: readonly number[], other: readonly number[]): void {
  if (one.join() !== other.join())
    throw new LabError('bad-setting', 'These results have different sizes, so there is no difference of them.');
}

/** What asking for a result ends with where there is none. */
export function noResult(slot: Slot): LabError {
  const next =
    slot === 'shown' ? 'Open a picture and wait for the run to finish' : 'Start one and wait for it to finish';
  const where = slot === 'shown' ? '' : ` in "${slot}"`;
  return new LabError('no-picture', `There is no result${where} yet. ${next}.`);
}
