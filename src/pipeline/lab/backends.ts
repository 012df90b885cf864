import type { LabEvent } from '../../core/protocol';
import type { HalfVerdicts } from '../../core/model/precision';
import type { Settings } from '../../core/settings/settings';
import type { ModelStore } from '../../inference/model-store';
import type { Backend } from './backend';
import { openBackend } from './open-backend';
import type { Models } from './models';
import type { Waits } from '../../core/waits';
import type { FinishedRuns } from '../results/finished-runs';

interface Host {
  readonly models: Models;
  readonly modelsUrl: string;
  readonly store: ModelStore;
  readonly runs: FinishedRuns;
  readonly emit: (event: LabEvent) => void;
  readonly waits: Waits;
}

/**
 * The backend whose results are shown, and at most one that was made for newer settings. That one takes its place with its first
 * result, so that a run which is stopped or fails leaves the results before whole.
 */
export class Backends {
  readonly #host: Host;
  #present: Backend | undefined;
  #next: Backend | undefined;
  /** How fp16 did on the adapters that this browser has met. */
  verdicts: HalfVerdicts = {};

  constructor(host: Host) {
    this.#host = host;
  }

  get present(): Backend | undefined {
    return this.#present;
  }

  /** The one that was made last. */
  get newest(): Backend | undefined {
    return this.#next ?? this.#present;
  }

  /** One that fits these settings, made where there is none. @throws LabError as openBackend and Models.find do */
  async prepare(settings: Settings): Promise<Backend> {
    const { models, modelsUrl, store, runs, emit, waits } = this.#host;
    const model = await waits.during('models', models.find(settings));
    const known = [this.#present, this.#next].find((each) => each?.fits(settings, model));
    if (known) return known;
    const next = await openBackend({
      settings,
      model,
      modelsUrl,
      store,
      verdicts: this.verdicts,
      waits,
      onLost: (message) => emit({ type: 'lost', error: { code: 'device-lost', message } }),
    });
    const before = this.#next;
    this.#next = next;
    // Whatever the new backend needs is stored by now.
    models.tidy();
    await before?.dispose();
    const shown = runs.find('shown');
    // There is no room for two backends after a run in tiles.
    if (!shown || shown.summary.tiling) await this.putInPlace(next);
    return next;
  }

  /** Lets this backend answer from now on, at once. Resolves when the others are freed. */
  async putInPlace(backend: Backend): Promise<void> {
    const { runs } = this.#host;
    const others = [this.#present, this.#next].filter((each) => each !== backend);
    this.#next = undefined;
    if (this.#present !== backend) {
      this.#present = backend;
      const second = backend.stages.results.has('second') ? runs.find('second') : undefined;
      runs.clear();
      if (second) runs.put('second', second);
    }
    await Promise.all(others.map((each) => each?.dispose()));
  }
}
