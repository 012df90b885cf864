import type { TensorData } from '../../core/tensor';
import { SampleSums } from '../../core/math/sample-spread';
import type { Slot } from '../../core/slots';
import type { Samples } from '../lab/stages';

interface Host {
  readonly reconstruction: (from: Slot | 'run') => TensorData;
  readonly put: (slot: Slot, spread: TensorData) => void;
}

/** Adds up samples on the CPU. */
export class CpuSamples implements Samples {
  readonly #host: Host;
  #sums: SampleSums | null = null;

  constructor(host: Host) {
    this.#host = host;
  }

  get count(): number {
    return this.#sums?.count ?? 0;
  }

  async add(from: Slot | 'run'): Promise<void> {
    const sample = this.#host.reconstruction(from);
    if (this.#sums) this.#sums.add(sample);
    // Its run frees the sample when it makes room for the next one.
    else this.#sums = new SampleSums({ dims: sample.dims, data: sample.data.slice() });
  }

  async keep(slot: Slot): Promise<void> {
    this.#host.put(slot, (this.#sums as SampleSums).spread());
    this.#sums = null;
  }

  forget(): void {
    this.#sums = null;
  }
}
