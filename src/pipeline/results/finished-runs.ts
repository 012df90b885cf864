import { LabError } from '../../core/errors';
import type { Geometry } from '../../core/math/geometry';
import type { LabEvent } from '../../core/protocol';
import type { PictureInfo } from '../../core/picture/picture';
import type { RunSummary } from '../../core/run-summary';
import { SIDE_SLOTS, type SideSlot, type Slot } from '../../core/slots';
import type { RunInputs } from '../lab/reuse';
import { noResult, type Results } from './results';

/** What is known of a finished run whose tensors a slot holds. */
export interface FinishedRun {
  readonly summary: RunSummary;
  readonly geometry: Geometry;
  readonly info: PictureInfo;
  /** What it was made from. */
  readonly inputs: RunInputs;
}

/** The runs whose results one backend holds, by slot; the page hears what comes and goes beside the shown one. */
export class FinishedRuns {
  readonly #bySlot = new Map<Slot, FinishedRun>();
  readonly #emit: (event: LabEvent) => void;

  constructor(emit: (event: LabEvent) => void) {
    this.#emit = emit;
  }

  find(slot: Slot): FinishedRun | undefined {
    return this.#bySlot.get(slot);
  }

  /** @throws LabError 'no-picture' */
  get(slot: Slot): FinishedRun {
    const result = this.#bySlot.get(slot);
    if (!result) throw noResult(slot);
    return result;
  }

  put(slot: Slot, result: FinishedRun): FinishedRun {
    this.#bySlot.set(slot, result);
    const { summary, info: picture } = result;
    if (slot !== 'shown') this.#emit({ type: 'slot', slot, kept: { summary, picture } });
    return result;
  }

  /** Forgets a result and frees its tensors. */
  drop(slot: SideSlot, tensors: Results | undefined): void {
    if (!this.#bySlot.delete(slot)) return;
    tensors?.drop(slot);
    this.#emit({ type: 'slot', slot, kept: null });
  }

  dropSides(tensors: Results | undefined): void {
    for (const slot of SIDE_SLOTS) this.drop(slot, tensors);
  }

  /** The backend went, and its tensors with it. */
  clear(): void {
    this.dropSides(undefined);
    this.#bySlot.clear();
  }
}

export function unknownSlot(slot: string, known: readonly string[]): LabError {
  return new LabError('bad-setting', `There is no slot "${slot}". Known: ${known.join(', ')}.`);
}
