import { LabError } from '../../core/errors';
import type { Geometry } from '../../core/math/geometry';
import { latentReadsSecond } from '../../core/settings/latent-settings';
import type { PictureSource } from '../../core/picture/picture';
import type { Settings } from '../../core/settings/settings';
import { readsSecond, unedited } from '../../core/slots';
import type { Backend } from '../lab/backend';
import type { Networks } from '../lab/networks';
import { closeSource, decodePixels, decodeKey, type Picture } from './pictures';
import type { FinishedRun, FinishedRuns } from '../results/finished-runs';
import { runStages } from '../lab/run';

interface Preparation {
  readonly backend: Backend;
  readonly settings: Settings;
  /** Geometry of the shown picture. */
  readonly geometry: Geometry;
  readonly job: number;
  readonly checkCurrent: () => void;
}

interface Need extends Omit<Preparation, 'geometry'> {
  readonly networks: Networks;
  /** What is about to run, and what is shown. */
  readonly picture: Picture;
  readonly shown: Picture | undefined;
}

/**
 * The picture that bands and latent values can be taken from. It has exactly the size of the shown one, has no edits,
 * and its latent is the mean. Its result is made anew when the first run needs it after it went.
 */
export class SecondPicture {
  readonly #runs: FinishedRuns;
  #source: PictureSource | undefined;
  #picture: Picture | undefined;

  constructor(runs: FinishedRuns) {
    this.#runs = runs;
  }

  /** Takes a source once it is known to decode. @throws LabError as decodePicture does, and what checkNewest throws */
  async choose(source: PictureSource, settings: Settings, cover: Geometry, checkNewest: () => void): Promise<void> {
    let picture: Picture;
    try {
      picture = await decodePixels(source, settings, { cover });
      checkNewest();
    } catch (error) {
      closeSource(source);
      throw error;
    }
    closeSource(this.#source);
    this.#source = source;
    this.#picture = picture;
  }

  forget(): void {
    closeSource(this.#source);
    this.#source = undefined;
    this.#picture = undefined;
  }

  /**
   * Sees to it that slot 'second' holds what a run reads. Returns what it was made from, undefined when it is not read.
   * @throws LabError 'no-picture' when none was chosen, 'bad-setting' when it cannot fit
   */
  async forRun({ networks, picture, shown, ...preparation }: Need): Promise<object | undefined> {
    const { backend, settings } = preparation;
    if (!readsSecond(settings)) return undefined;
    if (picture !== shown) {
      throw new LabError(
        'bad-setting',
        'Bands and latent of the second picture fit the shown picture only. Remove these edits.',
      );
    }
    if (latentReadsSecond(settings.latent) && networks !== backend.networks) {
      throw new LabError(
        'bad-setting',
        'The latent of the second picture belongs to the present model. Remove its edits, or change the model.',
      );
    }
    const { inputs } = await this.prepare({ ...preparation, geometry: picture.geometry });
    return inputs.picture;
  }

  /** The chosen picture at this size. Another one may be chosen while it is decoded: the last one counts. */
  async #decoded(settings: Settings, geometry: Geometry): Promise<Picture> {
    const key = decodeKey(settings, geometry);
    for (;;) {
      if (this.#picture?.key === key) return this.#picture;
      const source = this.#source;
      if (!source) throw new LabError('no-picture', 'Choose a second picture first.');
      const picture = await decodePixels(source, settings, { cover: geometry });
      if (source === this.#source) this.#picture = picture;
    }
  }

  /** The result in slot 'second', made if it is not there. @throws LabError 'no-picture', and as runStages does */
  async prepare({ backend, settings, geometry, job, checkCurrent }: Preparation): Promise<FinishedRun> {
    const picture = await this.#decoded(settings, geometry);
    const known = this.#runs.find('second');
    // Another backend may have made it.
    if (known?.inputs.picture === picture && backend.stages.results.has('second')) return known;
    const plain: Settings = { ...unedited(settings), posterior: 'mean' };
    const summary = await runStages(backend, picture, plain, { job, checkCurrent, slot: 'second' });
    const inputs = { picture, second: undefined, model: backend.model, settings: plain };
    return this.#runs.put('second', { summary, geometry, info: picture.info, inputs });
  }
}
