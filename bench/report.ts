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

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? NaN;
  const lower = sorted[Math.ceil(middle) - 1] ?? NaN;
  return (lower + upper) / 2;
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

function time(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}
