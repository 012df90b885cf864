import type { PictureInfo, RunSummary } from '../../src/core/protocol';
import { defaultSettings } from '../../src/core/settings/settings';
import type { Legend, ViewRequest } from '../../src/core/view/view';
import { Lab } from '../../src/pipeline/lab/lab';

/** Runs the pipeline on the CPU for one sample and hands its default views to scripts/first-paint.mjs. */
export interface StoredPaint {
  readonly picture: PictureInfo;
  readonly summary: RunSummary;
  readonly views: readonly {
    readonly request: ViewRequest;
    readonly legends: readonly Legend[];
    readonly webp: string;
  }[];
}

/** Each with the quality at which all of them fit into the budget; what a first visit shows, stage by stage. */
const VIEWS: readonly { readonly request: ViewRequest; readonly quality: number }[] = [
  { request: { kind: 'picture', tensor: 'input' }, quality: 0.92 },
  { request: { kind: 'pyramid', colour: 'RGB', scale: 'level', gain: 1, raw: false }, quality: 0.6 },
  { request: { kind: 'latent-grid', tensor: 'mean', scale: 'shared', gain: 1 }, quality: 0.9 },
  { request: { kind: 'latent-pca' }, quality: 0.95 },
  { request: { kind: 'picture', tensor: 'reconstruction' }, quality: 0.92 },
  { request: { kind: 'error', mode: 'absolute', colour: 'RGB', gain: 1 }, quality: 0.6 },
];

async function toWebp(bitmap: ImageBitmap, quality: number): Promise<string> {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality })).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

async function makePaint(sampleFile: string): Promise<StoredPaint> {
  const settings = { ...defaultSettings(), backend: 'wasm' } as const;
  const lab = new Lab(new URL('/models/', location.href).href, () => undefined);
  await lab.start(settings);
  const data = await (await fetch(`/samples/${sampleFile}`)).blob();
  await lab.open(0, { data, name: sampleFile }, settings);
  const { picture, summary } = await lab.run(0, settings);
  // How this browser reads says nothing of the visitor's.
  Reflect.deleteProperty(picture, 'reading');
  const views = [];
  for (const { request, quality } of VIEWS) {
    const { bitmap, legends } = await lab.readings.view(request);
    views.push({ request, legends, webp: await toWebp(bitmap, quality) });
  }
  return { picture, summary, views };
}

declare global {
  interface Window {
    makePaint: typeof makePaint;
  }
}
window.makePaint = makePaint;
