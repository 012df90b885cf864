import { StageClock } from '../src/gpu/stage-clock';

/** Milliseconds of GPU work: by timestamps where the device has them, else on the clock until the queue is empty. */
export class GpuTimer {
  readonly #device: GPUDevice;
  readonly #clock: StageClock | null;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#clock = StageClock.create(device, ['work']);
  }

  get method(): 'timestamps' | 'queue drain' {
    return this.#clock ? 'timestamps' : 'queue drain';
  }

  /** Records `repeats` times, so that timestamps, which browsers round to 0.1 ms, add up. Returns ms for one. */
  async measure(record: (encoder: GPUCommandEncoder) => void, repeats: number): Promise<number> {
    const encoder = this.#device.createCommandEncoder({ label: 'GpuTimer.measure' });
    this.#clock?.begin('work', encoder);
    for (let repeat = 0; repeat < repeats; repeat++) record(encoder);
    this.#clock?.end('work', encoder);
    const started = performance.now();
    this.#device.queue.submit([encoder.finish()]);
    await this.#device.queue.onSubmittedWorkDone();
    const elapsed = performance.now() - started;
    return ((await this.#clock?.read())?.['work'] ?? elapsed) / repeats;
  }

  destroy(): void {
    this.#clock?.destroy();
  }
}
