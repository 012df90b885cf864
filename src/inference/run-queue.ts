/**
 * First in, first out: onnxruntime-web must not run two sessions of a device at once. A job that fails rejects
 * its own promise only; the next one runs all the same.
 */
export class RunQueue {
  #tail: Promise<unknown> = Promise.resolve();

  add<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(job);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}
