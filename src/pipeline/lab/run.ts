import { settingsFor, writesPicture } from '../../core/model/contract';
import { hasEdits } from '../../core/settings/edits';
import { LabError } from '../../core/errors';
import { forecast } from '../../core/tiles/forecast';
import { checkLatentFits } from '../../core/picture/given-latent';
import type { ModelEntry } from '../../core/model/manifest';
import { compressionOf } from '../../core/metrics/metrics';
import { STAGE_NAMES, type GpuWork, type RunSummary, type StageName } from '../../core/run-summary';
import type { ChannelStats } from '../../core/tensor';
import type { Settings } from '../../core/settings/settings';
import type { Slot } from '../../core/slots';
import type { OnTile, TileProgress } from '../../core/tiles/tiles';
import { workBetween } from '../../core/metrics/timing';
import type { Backend } from './backend';
import { lacksNetwork, type Networks } from './networks';
import {
  makesOf,
  noMemory,
  skippedStages,
  tensorDims,
  type RunMeasures,
  type RunOptions,
  type RunSource,
} from './stages';
import { unlessLost } from './unless-lost';

export interface RunHooks {
  readonly job: number;
  /** Throws 'aborted' when a newer job has come. */
  readonly checkCurrent: () => void;
  readonly onStage?: (stage: StageName, cold: boolean, tile?: TileProgress) => void;
  /** The slot of the result; null measures it and leaves no trace. */
  readonly slot: Slot | null;
  /** Instead of those that the backend was made for. */
  readonly networks?: Networks;
  /** Stages whose tensors the shown result has already. */
  readonly reused?: readonly StageName[];
}

/**
 * One way through the data flow of docs/architecture.md: pixels, planar, bands, edits, moments, latent, its edits,
 * coefficients, reconstruction, measures. The result goes into its slot only when all of it is there.
 * @throws LabError 'aborted', 'device-lost', 'bad-output', 'out-of-memory'
 */
export async function runStages(
  backend: Backend,
  source: RunSource,
  settings: Settings,
  { job, checkCurrent, onStage, slot, networks = backend.networks, reused = [] }: RunHooks,
): Promise<RunSummary> {
  const { stages, info } = backend;
  const { model } = networks;
  const { geometry, latent } = source;
  if (latent) checkLatentFits(latent, model);
  const needed = latent ? 'decoder' : 'encoder';
  if (!model[needed]) throw lacksNetwork(model, needed);
  const skipped = skippedStages(makesOf(source, model));
  const done = settingsFor(settings, model);
  const { largestBuffer } = stages;
  const { plan } = forecast({ geometry, model, settings: done, backend: stages.backend, largestBuffer });
  const options: RunOptions = { plan, edited: hasEdits(done.bands), replaces: slot === 'shown' };
  const cold = backend.isNewShape(networks, geometry, plan);
  const readbacksBefore = stages.readbacks;
  const began = performance.now();
  const timings: Partial<Record<StageName, number>> = {};
  const gpuWork: Partial<Record<StageName, GpuWork>> = {};

  const timed = async <T>(stage: StageName, work: () => Promise<T>): Promise<T> => {
    await pause();
    onStage?.(stage, cold);
    const before = stages.work && { ...stages.work };
    const started = performance.now();
    const result = await unlessLost(work, stages.lost).catch((error: unknown) => {
      // What scripts get where an array finds no room.
      throw error instanceof RangeError ? noMemory(geometry, info.backend) : error;
    });
    timings[stage] = performance.now() - started;
    if (before && stages.work) gpuWork[stage] = workBetween(before, stages.work);
    return result;
  };

  const step = async (stage: StageName, work: () => Promise<void>): Promise<void> => {
    if (reused.includes(stage) || skipped.includes(stage)) timings[stage] = 0;
    else await timed(stage, work);
  };

  const pause = async (): Promise<void> => {
    await hearMessages();
    checkCurrent();
  };

  const onTile =
    (stage: StageName): OnTile =>
    async (tile) => {
      await pause();
      onStage?.(stage, cold, tile);
    };

  await unlessLost(() => stages.begin(source, networks, options), stages.lost);
  if (reused.length > 0) await unlessLost(() => stages.reuse(reused), stages.lost);
  await step('planar', () => stages.planar());
  await step('haar', () => stages.haar());
  await step('edit', () => stages.edit(done));
  await step('encoder', () => stages.encoder(done, onTile('encoder')));
  await step('posterior', () => stages.posterior(done));
  await step('latent', () => stages.latent(settings.latent));
  await step('decoder', () => stages.decoder(onTile('decoder')));
  await step('inverse', () => stages.inverse());
  const { all, asked } = stages.readbacks;
  const betweenStages = all - readbacksBefore.all - (asked - readbacksBefore.asked);
  const measures = await timed('metrics', () => stages.metrics(pause));
  const gpuTimings = await unlessLost(() => stages.gpuTimes(), stages.lost);
  const tiling = await unlessLost(() => stages.tiling(), stages.lost);
  const { peakBytes } = stages;
  await hearMessages();
  checkCurrent();
  checkOutput(measures, info.backend, model);
  if (slot) stages.commit(slot);
  backend.rememberShape(networks, geometry, plan);

  const totalMs = performance.now() - began;
  const complete = { ...timings, ...(stages.settles ? {} : gpuTimings) } as Record<StageName, number>;
  const { width, height } = geometry;
  return {
    job,
    backend: info.backend,
    model: model.id,
    width,
    height,
    ...(latent && { began: 'latent' as const }),
    ...summarised(measures),
    compression: compressionOf(geometry, model, settings.latent.bits),
    latentDims: tensorDims(geometry, model).latent,
    downscale: model.downscale,
    timings: complete,
    ...(gpuTimings && { gpuTimings }),
    ...(stages.work && { gpuWork }),
    totalMs: stages.settles ? STAGE_NAMES.reduce((sum, stage) => sum + complete[stage], 0) : totalMs,
    cold,
    readbacks: { betweenStages, total: stages.readbacks.all },
    gpuBytes: stages.deviceBytes,
    settings,
    ...(peakBytes > 0 && { peakBytes }),
    ...(tiling && { tiling }),
    ...(reused.length > 0 && { reused }),
  };
}

