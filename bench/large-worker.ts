import { forecast, type Verdict } from '../src/core/tiles/forecast';
import { geometryOf } from '../src/core/math/geometry';
import { findModel, type ModelEntry } from '../src/core/model/manifest';
import { parseManifest } from '../src/core/model/parse-manifest';
import type { Settings } from '../src/core/settings/settings';
import type { RunTiling } from '../src/core/tiles/tiles';
import { Lab } from '../src/pipeline/lab/lab';

export interface LargeRequest {
  readonly width: number;
  readonly height: number;
  readonly settings: Settings;
  readonly modelsUrl: string;
}

/** Bytes and ms of one run. */
export interface LargeRun {
  readonly adapter: string;
  readonly software: boolean;
  readonly runtime: string;
  readonly model: ModelEntry;
  readonly largestBuffer: number;
  readonly verdict: Verdict;
  readonly peakBytes: number;
  readonly keptBytes: number;
  readonly encoderMs: number;
  readonly decoderMs: number;
  readonly totalMs: number;
  readonly psnr: number | null;
  readonly tiling: RunTiling | null;
}

export type LargeMessage = { readonly progress: string } | { readonly run: LargeRun } | { readonly failure: string };

const post = (message: LargeMessage) => self.postMessage(message);

/** Waves, edges and fine texture, so that nothing of the networks is idle. */
async function draw(width: number, height: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  const gradient = context.createLinearGradient(0, 0, width, height);
  for (let k = 0; k <= 12; k++) gradient.addColorStop(k / 12, `hsl(${(k * 67) % 360} 60% ${25 + ((k * 41) % 55)}%)`);
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
  for (let k = 0; k < 400; k++) {
    context.fillStyle = `hsl(${(k * 137) % 360} 55% ${20 + ((k * 29) % 60)}%)`;
    const side = 4 + ((k * 53) % Math.max(8, Math.floor(width / 12)));
    context.fillRect((k * 7919) % width, (k * 6101) % height, side, 3 + ((k * 31) % side));
  }
  return canvas.convertToBlob({ type: 'image/png' });
}

async function run({ width, height, settings, modelsUrl }: LargeRequest): Promise<LargeRun> {
  const manifest = parseManifest(await (await fetch(new URL('manifest.json', modelsUrl))).json());
  const model = findModel(manifest, settings.model || manifest.default);
  const lab = new Lab(modelsUrl, (event) => {
    if (event.type === 'stage')
      post({ progress: event.tile ? `${event.stage}, tile ${event.tile.done + 1} of ${event.tile.of}` : event.stage });
  });
  post({ progress: 'loading networks' });
  const info = await lab.start(settings);
  post({ progress: `drawing ${width} x ${height}` });
  await lab.open(0, { data: await draw(width, height), name: 'drawn.png' }, settings);
  const { summary } = await lab.run(0, settings);
  const largestBuffer = info.largestBuffer ?? Infinity;
  const { verdict } = forecast({
    geometry: geometryOf(width, height),
    model,
    settings,
    backend: 'webgpu',
    largestBuffer,
  });
  const { timings, totalMs, psnr, tiling = null, gpuBytes } = summary;
  return {
    adapter: info.adapter,
    software: info.software,
    runtime: info.ort,
    model,
    largestBuffer,
    verdict,
    peakBytes: summary.peakBytes ?? 0,
    keptBytes: gpuBytes,
    encoderMs: timings.encoder,
    decoderMs: timings.decoder,
    totalMs,
    psnr,
    tiling,
  };
}

self.addEventListener('message', ({ data }: MessageEvent<LargeRequest>) => {
  run(data).then(
    (found) => post({ run: found }),
    (error: unknown) => post({ failure: error instanceof Error ? error.message : String(error) }),
  );
});
