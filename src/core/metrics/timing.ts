import type { Geometry, LatentShape } from '../math/geometry';
import { STAGE_NAMES, type GpuWork, type RunSummary, type StageName } from '../run-summary';
import { median } from './stats';

/** Times of stages over several runs, for the timing panel and for npm run bench. */

export interface StageTiming {
  readonly stage: StageName;
  /** Wall ms of the first run of this shape; null when it was not seen. */
  readonly cold: number | null;
  /** Median of the wall ms of the runs after it; null before one. */
  readonly warm: number | null;
  /** Mean GPU ms of the runs after the first, which sums what a browser rounds; null without timestamps. */
  readonly gpu: number | null;
  /** What the last warm run asked of the GPU; null on the CPU, and before such a run. */
  readonly work: GpuWork | null;
  /** Bytes that the stage reads and writes at least; weights and what networks keep inside are not in it. */
  readonly bytes: number;
}

/** @param runs of one size, model and backend, oldest first; those that took stages over from another run have no time of their own */
export function stageTimings(
  runs: readonly RunSummary[],
  geometry: Geometry,
  latent: LatentShape,
  ends: EncoderEnds = {},
): StageTiming[] {
  const own = runs.filter(({ reused }) => !reused?.length);
  const cold = own.find((run) => run.cold);
  const warm = own.filter((run) => !run.cold);
  const onGpu = warm.filter(({ gpuTimings }) => gpuTimings);
  const meanOf = (stage: StageName): number =>
    onGpu.reduce((sum, run) => sum + (run.gpuTimings?.[stage] ?? 0), 0) / onGpu.length;
  const moved = stageBytes(geometry, latent, ends);
  return STAGE_NAMES.map((stage) => ({
    stage,
    cold: cold?.timings[stage] ?? null,
    gpu: onGpu.length > 0 ? meanOf(stage) : null,
    warm: warm.length > 0 ? median(warm.map(({ timings }) => timings[stage])) : null,
    work: warm.at(-1)?.gpuWork?.[stage] ?? null,
    bytes: moved[stage],
  }));
}

export function workBetween(before: GpuWork, after: GpuWork): GpuWork {
  return {
    dispatches: after.dispatches - before.dispatches,
    submits: after.submits - before.submits,
    buffersMade: after.buffersMade - before.buffersMade,
  };
}

/** All stages together; null where nothing was counted. */
export function workOf(timings: readonly StageTiming[]): GpuWork | null {
  const counted = timings.flatMap(({ work }) => work ?? []);
  if (counted.length === 0) return null;
  return counted.reduce((sum, { dispatches, submits, buffersMade }) => ({
    dispatches: sum.dispatches + dispatches,
    submits: sum.submits + submits,
    buffersMade: sum.buffersMade + buffersMade,
  }));
}

/** What an encoder reads and gives where that is not bands and moments. */
export interface EncoderEnds {
  readonly picture?: boolean;
  readonly meanAlone?: boolean;
}

/**
 * Bytes by the shapes of what each stage must read and write once, float32, pixels 4 bytes (docs/numbers.md, "Metrics").
 * Bands of three levels hold 3 HW (1 + 1/4 + 1/16) values.
 */
export function stageBytes(
  { width, height, paddedWidth, paddedHeight }: Geometry,
  { latentChannels, downscale }: LatentShape,
  { picture = false, meanAlone = false }: EncoderEnds = {},
): Record<StageName, number> {
  const padded = 3 * paddedWidth * paddedHeight;
  const shown = 3 * width * height;
  const bands = padded * (1 + 1 / 4 + 1 / 16);
  const latent = (latentChannels * paddedWidth * paddedHeight) / downscale ** 2;
  const pixels = 4 * width * height;
  const ownInput = width === paddedWidth && height === paddedHeight ? 0 : 1;
  return {
    planar: pixels * (1 + ownInput) + 4 * (padded + ownInput * shown),
    haar: 4 * (padded + bands),
    edit: 4 * 2 * bands,
    encoder: 4 * ((picture ? padded : bands) + (meanAlone ? 1 : 2) * latent),
    posterior: 4 * (meanAlone ? 2 : 3) * latent,
    latent: 4 * 2 * latent,
    decoder: 4 * (latent + padded),
    inverse: 4 * (padded + shown),
    metrics: 4 * 2 * shown,
  };
}

/** A Markdown table with columns as wide as their longest cell. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

/** Milliseconds with three digits that count. */
export function shortMs(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);
}
