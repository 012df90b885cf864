import type { TensorData } from '../tensor';

/** How many samples of the posterior a spread is made of. */
export const SAMPLE_COUNT = 8;

/**
 * Samples of one picture [1,3,h,w], added up one after another: differences from the first sample and their squares, so that
 * float32 loses nothing where samples are almost equal.
 */
export class SampleSums {
  readonly #first: TensorData;
  readonly #sums: Float32Array;
  readonly #squares: Float32Array;
  #count = 1;

  constructor(first: TensorData) {
    this.#first = first;
    this.#sums = new Float32Array(first.data.length);
    this.#squares = new Float32Array(first.data.length);
  }

  get count(): number {
    return this.#count;
  }

  /** Adds a sample, which has the size of the first one. */
  add({ data }: TensorData): void {
    for (let i = 0; i < data.length; i++) {
      const difference = (data[i] as number) - (this.#first.data[i] as number);
      this.#sums[i] = (this.#sums[i] as number) + difference;
      this.#squares[i] = (this.#squares[i] as number) + difference * difference;
    }
    this.#count += 1;
  }

  /**
   * Standard deviation of each pixel over the samples, [1,1,h,w], in the units of the picture: the root of the variance
   * (divided by their number), which is the mean of those of R, G and B.
   */
  spread(): TensorData {
    const [, , height, width] = this.#first.dims as [number, number, number, number];
    const plane = height * width;
    const data = new Float32Array(plane);
    for (let i = 0; i < plane; i++) {
      let variance = 0;
      for (let at = i; at < 3 * plane; at += plane) {
        variance += (this.#squares[at] as number) / this.#count - ((this.#sums[at] as number) / this.#count) ** 2;
      }
      data[i] = Math.sqrt(Math.max(0, variance / 3));
    }
    return { dims: [1, 1, height, width], data };
  }
}
