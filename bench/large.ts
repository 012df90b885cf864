import './bench.css';
import { geometryOf } from '../src/core/math/geometry';
import { forecast } from '../src/core/tiles/forecast';
import { applyPatch, defaultSettings, type SettingsPatch } from '../src/core/settings/settings';
import { markdownTable } from '../src/core/metrics/timing';
import type { RunTiling } from '../src/core/tiles/tiles';
import type { LargeMessage, LargeRequest, LargeRun } from './large-worker';

/** The page of npm run bench -- --large: one picture, its forecast, and what it took. */
export interface LargeReport extends Omit<LargeRun, 'model'> {
  readonly model: string;
  readonly browser: string;
  readonly width: number;
  readonly height: number;
  readonly budget: number;
  readonly predicted: { readonly peak: number; readonly whole: number };
}

const output = document.querySelector('output');

function say(text: string): void {
  if (output) output.textContent = text;
  console.info(text);
}

/** ?width=6000&height=4000&memory=1500&tiles=auto&halo=measured&backend=webgpu */
function requestOf(query: URLSearchParams): LargeRequest {
  const number = (name: string, standard: number): number => Number(query.get(name) ?? standard);
  const [width, height] = [number('width', 6000), number('height', 4000)];
  const tiles = query.get('tiles') ?? 'auto';
  const patch = {
    backend: query.get('backend') ?? 'webgpu',
    precision: 'fp32',
    maxSide: Math.max(width, height, 8),
    memory: number('memory', 1500),
    tiles: /^\d+$/.test(tiles) ? Number(tiles) : tiles,
    encoderHalo: query.get('halo') ?? 'measured',
  } as SettingsPatch;
  return {
    width,
    height,
    settings: applyPatch(defaultSettings(), patch),
    modelsUrl: new URL('models/', document.baseURI).href,
  };
}

function measure(request: LargeRequest): Promise<LargeRun> {
  const worker = new Worker(new URL('./large-worker.ts', import.meta.url), { type: 'module', name: 'large' });
  return new Promise<LargeRun>((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(`The worker broke: ${event.message}`));
    worker.onmessage = ({ data }: MessageEvent<LargeMessage>) => {
      if ('progress' in data) say(data.progress);
      else if ('run' in data) resolve(data.run);
      else reject(new Error(data.failure));
    };
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}

async function bench(): Promise<{ report: LargeReport; text: string }> {
  const request = requestOf(new URLSearchParams(location.search));
  const { model, ...run } = await measure(request);
  const { width, height, settings } = request;
  const predicted = forecast({
    geometry: geometryOf(width, height),
    model,
    settings,
    backend: 'webgpu',
    largestBuffer: run.largestBuffer,
  });
  const browser = /(?:Firefox|Edg|Chrome|Version)\/[\d.]+/.exec(navigator.userAgent)?.[0] ?? navigator.userAgent;
  const report = {
    browser,
    model: model.id,
    ...run,
    width,
    height,
    budget: settings.memory * 1e6,
    predicted: { peak: predicted.peak, whole: predicted.whole.peak },
  };
  const text = textOf(report);
  if (output) output.textContent = text;
  return { report, text };
}

function textOf({
  browser,
  adapter,
  width,
  height,
  budget,
  predicted,
  peakBytes,
  encoderMs,
  decoderMs,
  totalMs,
  tiling,
  psnr,
  keptBytes,
  verdict,
}: LargeReport): string {
  const mega = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  const rows = [
    ['picture', `${width} x ${height}, ${((width * height) / 1e6).toFixed(2)} megapixels`],
    ['forecast', verdict],
    ['peak, forecast', mega(predicted.peak)],
    [
      'peak, measured',
      peakBytes > 0
        ? `${mega(peakBytes)}, ${peakBytes <= budget ? 'within' : 'over'} ${mega(budget)}`
        : 'not on the CPU',
    ],
    ['at once, forecast', mega(predicted.whole)],
    ['kept after the run', mega(keptBytes)],
    ['encoder', `${tilesOf(tiling?.encoder)}${(encoderMs / 1000).toFixed(1)} s`],
    ['decoder', `${tilesOf(tiling?.decoder)}${(decoderMs / 1000).toFixed(1)} s`],
    ['whole run', `${(totalMs / 1000).toFixed(1)} s, shaders compiled in it`],
    ['PSNR', psnr === null ? 'identical' : `${psnr.toFixed(2)} dB`],
  ];
  return `${adapter}, ${browser}\n\n${markdownTable(['one large picture', 'value'], rows)}`;
}

function tilesOf(part: RunTiling['encoder'] | undefined): string {
  return part
    ? `${part.across} x ${part.down} tiles, ${part.kind}, halo ${part.halo} px, ${part.factor.toFixed(2)} x the work; `
    : 'at once; ';
}

// The type of window.bench is that of the other page.
const benching = bench();
Object.assign(window, { bench: benching });
benching.catch((error: Error) => say(`The bench stopped: ${error.message}`));
