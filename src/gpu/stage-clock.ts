import { readBack } from './resources';

/**
 * Times of named pieces of GPU work by timestamp queries. Empty passes before and after write the time, so that work of any
 * kind, onnxruntime's too, can lie between. Browsers round timestamps to 0.1 ms, so short work is to be summed over repeats.
 */
export class StageClock {
  readonly #device: GPUDevice;
  readonly #names: readonly string[];
  readonly #queries: GPUQuerySet;
  readonly #resolved: GPUBuffer;
  readonly #readable: GPUBuffer;
  readonly #marked = new Set<string>();

  private constructor(device: GPUDevice, names: readonly string[]) {
    this.#device = device;
    this.#names = names;
    const count = 2 * names.length;
    this.#queries = device.createQuerySet({ label: 'StageClock.queries', type: 'timestamp', count });
    const { QUERY_RESOLVE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    this.#resolved = device.createBuffer({
      label: 'StageClock.resolved',
      size: 8 * count,
      usage: QUERY_RESOLVE | COPY_SRC,
    });
    this.#readable = device.createBuffer({ label: 'StageClock.readable', size: 8 * count, usage: COPY_DST | MAP_READ });
  }

  /** Null where the device has no timestamps. */
  static create(device: GPUDevice, names: readonly string[]): StageClock | null {
    return device.features.has('timestamp-query') ? new StageClock(device, names) : null;
  }

  /** Forgets what was marked before. */
  reset(): void {
    this.#marked.clear();
  }

  begin(name: string, encoder?: GPUCommandEncoder): void {
    this.#stamp(2 * this.#names.indexOf(name), 'endOfPassWriteIndex', encoder);
  }

  end(name: string, encoder?: GPUCommandEncoder): void {
    this.#stamp(2 * this.#names.indexOf(name) + 1, 'beginningOfPassWriteIndex', encoder);
    this.#marked.add(name);
  }

  /** Milliseconds of everything that began and ended since reset(); one readback. */
  async read(): Promise<Record<string, number>> {
    const encoder = this.#device.createCommandEncoder({ label: 'StageClock.read' });
    encoder.resolveQuerySet(this.#queries, 0, 2 * this.#names.length, this.#resolved, 0);
    encoder.copyBufferToBuffer(this.#resolved, 0, this.#readable, 0, this.#readable.size);
    this.#device.queue.submit([encoder.finish()]);
    const stamps = new BigUint64Array(await readBack(this.#readable));
    const times = this.#names.map(
      (name, i) => [name, Number((stamps[2 * i + 1] ?? 0n) - (stamps[2 * i] ?? 0n)) / 1e6] as const,
    );
    return Object.fromEntries(times.filter(([name]) => this.#marked.has(name)));
  }

  destroy(): void {
    this.#queries.destroy();
    this.#resolved.destroy();
    this.#readable.destroy();
  }

  #stamp(index: number, edge: 'beginningOfPassWriteIndex' | 'endOfPassWriteIndex', given?: GPUCommandEncoder): void {
    const encoder = given ?? this.#device.createCommandEncoder({ label: 'StageClock.stamp' });
    encoder
      .beginComputePass({ label: 'StageClock.stamp', timestampWrites: { querySet: this.#queries, [edge]: index } })
      .end();
    if (!given) this.#device.queue.submit([encoder.finish()]);
  }
}
