import type { TensorData } from '../core/protocol';

/** The tensors that the crosshair reads. Bands are those after edits: what the network saw. */
export const READ_TENSORS = ['input', 'bands1', 'bands2', 'bands3', 'mean', 'logvar', 'latent', 'reconstruction'] as const;
export type ReadTensor = (typeof READ_TENSORS)[number];
export type ReadTensors = Readonly<Record<ReadTensor, TensorData>>;

/** Fetches the tensors of a run once, when somebody first points at a picture of it; only the newest are kept. */
export class Readings {
  readonly #fetch: (name: string) => Promise<TensorData>;
  #job = -1;
  #loading: Promise<ReadTensors | null> | null = null;

  constructor(fetch: (name: string) => Promise<TensorData>) {
    this.#fetch = fetch;
  }

  /** Null when a newer run replaced this one meanwhile, or the tensors cannot be had. */
  load(job: number): Promise<ReadTensors | null> {
    if (this.#loading && this.#job === job) return this.#loading;
    this.#job = job;
    const loading = this.#loadAll(job).catch(() => {
      if (this.#job === job) this.#loading = null;
      return null;
    });
    this.#loading = loading;
    return loading;
  }

  async #loadAll(job: number): Promise<ReadTensors | null> {
    const tensors: Partial<Record<ReadTensor, TensorData>> = {};
    // One after the other: a run that starts meanwhile waits for one copy at most.
    for (const name of READ_TENSORS) {
      if (this.#job !== job) return null;
      tensors[name] = await this.#fetch(name);
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
