/** A wait for an idle GPU over this is polling: Firefox looks every 100 ms, Chromium answers within one. */
const POLLS_MS = 20;
/** A busy computer may be late once. */
const TRIES = 3;

/**
 * Waits for the GPU after pieces of work. Where a browser polls, such a wait takes long by itself: then only work is waited for that,
 * by what it took the last time for each pixel, takes longer, and times are to be had from timestamps.
 */
export class Settling {
  readonly #queue: GPUQueue;
  readonly #pollMs: number;
  /** GPU ms of the last piece of each name, and the pixels of it and of the present one. */
  #took: Readonly<Partial<Record<string, number>>> = {};
  #tookFor = 1;
  #pixels = 1;

  private constructor(queue: GPUQueue, pollMs: number) {
    this.#queue = queue;
    this.#pollMs = pollMs;
  }

  /** @param queue idle. @param hasClock false: there are no timestamps, so everything is waited for */
  static async create(queue: GPUQueue, hasClock: boolean): Promise<Settling> {
    let pollMs = Infinity;
    // The time from one poll of the browser to the next: a wait that begins anywhere between them may be short.
    await queue.onSubmittedWorkDone();
    for (let i = 0; i < TRIES && pollMs > POLLS_MS; i++) {
      const started = performance.now();
      await queue.onSubmittedWorkDone();
      pollMs = Math.min(pollMs, performance.now() - started);
    }
    return new Settling(queue, hasClock && pollMs > POLLS_MS ? pollMs : 0);
  }

  /** Work may go on after its wait, so that the clock on the wall tells nothing of it. */
  get polls(): boolean {
    return this.#pollMs > 0;
  }

  /** What comes next works on so many pixels. */
  begin(pixels: number): void {
    this.#pixels = pixels;
  }

  async after(name: string): Promise<void> {
    const expected = ((this.#took[name] ?? Infinity) * this.#pixels) / this.#tookFor;
    if (this.polls && expected < this.#pollMs) return;
    await this.#queue.onSubmittedWorkDone();
  }

  /** @param took ms on the GPU by name, as the clock has them */
  learn(took: Readonly<Partial<Record<string, number>>>): void {
    this.#took = took;
    this.#tookFor = this.#pixels;
  }
}
