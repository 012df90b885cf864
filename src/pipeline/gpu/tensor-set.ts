import { coefficientsOf } from '../../core/math/haar';
import type { TensorData, TensorName } from '../../core/tensor';
import { toNetworkLatent } from '../../core/model/contract';
import type { Geometry } from '../../core/math/geometry';
import type { ModelEntry } from '../../core/model/manifest';
import type { BandViews } from '../../gpu/haar-forward';
import { splitMomentViews } from '../../gpu/posterior';
import type { GpuResources, TensorView } from '../../gpu/resources';
import { tensorDims, type Makes, type RunTensor } from '../lab/stages';

/**
 * What a set keeps. 'whole': every tensor. Of tiled runs as little as will do: those of the second half are made when they are first
 * asked for, the error with them, and 'tiled' has the raw bands in place of edited ones.
 */
export type Layout = 'whole' | 'tiled' | 'tiled, edited';

const LATE = ['coefficients', 'reconstruction', 'error'] as const;

/** Every GPU tensor of one run, for one size and one kind of model. Owns its buffers. */
export class TensorSet {
  readonly views: Readonly<Record<RunTensor | 'moments', TensorView>>;
  readonly geometry: Geometry;
  readonly model: ModelEntry;
  readonly makes: Makes;
  readonly layout: Layout;
  /** What the decoder reads, where that is not the latent as it is shown; null elsewhere. */
  readonly networkLatent: TensorView | null;
  readonly #resources: GpuResources;
  readonly #buffers: GPUBuffer[] = [];
  readonly #shape: string;
  #scratch: TensorView | undefined;

  /** @throws LabError 'out-of-memory' when the device does not allow a buffer of that size; nothing stays allocated then */
  constructor(resources: GpuResources, geometry: Geometry, model: ModelEntry, makes: Makes, layout: Layout = 'whole') {
    this.#resources = resources;
    this.geometry = geometry;
    this.model = model;
    this.makes = makes;
    this.layout = layout;
    this.#shape = shapeOf(geometry, model, makes);
    const dims = tensorDims(geometry, model, makes);
    const make = (name: RunTensor | 'moments', label: string = name) => this.#make(label, dims[name]);
    try {
      const padded = make('padded');
      const isWhole = geometry.width === geometry.paddedWidth && geometry.height === geometry.paddedHeight;
      const moments = make('moments');
      const raw = {
        'bands1.raw': make('bands1.raw'),
        'bands2.raw': make('bands2.raw'),
        'bands3.raw': make('bands3.raw'),
      };
      const edited =
        layout === 'tiled'
          ? { bands1: raw['bands1.raw'], bands2: raw['bands2.raw'], bands3: raw['bands3.raw'] }
          : { bands1: make('bands1'), bands2: make('bands2'), bands3: make('bands3') };
      const early = {
        padded,
        input: isWhole ? padded : make('input'),
        ...raw,
        ...edited,
        moments,
        ...splitMomentViews(moments, dims.mean[1] as number),
        'latent.raw': make('latent.raw'),
        latent: make('latent'),
      };
      this.views =
        layout === 'whole'
          ? {
              ...early,
              coefficients: make('coefficients'),
              reconstruction: make('reconstruction'),
              error: make('error'),
            }
          : withLate(early, make);
      this.networkLatent = toNetworkLatent(model) && make('latent', 'networkLatent');
    } catch (error) {
      this.free();
      throw error;
    }
  }

  /** True when a run of this size and of such a model can write into these tensors. */
  fits(geometry: Geometry, model: ModelEntry, makes: Makes, layout: Layout = 'whole'): boolean {
    return shapeOf(geometry, model, makes) === this.#shape && layout === this.layout;
  }

  /** Records copies of some tensors of another set. Tensors in one buffer are copied once. */
  copyFrom(encoder: GPUCommandEncoder, other: TensorSet, names: readonly (RunTensor | 'moments')[]): void {
    const buffers = new Map(names.map((name) => [this.views[name].buffer, other.views[name].buffer]));
    for (const [to, from] of buffers) encoder.copyBufferToBuffer(from, 0, to, 0, to.size);
  }

  /**
   * A padded picture [1,3,H,W] for the time of one stage before the decoder, in the room of its coefficients, which have
   * as many values; without a decoder in room of its own.
   */
  get scratchPicture(): TensorView {
    const { dims } = this.views.padded;
    if (!this.makes.reconstruction) return (this.#scratch ??= this.#make('scratch', dims));
    const { buffer, byteOffset } = this.views.coefficients;
    return { buffer, byteOffset, dims };
  }

  bands(suffix: '' | '.raw'): BandViews {
    return [this.views[`bands1${suffix}`], this.views[`bands2${suffix}`], this.views[`bands3${suffix}`]];
  }

  free(): void {
    for (const buffer of this.#buffers) this.#resources.free(buffer);
  }

  #make(label: string, dims: readonly number[]): TensorView {
    const view = this.#resources.tensor(`TensorSet.${label}`, dims);
    this.#buffers.push(view.buffer);
    return view;
  }
}

/** The views with those of LATE, which are made when they are first asked for. */
function withLate<T extends object>(
  early: T,
  make: (name: (typeof LATE)[number]) => TensorView,
): T & Record<(typeof LATE)[number], TensorView> {
  const late: Partial<Record<string, TensorView>> = {};
  const getters = LATE.map((name) => [name, { get: () => (late[name] ??= make(name)), enumerable: false }] as const);
  return Object.defineProperties(early, Object.fromEntries(getters)) as T & Record<(typeof LATE)[number], TensorView>;
}

/** What tells sets apart. */
function shapeOf(geometry: Geometry, model: ModelEntry, makes: Makes): string {
  return JSON.stringify([tensorDims(geometry, model, makes), toNetworkLatent(model) !== null]);
}

/** A tensor of a set; of pixels that a decoder wrote, their coefficients. */
export async function readSet({ views }: TensorSet, name: TensorName, resources: GpuResources): Promise<TensorData> {
  const view = views[name];
  const tensor = { dims: [...view.dims], data: await resources.read(view, { asked: true }) };
  return name === 'coefficients' && view.dims[1] === 3 ? coefficientsOf(tensor) : tensor;
}
