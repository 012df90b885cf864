import { aborted } from '../../core/errors';
import { pngOfTensor } from '../../core/files/png';
import { estimateRate, quantise } from '../../core/math/quantise';
import type { TensorData, TensorName } from '../../core/tensor';
import type { TrialRequest, TrialResult } from '../../core/protocol';
import type { Settings } from '../../core/settings/settings';
import { SIDE_SLOTS } from '../../core/slots';
import type { Backend } from './backend';
import type { Models } from './models';
import type { ChosenFiles } from '../../core/model/precision';
import type { NetworkFiles } from './networks';
import { closeSource, decode, decodeKey, noPicture, paddedFor, type Picture } from '../picture/pictures';
import { unknownSlot, type FinishedRuns } from '../results/finished-runs';
import { canPerceive, type Perceptual } from './perceptual';
import { sharedStages } from './reuse';
import { runStages } from './run';
import { beginSample, endSample } from './sample-trial';
import type { SecondPicture } from '../picture/second-picture';
import type { Turns } from './turns';
import { unlessLost } from './unless-lost';

/** What trials need of the lab. */
export interface TrialHost {
  readonly turns: Turns;
  readonly runs: FinishedRuns;
  readonly second: SecondPicture;
  readonly models: Models;
  readonly perceptual: Perceptual;
  readonly backend: () => Backend | undefined;
  /** The open picture, as it was decoded for the shown result. */
  readonly picture: () => Picture | undefined;
  readonly prepareBackend: (settings: Settings) => Promise<Backend>;
}

/** Runs beside the shown one: of the shown picture, or of another one, on the backend that is there. */
export class Trials {
  readonly #host: TrialHost;
  /** Those that go on or wait; cancelled ones are taken out, and stop at their next step. */
  readonly #wanted = new Set<number>();

  constructor(host: TrialHost) {
    this.#host = host;
  }

  async run(job: number, request: TrialRequest): Promise<TrialResult> {
    this.#wanted.add(job);
    try {
      return await this.#run(job, request);
    } catch (error) {
      if (request.sample !== undefined) this.#host.backend()?.stages.samples.forget();
      throw error;
    } finally {
      this.#wanted.delete(job);
      // Decoded by now, or not wanted any more.
      closeSource(request.source);
    }
  }

  /** One of them, or all. */
  cancel(job?: number): void {
    if (job === undefined) this.#wanted.clear();
    else this.#wanted.delete(job);
  }

  async #run(
    job: number,
    { settings, keep, source, png, rate, perceptual, latent, sample }: TrialRequest,
  ): Promise<TrialResult> {
    const { turns, runs, second, models, backend: present, picture: shownPicture, prepareBackend } = this.#host;
    if (keep && !SIDE_SLOTS.includes(keep)) throw unknownSlot(keep, SIDE_SLOTS);
    const subject = source ?? shownPicture()?.source;
    if (!subject) throw noPicture();
    const model = await models.find(settings);
    let files: { readonly of: string; readonly content: Promise<NetworkFiles> } | undefined;
    const download = (chosen: ChosenFiles): Promise<NetworkFiles> => {
      // The precision may be another one when its turn comes, and then the files are, too.
      const of = `${chosen.encoder?.sha256} ${chosen.decoder?.sha256}`;
      if (files?.of !== of) files = { of, content: models.download(model, chosen) };
      return files.content;
    };
    // This comes before the trial's turn, so that runs need not wait for it.
    const there = present();
    if (there && !there.loaded(model)) await download(there.choose(model));
    if (there && perceptual) await this.#host.perceptual.prepare(there);
    const key = decodeKey(settings);
    let own: Picture | undefined;

    return turns.trial(async (yieldTurn) => {
      const checkCurrent = () => {
        const isGone = !source && shownPicture()?.source !== subject;
        if (!this.#wanted.has(job) || isGone) throw aborted();
        yieldTurn();
      };
      checkCurrent();
      const backend = present() ?? (await prepareBackend(settings));
      const networks = await backend.networksFor(model, download);
      checkCurrent();
      const shown = shownPicture();
      const picture = paddedFor(
        !source && shown?.key === key ? shown : (own ??= await decode(subject, settings)),
        model,
      );
      const secondRead = await second.forRun({ backend, networks, settings, picture, shown, job, checkCurrent });
      const inputs = { picture, second: secondRead, model, settings };
      const known = runs.find('shown');
      const { stages } = backend;
      if (sample !== undefined) beginSample(stages, sample);
      const slot = keep ?? null;
      const summary = await runStages(backend, picture, settings, {
        job,
        checkCurrent,
        slot,
        networks,
        reused: known && stages.results.has('shown') ? sharedStages(known.inputs, inputs) : [],
      });
      const spread = sample === undefined ? undefined : await endSample(stages, slot);
      if (slot) runs.put(slot, { summary, geometry: picture.geometry, info: picture.info, inputs });
      const read = (name: TensorName): Promise<TensorData> =>
        unlessLost(() => (slot ? stages.results.read(name, slot) : stages.read(name)), stages.lost);
      const isPerceived = perceptual && canPerceive({ summary, geometry: picture.geometry });
      const { bits } = settings.latent;
      const { width, height } = picture.geometry;
      return {
        summary,
        ...(source && { picture: picture.info }),
        ...(spread && { spread }),
        ...(latent && { latent: await read('latent') }),
        ...(png && { png: await pngOfTensor(await read('reconstruction')) }),
        ...(isPerceived && {
          stLpips: await this.#host.perceptual.between(backend, [await read('input'), await read('reconstruction')]),
        }),
        // Values that lie on the steps already have the same codes again.
        ...(rate && bits && { rate: estimateRate(quantise(await read('latent'), bits), width, height) }),
      };
    });
  }
}
