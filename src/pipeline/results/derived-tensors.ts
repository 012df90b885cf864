import { noVariance } from '../../core/model/contract';
import { LabError } from '../../core/errors';
import { flipMap } from '../../core/metrics/flip';
import { notPerceived } from '../../core/metrics/st-lpips';
import { klMap, klOfValues } from '../../core/metrics/kl';
import { toByte } from '../../core/math/planar';
import { DERIVED_NAMES, type DerivedName, type TensorData } from '../../core/tensor';
import { regionSums, type RegionSums } from '../../core/metrics/region';
import { ssimMap } from '../../core/metrics/ssim';
import type { Rect } from '../../core/view/view';
import type { RunTensor } from '../lab/stages';

export function isDerived(name: string): name is DerivedName {
  return (DERIVED_NAMES as readonly string[]).includes(name);
}

/** What asking for the spread of samples ends with where none were taken. */
export function noSamples(): LabError {
  return new LabError('no-picture', 'There are no samples yet. Take some, then ask slot "samples".');
}

/** What asking for a layer ends with where none is kept. */
export function noLayer(): LabError {
  return new LabError('no-picture', 'No layer is kept. Choose one first.');
}

type Run = Partial<Record<RunTensor, TensorData>>;
type Find = (name: RunTensor) => TensorData;

/** Makes tensors from those of a run on the CPU, when they are wanted; they are kept as long as the run's. */
export class DerivedTensors {
  readonly #made = new WeakMap<Run, Map<DerivedName, TensorData>>();

  /** @param find gives the tensors of the run, or throws */
  of(run: Run, name: DerivedName, find: Find): TensorData {
    const made = this.#made.get(run) ?? new Map<DerivedName, TensorData>();
    this.#made.set(run, made);
    const tensor = made.get(name) ?? this.#make(run, name, find);
    made.set(name, tensor);
    return tensor;
  }

  /** Keeps what was not made of the run alone. */
  put(run: Run, name: DerivedName, tensor: TensorData): void {
    this.#made.set(run, (this.#made.get(run) ?? new Map<DerivedName, TensorData>()).set(name, tensor));
  }

  /** Forgets what was made of a run, for it to be freed. */
  take(run: Run): TensorData[] {
    const made = [...(this.#made.get(run)?.values() ?? [])];
    this.#made.delete(run);
    return made;
  }

  sums(run: Run, rects: readonly Rect[], find: Find): RegionSums[] {
    const { first, second, width, height } = bytesOf(find);
    const [ssim, flip] = [this.of(run, 'ssim-map', find).data, this.of(run, 'flip-map', find).data];
    return rects.map((rect) => regionSums(rect, { width, height }, { first, second, ssim, flip }));
  }

  #make(run: Run, name: DerivedName, find: Find): TensorData {
    switch (name) {
      case 'kl': {
        const logvar = find('logvar');
        if (logvar.data.length === 0) throw noVariance();
        return klOfValues(find('mean'), logvar);
      }
      case 'kl-map':
        return klMap(this.of(run, 'kl', find));
      case 'sample-spread':
        throw noSamples();
      case 'layer':
        throw noLayer();
      case 'st-lpips-map':
        throw notPerceived();
      case 'ssim-map':
      case 'flip-map': {
        const { first, second, width, height } = bytesOf(find);
        const map = name === 'ssim-map' ? ssimMap : flipMap;
        return { dims: [1, 1, height, width], data: map(first, second, width, height) };
      }
    }
  }
}

function bytesOf(find: Find): { first: Uint8Array; second: Uint8Array; width: number; height: number } {
  const input = find('input');
  const [, , height, width] = input.dims as [number, number, number, number];
  const [first, second] = [input, find('reconstruction')].map(({ data }) => Uint8Array.from(data, toByte)) as [
    Uint8Array,
    Uint8Array,
  ];
  return { first, second, width, height };
}
