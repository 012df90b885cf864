import { hasVariance, writesPicture } from '../../core/model/contract';
import { LabError } from '../../core/errors';
import type { RunPlan } from '../../core/tiles/run-plan';
import type { Geometry } from '../../core/math/geometry';
import type { GivenLatent } from '../../core/picture/given-latent';
import type { ModelEntry } from '../../core/model/manifest';
import { STATS_TENSORS, type StatsTensor, type TensorData, type TensorName } from '../../core/tensor';
import type { BackendKind } from '../../core/backend-kind';
import type { GpuWork, RunSummary, StageName } from '../../core/run-summary';
import type { Settings } from '../../core/settings/settings';
import type { Slot } from '../../core/slots';
import type { OnTile, RunTiling } from '../../core/tiles/tiles';
import type { LayerRuns } from '../results/layer-runs';
import type { Results } from '../results/results';
import type { Networks } from './networks';

/** Everything that is measured on a finished run (docs/numbers.md). */
export type RunMeasures = Pick<
  RunSummary,
  'psnr' | 'identical' | 'ssim' | 'mse' | 'meanAbsolute' | 'maxAbsolute' | 'squaredError' | 'errorEnergies' | 'stats'
> & {
  /** How many values of each tensor are NaN or infinite. */
  readonly nonFinite: Readonly<Record<StatsTensor, number>>;
};

/** Tensors that a run makes: those that scripts can read, the padded picture, and reconstruction - input. */
export type RunTensor = TensorName | 'padded' | 'error';

/** What each stage writes. 'moments' is there on the GPU only, as one buffer with mean and logvar in it. */
export const STAGE_TENSORS: Readonly<Record<StageName, readonly (RunTensor | 'moments')[]>> = {
  planar: ['padded', 'input'],
  haar: ['bands1.raw', 'bands2.raw', 'bands3.raw'],
  edit: ['bands1', 'bands2', 'bands3'],
  encoder: ['moments', 'mean', 'logvar'],
  posterior: ['latent.raw'],
  latent: ['latent'],
  decoder: ['coefficients'],
  inverse: ['reconstruction'],
  metrics: ['error'],
};

/** One value for each tensor that the summary describes. */
export function forStatsTensors<T>(valueOf: (name: StatsTensor) => T): Record<StatsTensor, T> {
  return Object.fromEntries(STATS_TENSORS.map((name) => [name, valueOf(name)])) as Record<StatsTensor, T>;
}

/** What a run begins at: pixels, RGBA and opaque, or a latent; with both the latent is decoded, and compared with the picture. */
export interface RunSource {
  readonly pixels: Uint8ClampedArray<ArrayBuffer> | null;
  readonly geometry: Geometry;
  readonly latent?: GivenLatent;
}

/** Which tensors a run makes; the others have no channels. */
export interface Makes {
  /** The picture, and its bands. */
  readonly picture: boolean;
  readonly moments: boolean;
  readonly reconstruction: boolean;
}

export function makesOf(
  { pixels, latent }: Omit<RunSource, 'geometry'>,
  { decoder }: Pick<ModelEntry, 'decoder'>,
): Makes {
  return { picture: pixels !== null, moments: !latent, reconstruction: decoder !== undefined };
}

const ALL: Makes = { picture: true, moments: true, reconstruction: true };

/** Stages that have nothing to do. The latent is put in its place by 'posterior'. */
export function skippedStages({ picture, moments, reconstruction }: Makes): StageName[] {
  return [
    ...(picture ? [] : (['planar', 'haar', 'edit'] as const)),
    ...(moments ? [] : (['encoder'] as const)),
    ...(reconstruction ? [] : (['decoder', 'inverse'] as const)),
  ];
}

/** Lets others have their turn. */
export type Pause = () => Promise<void>;

/** Runs all steps of some work, and pauses after each. @throws what the work or the pause throws */
export async function inSteps<T>(work: Generator<undefined, T>, pause: Pause): Promise<T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await pause();
  }
}

/** How a run goes over its picture, and where its tensors go. */
export interface RunOptions {
  readonly plan: RunPlan;
  /** Bands are edited, so that both kinds of them are needed. */
  readonly edited: boolean;
  /** The result goes to 'shown'. A tiled run then takes the room of the shown result from its beginning on. */
  readonly replaces: boolean;
}

/** Device-to-CPU copies since the device was made. */
export interface Readbacks {
  /** Whoever made them, onnxruntime included. */
  readonly all: number;
  /** Those of values that somebody asked for, which may happen while a run goes on and are no part of it. */
  readonly asked: number;
}

/**
 * The steps of a run on one backend. A run writes into a set of tensors of its own; commit() makes that set the one
 * that `results` shows in a slot, so a run that is cancelled or fails leaves the results as they were.
 * Each step resolves when its work is done on the device, so that its time can be taken, unless `settles` is false.
 */
export interface Stages {
  readonly backend: BackendKind;
  /** Device bytes in buffers and textures, onnxruntime's included; 0 on the CPU. */
  readonly deviceBytes: number;
  readonly readbacks: Readbacks;
  /** What was asked of the device so far; null on the CPU. */
  readonly work: GpuWork | null;
  /** Aborts when the device is lost, with the sentence to show as its reason; never on the CPU. */
  readonly lost: AbortSignal;

