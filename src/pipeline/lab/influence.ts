import { aborted } from '../../core/errors';
import { changeOf, pixelsAround, type CellChange, type InfluenceAsk } from '../../core/metrics/influence';
import { expectMade } from '../../core/missing';
import { cellOf } from '../../core/math/geometry';
import { hasEdits } from '../../core/settings/edits';
import type { LatentEdits } from '../../core/settings/latent-settings';
import { forecast } from '../../core/tiles/forecast';
import type { TensorData } from '../../core/tensor';
import type { FinishedRun } from '../results/finished-runs';
import type { Backend } from './backend';
import { sharedStages } from './reuse';
import { hearMessages } from './run';
import type { RunSource } from './stages';
import { unlessLost } from './unless-lost';

/** A call ends after this long, so that it can be stopped and a run need not wait. */
const BUDGET_MS = 500;

/** The picture without pokes, of the result that was poked last: where a decoder is slow, each call has time for one cell. */
const plain = new WeakMap<FinishedRun, TensorData>();

/**
 * Pokes cells of the shown result's latent before edits, each alone, and measures how the decoded picture changes.
 * Nothing that is shown changes.
 *
 * @param source what the shown result was made from
 * @param pause called between cells; it may throw to give way
 * @returns the first of the cells, as many as the time allows, and at least one
 * @throws LabError 'aborted' when another result is shown by now, 'out-of-memory', 'bad-setting' without a decoder
 */
export async function measureInfluence(
  { stages, networks, model }: Pick<Backend, 'stages' | 'networks' | 'model'>,
  run: FinishedRun,
  source: RunSource | undefined,
  ask: InfluenceAsk,
  pause: () => void,
): Promise<CellChange[]> {
  const { summary, geometry, inputs } = run;
  if (summary.job !== ask.job || source === undefined || source !== inputs.picture) throw aborted();
  expectMade(summary, 'reconstruction');
  const settings = { ...inputs.settings, latent: {} };
  const reused = sharedStages(inputs, { ...inputs, settings }).filter((stage) => stage !== 'latent');
  const kept = reused.slice(0, reused.indexOf('posterior') + 1);
  const { plan } = forecast({
    geometry,
    model,
    settings,
    backend: stages.backend,
    largestBuffer: stages.largestBuffer,
  });
  const options = { plan, edited: hasEdits(settings.bands), replaces: false };
  const decoded = (edits: LatentEdits): Promise<TensorData> =>
    unlessLost(async () => {
      await stages.begin(source, networks, options);
      await stages.reuse(kept);
      await stages.latent(edits);
      await stages.decoder();
      await stages.inverse();
      return stages.read('reconstruction');
    }, stages.lost);
  const began = performance.now();
  pause();
  const before = plain.get(run) ?? (await decoded({}));
  plain.set(run, before);
  const done: CellChange[] = [];
  for (const [x, y] of ask.cells) {
    await hearMessages();
    pause();
    const poke = { channel: ask.channel, x, y, width: 1, height: 1, amount: ask.amount };
    const poked = await decoded({ pokes: [poke] });
    const around = (halo: number) => pixelsAround([x, y], halo, cellOf(summary), geometry);
    done.push({ x, y, ...changeOf(poked, before, around(1), around(ask.halo)) });
    if (performance.now() - began > BUDGET_MS) break;
  }
  return done;
}
