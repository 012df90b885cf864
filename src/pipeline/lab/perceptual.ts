import { ST_LPIPS, stLpipsOf, whyNoStLpips } from '../../core/metrics/st-lpips';
import { aborted, LabError } from '../../core/errors';
import { expectMade, makes } from '../../core/missing';
import type { ModelStore } from '../../inference/model-store';
import type { Session } from '../../inference/runtime';
import type { FinishedRun } from '../results/finished-runs';
import type { Results } from '../results/results';
import type { TensorData } from '../../core/tensor';
import type { Backend } from './backend';
import { unlessLost } from './unless-lost';

/** Whether a result has an ST-LPIPS: two pictures, and large enough ones. */
export function canPerceive({ summary, geometry }: Pick<FinishedRun, 'summary' | 'geometry'>): boolean {
  return makes(summary, 'error') && whyNoStLpips(geometry) === null;
}

/** ST-LPIPS of finished results. Its network is downloaded when it is first asked for, and goes with the backend. */
export class Perceptual {
  readonly #store: ModelStore;
  /** Absolute address of the folder that the page came from. */
  readonly #base: string;
  readonly #networks = new WeakMap<Backend, Promise<Session>>();
  readonly #measured = new WeakSet<FinishedRun>();

  constructor(store: ModelStore, base: string) {
    this.#store = store;
    this.#base = base;
  }

  /** Downloads and builds what measure() needs. It may take long, so it comes before the turn. @throws LabError 'aborted' where the backend went meanwhile, and as ModelStore.load does */
  prepare(backend: Backend): Promise<Session> {
    const known = this.#networks.get(backend) ?? this.#build(backend);
    this.#networks.set(backend, known);
    // What failed can be tried again.
    known.catch(() => this.#networks.delete(backend));
    return known;
  }

  /**
   * Makes the map 'st-lpips-map' of a result, unless it is there. For a turn of its own.
   * @throws LabError 'bad-setting' where there is nothing to compare, or the picture is too small
   */
  async measure(
    backend: Backend,
    run: FinishedRun,
    results: Results,
    slot: Parameters<Results['perceive']>[1],
  ): Promise<void> {
    if (this.#measured.has(run)) return;
    expectMade(run.summary, 'error');
    const why = whyNoStLpips(run.geometry);
    if (why !== null) throw new LabError('bad-setting', why);
    const network = await this.prepare(backend);
    await unlessLost(() => results.perceive(network, slot), results.lost);
    this.#measured.add(run);
  }

  /** ST-LPIPS of pictures that no slot holds. */
  async between(backend: Backend, pictures: readonly TensorData[]): Promise<number> {
    const network = await this.prepare(backend);
    const { map } = await unlessLost(() => network.outputs(pictures), backend.stages.lost);
    return stLpipsOf((map as TensorData).data);
  }

  async #build(backend: Backend): Promise<Session> {
    const { file, label, inputs } = ST_LPIPS;
    const content = await this.#store.load({ ...ST_LPIPS, url: new URL(file, this.#base).href });
    const open = () => backend.openGraph({ content, weights: null }, { label: `The network of ${label}`, inputs });
    try {
      // The download took long, and another backend may have come meanwhile.
      if (backend.disposed) throw aborted();
      return backend.own(await unlessLost(open, backend.stages.lost));
    } catch (thrown) {
      throw backend.disposed ? aborted() : thrown;
    }
  }
}