  /** Bytes that one buffer may have; on the CPU, the memory of the runtime. */
  readonly largestBuffer: number;
  /** False where waiting takes long by itself: steps may resolve before their work is done, and gpuTimes() has the times. */
  readonly settles: boolean;
  /** The most bytes that were on the device since begin(); 0 on the CPU. */
  readonly peakBytes: number;

  /**
   * Starts a run: reserves its tensors. @param options at once and beside the shown result when absent
   * @throws LabError 'out-of-memory'
   */
  begin(source: RunSource, networks: Networks, options?: RunOptions): Promise<void>;
  /** Takes the tensors of some stages over from the shown result, which has the same size. */
  reuse(stages: readonly StageName[]): Promise<void>;
  planar(): Promise<void>;
  haar(): Promise<void>;
  /** @throws LabError 'no-picture' when an edit reads slot 'second' and it is empty */
  edit(settings: Pick<Settings, 'bands' | 'bandsMode'>): Promise<void>;
  /** Writes 'moments'. @param settings says whether a picture that the encoder reads is an edited one */
  encoder(settings: Pick<Settings, 'bands'>, onTile?: OnTile): Promise<void>;
  /** Writes 'latent.raw': of the moments, or the latent that the run begins at. */
  posterior(settings: Pick<Settings, 'posterior' | 'temperature' | 'seed'>): Promise<void>;
  /** Writes 'latent'. @throws LabError 'no-picture' when an edit reads slot 'second' and it is empty */
  latent(edits: Settings['latent']): Promise<void>;
  decoder(onTile?: OnTile): Promise<void>;
  inverse(): Promise<void>;
  /** @param pause is awaited between parts of the work; what it throws ends it */
  metrics(pause?: Pause): Promise<RunMeasures>;
  /** GPU ms of the stages since begin(), by timestamps; null where there are none. */
  gpuTimes(): Promise<Readonly<Partial<Record<StageName, number>>> | null>;
  /** How the networks were tiled since begin(), with the seams; null where they were not. */
  tiling(): Promise<RunTiling | null>;
  /** Puts the run's tensors into a slot, in place of what it held. */
  commit(slot: Slot): void;
  /** A tensor of the run itself, before the next one begins. @throws LabError 'no-picture' */
  read(name: TensorName): Promise<TensorData>;
  /** The tensors of finished runs. */
  readonly results: Results;
  /** Samples of the posterior that are added up. */
  readonly samples: Samples;
  /** What is inside of the networks. */
  readonly layers: LayerRuns;
  dispose(): Promise<void>;
}

/** Reconstructions of one picture from samples of its posterior, added up without being kept. */
export interface Samples {
  /** How many were added since the last keep() or forget(). */
  readonly count: number;
  /** Adds the reconstruction of a slot, or of the run itself. @throws LabError 'no-picture', 'out-of-memory' */
  add(from: Slot | 'run'): Promise<void>;
  /** Keeps how far they spread with the tensors of a slot, as 'sample-spread', and forgets the sums. @throws LabError 'out-of-memory' */
  keep(slot: Slot): Promise<void>;
  /** Frees the sums. */
  forget(): void;
}

/** What a run ends with when its tensors find no room on the device. */
export function noMemory({ width, height }: Geometry, backend: BackendKind = 'webgpu'): LabError {
  const who = backend === 'webgpu' ? 'The GPU' : 'This browser';
  return new LabError(
    'out-of-memory',
    `${who} has no memory left for a picture of ${width} x ${height}. Lower the size limit and run again.`,
  );
}

/**
 * Shapes of the tensors of a run; those that it does not make have no channels. mean, logvar, latent.raw and latent are
 * [1, nz, H/f, W/f] with the downscale f. A logvar that no encoder gives has no channels, either. Where the decoder writes pixels,
 * 'coefficients' are these, padded and in [-1, 1]: read() transforms them.
 */
export function tensorDims(
  geometry: Geometry,
  model: Pick<ModelEntry, 'latentChannels' | 'downscale' | 'encoder' | 'decoder'>,
  makes: Makes = ALL,
): Record<RunTensor | 'moments', number[]> {
  const { width, height, paddedWidth, paddedHeight } = geometry;
  const level = (l: number, channels = 12) => [1, channels, paddedHeight >> l, paddedWidth >> l];
  const [colours, bands] = makes.picture ? [3, 12] : [0, 0];
  const written = makes.reconstruction ? 3 : 0;
  const { latentChannels: nz, downscale } = model;
  const cells = (channels: number) => [1, channels, paddedHeight / downscale, paddedWidth / downscale];
  const means = makes.moments ? nz : 0;
  const spreads = makes.moments && hasVariance(model) ? nz : 0;
  const [padded, latent] = [[1, colours, paddedHeight, paddedWidth], cells(nz)];
  return {
    input: [1, colours, height, width],
    padded,
    bands1: level(1, bands),
    bands2: level(2, bands),
    bands3: level(3, bands),
    'bands1.raw': level(1, bands),
    'bands2.raw': level(2, bands),
    'bands3.raw': level(3, bands),
    mean: cells(means),
    logvar: cells(spreads),
    'latent.raw': latent,
    latent,
    moments: cells(means + spreads),
    coefficients: writesPicture(model) ? [1, 3, paddedHeight, paddedWidth] : level(1, 4 * written),
    reconstruction: [1, written, height, width],
    error: [1, Math.min(colours, written), height, width],
  };
}
