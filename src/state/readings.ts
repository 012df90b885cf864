import type { TensorData } from '../core/protocol';
import type { Slot } from '../core/slots';

/** The tensors that the crosshair reads. Bands are those after edits: what the network saw. */
export const READ_TENSORS = [
  'input',
  'bands1',
  'bands2',
  'bands3',
  'mean',
  'logvar',
  'latent',
  'reconstruction',
] as const;
export type ReadTensor = (typeof READ_TENSORS)[number];
/** With the layer of a network, while one is looked at. */
export type ReadTensors = Readonly<Record<ReadTensor, TensorData>> & { readonly layer?: TensorData };

/** Fetches each tensor of a run once, when somebody first looks at its values; only those of the newest are kept. */
export class Readings {
  readonly #fetch: (name: string, slot?: Slot) => Promise<TensorData>;
  readonly #tensors = new Map<string, Promise<TensorData | null>>();
  readonly #loading = new Map<number | undefined, Promise<ReadTensors | null>>();
  #job = -1;

  constructor(fetch: (name: string, slot?: Slot) => Promise<TensorData>) {
    this.#fetch = fetch;
  }

  /**
   * One tensor. Null when a newer run replaced this one meanwhile, or it cannot be had; asking again tries again.
   * @param reference version of the slot 'reference', to read that one
   */
  one(job: number, name: string, reference = 0): Promise<TensorData | null> {
    this.#begin(job);
    const key = `${name} ${reference}`;
    const known = this.#tensors.get(key);
    if (known) return known;
    const loading = (reference > 0 ? this.#fetch(name, 'reference') : this.#fetch(name)).then(
      (tensor) => (this.#job === job ? tensor : null),
      () => {
        if (this.#tensors.get(key) === loading) this.#tensors.delete(key);
        return null;
      },
    );
    this.#tensors.set(key, loading);
    return loading;
  }

  /**
   * All that the crosshair reads. Null as for one.
   * @param before edits: the version of the slot 'reference', or 0 where nothing is edited
   */
  load(job: number, before?: number): Promise<ReadTensors | null> {
    this.#begin(job);
    const known = this.#loading.get(before);
    if (known) return known;
    const loading = this.#loadAll(job, before).then((tensors) => {
      if (!tensors && this.#loading.get(before) === loading) this.#loading.delete(before);
      return tensors;
    });
    this.#loading.set(before, loading);
    return loading;
  }

  #begin(job: number): void {
    if (job === this.#job) return;
    this.#job = job;
    this.#tensors.clear();
    this.#loading.clear();
  }

  async #loadAll(job: number, before?: number): Promise<ReadTensors | null> {
    const tensors: Partial<Record<ReadTensor, TensorData>> = {};
    // One after the other: a run that starts meanwhile waits for one copy at most.
    for (const name of READ_TENSORS) {
      const tensor =
        before === undefined || name === 'input'
          ? await this.one(job, name)
          : name.startsWith('bands')
            ? await this.one(job, `${name}.raw`)
            : await this.one(job, name, before);
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
