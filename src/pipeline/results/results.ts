import { LabError } from '../../core/errors';
import type { Geometry } from '../../core/math/geometry';
import type { LabEvent, PictureInfo, RunSummary } from '../../core/protocol';
import { SIDE_SLOTS, type SideSlot, type Slot } from '../../core/slots';
import type { RunInputs } from '../lab/reuse';
import { noResult, type Stages } from '../lab/stages';

/** What is known of a finished run whose tensors a slot holds. */
export interface Result {
  readonly summary: RunSummary;
  readonly geometry: Geometry;
  readonly info: PictureInfo;
  /** What it was made from. */
  readonly inputs: RunInputs;
}

/** The results of one backend by slot; the page hears what comes and goes beside the shown one. */
export class Results {
  readonly #bySlot = new Map<Slot, Result>();
  readonly #emit: (event: LabEvent) => void;

  constructor(emit: (event: LabEvent) => void) {
    this.#emit = emit;
  }

  find(slot: Slot): Result | undefined {
    return this.#bySlot.get(slot);
  }

  /** @throws LabError 'no-picture' */
  get(slot: Slot): Result {
    const result = this.#bySlot.get(slot);
    if (!result) throw noResult(slot);
    return result;
  }

  put(slot: Slot, result: Result): Result {
    this.#bySlot.set(slot, result);
    const { summary, info: picture } = result;
    if (slot !== 'shown') this.#emit({ type: 'slot', slot, kept: { summary, picture } });
    return result;
  }

  /** Forgets a result and frees its tensors. */
  drop(slot: SideSlot, stages: Stages | undefined): void {
    if (!this.#bySlot.delete(slot)) return;
    stages?.drop(slot);
    this.#emit({ type: 'slot', slot, kept: null });
  }

  dropSides(stages: Stages | undefined): void {
    for (const slot of SIDE_SLOTS) this.drop(slot, stages);
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
