import type { GpuWork } from '../src/core/protocol';
import { markdownTable as table, shortMs as time } from '../src/core/metrics/timing';

/** What one run of the bench found. Times are medians in ms; ratios are medians of the ratios of single rounds. */
export interface Report {
  readonly browser: string;
  readonly adapter: string;
  readonly software: boolean;
  readonly timing: string;
  readonly runtime: string;
  readonly haar: readonly HaarRow[];
  readonly networks: readonly NetworkRow[];
  readonly decoders: readonly DecoderRow[];
}

export interface HaarRow {
  /** Sides in px of the square RGB picture. */
  readonly size: number;
  readonly copyMs: number;
  readonly oneDispatchMs: number;
  readonly threeDispatchMs: number;
  readonly oneOverCopy: number;
  readonly oneOverThree: number;
  readonly rounds: number;
  readonly repeats: number;
}

export interface NetworkRow {
  readonly backend: 'webgpu' | 'wasm';
  readonly size: number;
  readonly threads: number;
  readonly litevae: NetworkTimes;
  readonly taesd: NetworkTimes;
  /** Encoder and decoder together. */
  readonly litevaeOverTaesd: number;
  /** The ratio of processor time on a software GPU, which other work on the computer hardly changes. */
  readonly processorRatio?: number;
  readonly rounds: number;
}

export interface NetworkTimes {
  readonly encoderMs: number;
  readonly decoderMs: number;
  /** What the last round asked of the GPU; absent on the CPU. */
  readonly encoderWork?: GpuWork;
  readonly decoderWork?: GpuWork;
}

/** Decoders alone, from the latent of a picture of size x size. */
export interface DecoderRow {
  readonly backend: 'webgpu' | 'wasm';
  readonly size: number;
  readonly threads: number;
  readonly rounds: number;
  readonly litevaeMs: number;
  readonly sdMs: number;
  readonly litevaeOverSd: number;
  readonly processorRatio?: number;
  readonly litevaeWork?: GpuWork;
  readonly sdWork?: GpuWork;
}

/** The report as a table for terminals. */
export function formatReport(report: Report): string {
  const { browser, adapter, software, timing, runtime } = report;
  const haar = report.haar.map((row) => [
    `${row.size} x ${row.size}`,
    time(row.copyMs),
    time(row.oneDispatchMs),
    time(row.threeDispatchMs),
    row.oneOverCopy.toFixed(2),
    row.oneOverThree.toFixed(2),
  ]);
  const networks = report.networks.map(({ litevae, taesd, litevaeOverTaesd, processorRatio, ...where }) => [
    placeOf(where),
    `${time(litevae.encoderMs)} + ${time(litevae.decoderMs)}`,
    `${time(taesd.encoderMs)} + ${time(taesd.decoderMs)}`,
    litevaeOverTaesd.toFixed(2),
    processorRatio?.toFixed(3) ?? '',
  ]);
  const decoders = report.decoders.map(({ litevaeMs, sdMs, litevaeOverSd, processorRatio, ...where }) => [
    placeOf(where),
    time(litevaeMs),
    time(sdMs),
    litevaeOverSd.toFixed(3),
    processorRatio?.toFixed(3) ?? '',
  ]);
  const counted = [
    ...report.networks.flatMap(({ litevae, taesd, ...where }) => [
      work(`LiteVAE encoder, ${placeOf(where)}`, litevae.encoderWork),
      work(`LiteVAE decoder, ${placeOf(where)}`, litevae.decoderWork),
      work(`TAESD encoder, ${placeOf(where)}`, taesd.encoderWork),
      work(`TAESD decoder, ${placeOf(where)}`, taesd.decoderWork),
    ]),
    ...report.decoders.map(({ sdWork, ...where }) => work(`SD-VAE decoder, ${placeOf(where)}`, sdWork)),
  ].flat();
  return [
    `${adapter}${software ? ' (software)' : ''}, ${browser}, onnxruntime-web ${runtime}; GPU passes timed by ${timing}`,
    '',
    table(['Haar forward', 'copy ms', 'one dispatch ms', 'three ms', 'one / copy', 'one / three'], haar),
    '',
    table(['encoder + decoder', 'LiteVAE ms', 'TAESD ms', 'LiteVAE / TAESD', 'of processor time'], networks),
    '',
    table(['decoder', 'LiteVAE ms', 'SD-VAE ms', 'LiteVAE / SD-VAE', 'of processor time'], decoders),
    '',
    table(['a warm run of', 'dispatches', 'submits', 'buffers made'], counted),
  ].join('\n');
}

function placeOf({ backend, size, threads }: Pick<NetworkRow, 'backend' | 'size' | 'threads'>): string {
  return backend === 'wasm' ? `wasm, ${threads} thread${threads === 1 ? '' : 's'}, ${size} px` : `WebGPU, ${size} px`;
}

/** A row, or none where nothing was counted. */
function work(name: string, asked: GpuWork | undefined): string[][] {
  return asked ? [[name, String(asked.dispatches), String(asked.submits), String(asked.buffersMade)]] : [];
}
