import { applyAffine } from '../../core/math/affine';
import { pyramidInverse, type Pyramid } from '../../core/math/haar';
import { finiteStats } from '../../core/metrics/stats';
import { readsPicture, toNetworkLatent, toRange } from '../../core/model/contract';
import type { TensorData } from '../../core/tensor';
import {
  sizesOf,
  type LayerRuns,
  type LayerSession,
  type LayerTensor,
  type MeasuredLayer,
} from '../results/layer-runs';
import { release, type TensorStore } from './tensor-store';

/** Layers on the CPU: their tensors are in memory until they are measured. */
export class CpuLayers implements LayerRuns {
  readonly #store: TensorStore;

  constructor(store: TensorStore) {
    this.#store = store;
  }

  async sizes(of: LayerSession): Promise<ReadonlyMap<string, readonly number[]>> {
    return sizesOf(await of.session.outputs(this.#inputs(of)));
  }

  async measure(of: LayerSession, tensors: readonly LayerTensor[], kept?: LayerTensor): Promise<MeasuredLayer[]> {
    const outputs = await of.session.outputs(this.#inputs(of));
    return tensors.map((tensor) => {
      const data = outputs[tensor.output]?.data as Float32Array;
      const maps = { dims: [...tensor.maps], data };
      const measured = finiteStats(maps);
      if (tensor === kept) this.#store.derived.put(this.#store.get('shown'), 'layer', maps);
      else release(data);
      return measured;
    });
  }

  #inputs({ part, model, edited }: LayerSession): readonly TensorData[] {
    const shown = (name: 'bands1' | 'bands2' | 'bands3' | 'padded' | 'latent') => this.#store.tensor(name, 'shown');
    if (part === 'decoder') return [applyAffine(shown('latent'), toNetworkLatent(model))];
    const bands: Pyramid = [shown('bands1'), shown('bands2'), shown('bands3')];
    if (!readsPicture(model)) return bands;
    const [, , height, width] = shown('padded').dims as [number, number, number, number];
    return [applyAffine(edited ? pyramidInverse(bands, width, height) : shown('padded'), toRange(model))];
  }
}
