import type { Pyramid } from '../../core/math/haar';
import type { SideSlot, Slot } from '../../core/slots';
import type { TensorData } from '../../core/tensor';
import { DerivedTensors } from '../results/derived-tensors';
import type { RunTensor } from '../lab/stages';
import { noResult } from '../results/results';

export type CpuTensors = Partial<Record<RunTensor, TensorData>>;

/**
 * Gives memory back at once. The collector counts arrays of a hundred megabytes as small objects: runs of 12 megapixels left
 * more than 4 GB of them lying about.
 */
export function release({ buffer }: Float32Array | Uint8ClampedArray): void {
  // Browsers from before 2024 leave it to the collector.
  if (buffer instanceof ArrayBuffer && 'transfer' in buffer) buffer.transfer(0);
}

/** What the run and the slots hold on the CPU. They share tensors, so one is freed when nobody holds it any more. */
export class TensorStore {
  /** Tensors of the present run. */
  running: CpuTensors = {};
  readonly #kept = new Map<Slot, CpuTensors>();
  readonly derived = new DerivedTensors();

  has(slot: Slot): boolean {
    return this.#kept.has(slot);
  }

  find(slot: Slot): CpuTensors | undefined {
    return this.#kept.get(slot);
  }

  /** @throws LabError 'no-picture' */
  get(slot: Slot): CpuTensors {
    const tensors = this.#kept.get(slot);
    if (!tensors) throw noResult(slot);
    return tensors;
  }

  /** @throws LabError 'no-picture' where the slot is empty, or has no such tensor */
  tensor(name: RunTensor, slot: Slot): TensorData {
    const tensor = this.get(slot)[name];
    if (!tensor) throw noResult(slot);
    return tensor;
  }

  /** The three levels of bands before edits. */
  rawBands(slot: Slot): Pyramid {
    const names = ['bands1.raw', 'bands2.raw', 'bands3.raw'] as const;
    return names.map((name) => this.tensor(name, slot)) as unknown as Pyramid;
  }

  /** Frees what a run that ended early left. */
  begin(): void {
    const before = this.running;
    this.running = {};
    this.#free(before);
  }

  commit(slot: Slot): void {
    const before = this.#kept.get(slot);
    this.#kept.set(slot, this.running);
    this.running = {};
    if (before) this.#free(before);
  }

  /** The shown result goes only to make room for the next one. */
  drop(slot: SideSlot | 'shown'): void {
    const before = this.#kept.get(slot);
    this.#kept.delete(slot);
    if (before) this.#free(before);
  }

  clear(): void {
    const all = [this.running, ...this.#kept.values()];
    this.running = {};
    this.#kept.clear();
    for (const tensors of all) this.#free(tensors);
  }

  /** Frees tensors that neither the run nor a slot holds. */
  freeUnheld(tensors: readonly TensorData[]): void {
    const held = new Set(
      [this.running, ...this.#kept.values()].flatMap((each) => Object.values(each).map(({ data }) => data.buffer)),
    );
    // Some share a buffer: the halves of the moments, and results of stages that had nothing to do.
    const unheld = new Map(tensors.filter(({ data }) => !held.has(data.buffer)).map(({ data }) => [data.buffer, data]));
    for (const data of unheld.values()) release(data);
  }

  #free(tensors: CpuTensors): void {
    this.freeUnheld([...Object.values(tensors), ...this.derived.take(tensors)]);
  }
}
