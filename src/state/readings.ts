import type { TensorData } from '../core/protocol';

/** The tensors that the crosshair reads. Bands are those after edits: what the network saw. */
export const READ_TENSORS = ['input', 'bands1', 'bands2', 'bands3', 'mean', 'logvar', 'latent', 'reconstruction'] as const;
export type ReadTensor = (typeof READ_TENSORS)[number];
export type ReadTensors = Readonly<Record<ReadTensor, TensorData>>;

/** Fetches each tensor of a run once, when somebody first looks at its values; only those of the newest are kept. */
export class Readings {
  readonly #fetch: (name: string) => Promise<TensorData>;
  readonly #tensors = new Map<string, Promise<TensorData | null>>();
  #job = -1;
  #loading: Promise<ReadTensors | null> | null = null;

  constructor(fetch: (name: string) => Promise<TensorData>) {
    this.#fetch = fetch;
  }

  /** One tensor. Null when a newer run replaced this one meanwhile, or it cannot be had; asking again tries again. */
  one(job: number, name: string): Promise<TensorData | null> {
    if (job !== this.#job) {
      this.#job = job;
      this.#tensors.clear();
      this.#loading = null;
    }
    const known = this.#tensors.get(name);
    if (known) return known;
    const loading = this.#fetch(name).then(
      (tensor) => (this.#job === job ? tensor : null),
      () => {
        if (this.#tensors.get(name) === loading) this.#tensors.delete(name);
        return null;
      },
    );
    this.#tensors.set(name, loading);
    return loading;
  }

  /** All that the crosshair reads. Null as for one. */
  load(job: number): Promise<ReadTensors | null> {
    if (this.#loading && this.#job === job) return this.#loading;
    const loading = this.#loadAll(job).then((tensors) => {
      if (!tensors && this.#loading === loading) this.#loading = null;
      return tensors;
    });
    this.#loading = loading;
    return loading;
  }

  async #loadAll(job: number): Promise<ReadTensors | null> {
    const tensors: Partial<Record<ReadTensor, TensorData>> = {};
    // One after the other: a run that starts meanwhile waits for one copy at most.
    for (const name of READ_TENSORS) {
      const tensor = await this.one(job, name);
      if (!tensor || this.#job !== job) return null;
      tensors[name] = tensor;
    }
    return tensors as ReadTensors;
  }
}

/** Value of an NCHW tensor [1, C, H, W] at a channel and cell; NaN outside. */
export function valueAt(tensor: TensorData, channel: number, x: number, y: number): number {
  const [, channels = 0, height = 0, width = 0] = tensor.dims;
  if (channel >= channels || x < 0 || y < 0 || x >= width || y >= height) return NaN;
  return tensor.data[(channel * height + y) * width + x] ?? NaN;
}