/**
 * Lets in the messages that came meanwhile. On the CPU every step ends within one task of the worker, and a newer job
 * or a Stop would only be heard after the whole run. A message to itself comes back after them, without the delay
 * that timers have.
 */
export function hearMessages(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** What of the measures goes to the page. */
function summarised({
  psnr,
  identical,
  ssim,
  mse,
  meanAbsolute,
  maxAbsolute,
  squaredError,
  errorEnergies,
  stats,
}: RunMeasures) {
  return { psnr, identical, ssim, mse, meanAbsolute, maxAbsolute, squaredError, errorEnergies, stats };
}

/** The reconstruction of a picture without brighter values may be all black. */
const DARK = -0.9;

/** Nothing is known of the picture that a latent stands for. */
function isBright(input: readonly ChannelStats[]): boolean {
  return input.some(({ max }) => max > DARK);
}

/**
 * GPUs and drivers have returned zeros or NaN as success (docs/numbers.md, "Trust"), so no such output is shown.
 */
function checkOutput({ stats, nonFinite }: RunMeasures, backend: string, model: ModelEntry): void {
  const where = backend === 'webgpu' ? 'on this GPU' : 'on this CPU';
  const next = backend === 'webgpu' ? 'Run on the CPU instead' : 'Reload the page, and report it if it happens again';
  // Zeros of [0, 1] are black, which a dark picture may well come back as.
  const black = writesPicture(model) && model.range[0] === 0 && isBright(stats.input) ? -1 : 0;
  for (const [name, part, nothing] of [
    ['mean', 'encoder', 0],
    ['reconstruction', 'decoder', black],
  ] as const) {
    const channels = stats[name];
    if (nonFinite[name] > 0 || (name === 'mean' && nonFinite.logvar > 0)) {
      throw new LabError(
        'bad-output',
        `The ${part} returned values that are not numbers ${where}. The result is not shown. ${next}.`,
      );
    }
    if (channels.length > 0 && channels.every(({ min, max }) => min === max && max === nothing)) {
      throw new LabError('bad-output', `The ${part} returned only zeros ${where}. The result is not shown. ${next}.`);
    }
  }
}
