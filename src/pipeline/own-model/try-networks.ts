import { toErrorInfo } from '../../core/errors';
import { haarForward } from '../../core/math/haar';
import { differs, isGood, type Finding, type GraphPlan, type Part } from '../../core/model/model-contract';
import type { Downscale, ModelEntry } from '../../core/model/manifest';
import {
  checkDecoderRuns,
  checkEncoderRun,
  latentChannels,
  multipleFindings,
  type Outcome,
} from '../../core/model/model-runs';
import type { InspectProgress } from '../../core/model/own-model';
import { crop } from '../../core/math/planar';
import { splitMoments } from '../../core/math/posterior';
import type { TensorData } from '../../core/tensor';
import { countNonFinite } from '../../core/metrics/stats';
import type { FixedSize } from '../../core/model/manifest';
import type { Network } from './fixed-network';
import { testPicture } from './measure-model';
import type { PlannedNetwork } from './model-files';

/**
 * Sizes in pixels, width first: a square that every multiple and downscale divides, then, for each multiple, an oblong with odd
 * numbers of it.
 */
export const SQUARE = [64, 64] as const;
export const OBLONGS = [
  [8, 72, 88],
  [16, 80, 112],
  [32, 96, 160],
  [64, 64, 192],
] as const;
type Oblong = (typeof OBLONGS)[number];

export interface Both {
  readonly encoder: Network;
  readonly decoder: Network;
}

/** What two networks are, as far as their runs tell. */
export interface Tried {
  readonly nz: number;
  readonly moments: number;
  readonly downscale: Downscale;
  readonly output: 'image' | 'coefficients';
  readonly multiple: NonNullable<ModelEntry['multiple']>;
  /** Sizes of the pictures, in pixels. */
  readonly ranAt: readonly FixedSize[];
}

/** Runs both at a square, then at the first oblong that they take. Null where something does not fit, which is then among the findings. */
export async function tryBoth(
  networks: Both,
  [{ plan }, { plan: after }]: readonly [PlannedNetwork, PlannedNetwork],
  findings: Finding[],
  onProgress: (progress: InspectProgress) => void,
): Promise<Tried | null> {
  const fixedFirst = fixedPixels(plan, 1);
  const square = [Math.min(SQUARE[0], fixedFirst.width), Math.min(SQUARE[1], fixedFirst.height)] as const;
  const size = square.join(' × ');
  onProgress({ text: `Running the encoder on ${size} pixels`, share: 0.25 });
  const first = await encoded(networks, plan.bands, ...square);
  findings.push(...first.findings);
  const { downscale } = first;
  if (!first.moments || first.channels === null || downscale === null) return null;
  const { findings: about, candidates } = latentChannels(first.channels, after.channels.in);
  findings.push(...about);
  const fixedSecond = fixedPixels(after, downscale);
  const part = [Math.min(square[0], fixedSecond.width), Math.min(square[1], fixedSecond.height)] as const;
  const moments = crop(first.moments, part[0] / downscale, part[1] / downscale);
  onProgress({ text: `Running the decoder on ${part.join(' × ')} pixels`, share: 0.3 });
  let second: Decoded = { findings: [], output: null };
  let [nz = 0] = candidates;
  for (nz of candidates) {
    second = await decoded(networks, moments, nz, ...part);
    if (second.output) break;
  }
  findings.push(...second.findings);
  if (!second.output) return null;
  const facts = { nz, moments: first.channels, downscale, output: second.output };
  const isTaken = ([multiple, width, height]: Oblong): boolean =>
    multiple >= downscale && [fixedFirst, fixedSecond].every((most) => width <= most.width && height <= most.height);
  const oblongs = plan.fixed && after.fixed ? [] : OBLONGS.filter(isTaken);
  const ranAt: FixedSize[] = [{ width: square[0], height: square[1] }];
  if (oblongs.length === 0) return { ...facts, multiple: downscale, ranAt };

  const run = (width: number, height: number): Promise<readonly Finding[]> => {
    onProgress({ text: `Running both on ${width} × ${height} pixels`, share: 0.35 });
    return passes(networks, { bands: plan.bands, nz, downscale }, width, height);
  };
  const multiple = await firstMultiple(oblongs, run, findings);
  const [, width = 0, height = 0] = OBLONGS.find(([side]) => side === multiple) ?? [];
  return multiple && { ...facts, multiple, ranAt: [...ranAt, { width, height }] };
}

