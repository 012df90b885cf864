import { markdownTable as table, shortMs as time } from '../src/core/timing';

/** What one run of the bench found. Times are medians in ms; ratios are medians of the ratios of single rounds. */
export interface Report {
  readonly browser: string;
  readonly adapter: string;
  readonly software: boolean;
  readonly timing: string;
  readonly runtime: string;
  readonly haar: readonly HaarRow[];
  readonly networks: readonly NetworkRow[];
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
  readonly rounds: number;
}

export interface NetworkTimes {
  readonly encoderMs: number;
  readonly decoderMs: number;
}

/** The report as a table for terminals. */
export function formatReport(report: Report): string {
  const { browser, adapter, software, timing, runtime } = report;
  const haar = report.haar.map((row) => [
    `${row.size} x ${row.size}`, time(row.copyMs), time(row.oneDispatchMs), time(row.threeDispatchMs),
    row.oneOverCopy.toFixed(2), row.oneOverThree.toFixed(2),
  ]);
  const networks = report.networks.map(({ backend, size, threads, litevae, taesd, litevaeOverTaesd }) => [
    backend === 'wasm' ? `wasm, ${threads} thread${threads === 1 ? '' : 's'}, ${size} px` : `WebGPU, ${size} px`,
    `${time(litevae.encoderMs)} + ${time(litevae.decoderMs)}`, `${time(taesd.encoderMs)} + ${time(taesd.decoderMs)}`,
    litevaeOverTaesd.toFixed(2),
  ]);
  return [
    `${adapter}${software ? ' (software)' : ''}, ${browser}, onnxruntime-web ${runtime}; GPU passes timed by ${timing}`, '',
    table(['Haar forward', 'copy ms', 'one dispatch ms', 'three ms', 'one / copy', 'one / three'], haar), '',
    table(['encoder + decoder', 'LiteVAE ms', 'TAESD ms', 'LiteVAE / TAESD'], networks),
  ].join('\n');
}
