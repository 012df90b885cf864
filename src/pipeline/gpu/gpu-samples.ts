import type { Slot } from '../../core/slots';
import type { GpuResources, TensorView } from '../../gpu/resources';
import { SampleSpread } from '../../gpu/sample-spread';
import type { Samples } from '../lab/stages';

interface Host {
  readonly reconstruction: (from: Slot | 'run') => TensorView;
  /** Takes the tensor over, to be freed with those of the slot. */
  readonly put: (slot: Slot, spread: TensorView) => void;
}

/** Adds up samples on the GPU; the first sample compiles the shader. */
export class GpuSamples implements Samples {
  readonly #device: GPUDevice;
  readonly #resources: GpuResources;
  readonly #host: Host;
  #compiling: Promise<SampleSpread> | undefined;
  #pass: SampleSpread | undefined;

  constructor(device: GPUDevice, resources: GpuResources, host: Host) {
    this.#device = device;
    this.#resources = resources;
    this.#host = host;
  }

  get count(): number {
    return this.#pass?.count ?? 0;
  }

  async add(from: Slot | 'run'): Promise<void> {
    this.#compiling ??= SampleSpread.create(this.#device, this.#resources);
    this.#pass = await this.#compiling;
    await this.#pass.add(this.#host.reconstruction(from));
  }

  async keep(slot: Slot): Promise<void> {
    const spread = await (this.#pass as SampleSpread).take();
    this.#host.put(slot, spread);
  }

  forget(): void {
    this.#pass?.forget();
  }
}