/** The multiple of the first oblong that fits; null where none does. Either is then among the findings. */
export async function firstMultiple(
  oblongs: readonly Oblong[],
  run: (width: number, height: number) => Promise<readonly Finding[]>,
  findings: Finding[],
): Promise<Tried['multiple'] | null> {
  let failure: readonly Finding[] = [];
  for (const [multiple, width, height] of oblongs) {
    const found = await run(width, height);
    if (isGood(found)) {
      findings.push(...found, ...multipleFindings(multiple));
      return multiple;
    }
    if (failure.length === 0) failure = found;
  }
  findings.push(...failure);
  return null;
}

/** The size that a network takes, in pixels of the picture; without limits where its sizes are open. */
export function fixedPixels({ bands, fixed }: GraphPlan, perValue: number): FixedSize {
  const factor = bands ? 2 : perValue;
  return { width: factor * (fixed?.width ?? Infinity), height: factor * (fixed?.height ?? Infinity) };
}

async function passes(
  networks: Both,
  { bands, nz, downscale }: { readonly bands: boolean; readonly nz: number; readonly downscale: Downscale },
  width: number,
  height: number,
): Promise<readonly Finding[]> {
  const { findings, moments } = await encoded(networks, bands, width, height, downscale);
  return moments && isGood(findings)
    ? [...findings, ...(await decoded(networks, moments, nz, width, height)).findings]
    : findings;
}

type Encoded = ReturnType<typeof checkEncoderRun> & { readonly moments: TensorData | null };
type Decoded = ReturnType<typeof checkDecoderRuns>;

async function encoded(
  { encoder }: Both,
  bands: boolean,
  width: number,
  height: number,
  known?: Downscale,
): Promise<Encoded> {
  const { padded } = testPicture(width, height);
  const tried = await attempt('encoder', encoder, bands ? haarForward(padded) : [padded], width, height);
  if ('verdict' in tried) return { findings: [tried], channels: null, downscale: null, moments: null };
  return { ...checkEncoderRun(tried.outcome, known), moments: tried.value };
}

async function decoded(
  { decoder }: Both,
  moments: TensorData,
  nz: number,
  width: number,
  height: number,
): Promise<Decoded> {
  const { mean } = splitMoments(moments, nz);
  const tried = await attempt('decoder', decoder, [mean], width, height);
  return 'verdict' in tried ? { findings: [tried], output: null } : checkDecoderRuns([tried.outcome]);
}

async function attempt(
  part: Part,
  session: Network,
  inputs: readonly TensorData[],
  width: number,
  height: number,
): Promise<Finding | { value: TensorData; outcome: Outcome }> {
  try {
    const value = await session.runOnCpu(inputs);
    return { value, outcome: outcomeOf(value, width, height) };
  } catch (error) {
    const what = `Output ${part === 'encoder' ? 'of' : 'for'} ${width} × ${height} pixels`;
    const cure =
      width === height
        ? 'Run the module in PyTorch on these shapes.'
        : 'It ran at 64 × 64: a size may have been fixed while tracing. Compute sizes from the input, or name them as dynamic.';
    return differs(part, what, 'a result', toErrorInfo(error).message, cure);
  }
}

/** @param width of the picture, in pixels, as `height` is */
export function outcomeOf({ dims, data }: TensorData, width: number, height: number): Outcome {
  return { width, height, dims, finite: countNonFinite(data) === 0, zero: data.every((value) => value === 0) };
}
