/** Milliseconds of GPU work: by timestamps where the device has them, else on the clock until the queue is empty. */
export class GpuTimer {
  readonly #device: GPUDevice;
  readonly #queries: GPUQuerySet | undefined;
  readonly #resolved: GPUBuffer | undefined;
  readonly #readable: GPUBuffer | undefined;

  constructor(device: GPUDevice) {
    this.#device = device;
    if (!device.features.has('timestamp-query')) return;
    this.#queries = device.createQuerySet({ label: 'GpuTimer.queries', type: 'timestamp', count: 2 });
    const { QUERY_RESOLVE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    this.#resolved = device.createBuffer({ label: 'GpuTimer.resolved', size: 16, usage: QUERY_RESOLVE | COPY_SRC });
    this.#readable = device.createBuffer({ label: 'GpuTimer.readable', size: 16, usage: COPY_DST | MAP_READ });
  }

  get method(): 'timestamps' | 'queue drain' {
    return this.#queries ? 'timestamps' : 'queue drain';
  }

  /** Records `repeats` times, so that timestamps, which browsers round to 0.1 ms, add up. Returns ms for one. */
  async measure(record: (encoder: GPUCommandEncoder) => void, repeats: number): Promise<number> {
    const encoder = this.#device.createCommandEncoder({ label: 'GpuTimer.measure' });
    this.#stamp(encoder, 0);
    for (let repeat = 0; repeat < repeats; repeat++) record(encoder);
    this.#stamp(encoder, 1);
    if (this.#queries && this.#resolved && this.#readable) {
      encoder.resolveQuerySet(this.#queries, 0, 2, this.#resolved, 0);
      encoder.copyBufferToBuffer(this.#resolved, 0, this.#readable, 0, 16);
    }
    const started = performance.now();
    this.#device.queue.submit([encoder.finish()]);
    await this.#device.queue.onSubmittedWorkDone();
    const elapsed = performance.now() - started;
    return ((await this.#readStamps()) ?? elapsed) / repeats;
  }

  destroy(): void {
    this.#queries?.destroy();
    this.#resolved?.destroy();
    this.#readable?.destroy();
  }

  /** An empty pass that only writes its time, so that passes of any kind can lie between two of them. */
  #stamp(encoder: GPUCommandEncoder, index: number): void {
    if (!this.#queries) return;
    const edge = index === 0 ? 'endOfPassWriteIndex' : 'beginningOfPassWriteIndex';
    encoder.beginComputePass({ label: 'GpuTimer.stamp', timestampWrites: { querySet: this.#queries, [edge]: index } }).end();
  }

  async #readStamps(): Promise<number | undefined> {
    if (!this.#readable) return undefined;
    await this.#readable.mapAsync(GPUMapMode.READ);
    const [start = 0n, end = 0n] = new BigUint64Array(this.#readable.getMappedRange());
    this.#readable.unmap();
    return Number(end - start) / 1e6;
  }
}
