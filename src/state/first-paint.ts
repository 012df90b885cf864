import { isRecord } from '../core/settings/checks';
import type { ModelEntry } from '../core/model/manifest';
import { STAGE_NAMES, STATS_TENSORS, type PictureInfo, type RenderedView, type RunSummary } from '../core/protocol';
import type { Settings } from '../core/settings/settings';
import type { Legend, ViewRequest } from '../core/view/view';
import { requestKey } from './versions';

/** public/first-paint/index.json: a run of the first sample, made by `npm run first-paint`. */
export interface StoredPaint {
  /** Id of the sample. */
  readonly sample: string;
  /** SHA-256 of the networks that made it, lower-case hex. */
  readonly encoder: string;
  readonly decoder: string;
  readonly picture: PictureInfo;
  readonly summary: RunSummary;
  readonly views: readonly StoredView[];
}

export interface StoredView {
  readonly request: ViewRequest;
  readonly legends: readonly Legend[];
  /** WebP beside index.json. */
  readonly file: string;
}

const hasKeys = (value: unknown, keys: readonly string[]): boolean =>
  isRecord(value) && keys.every((key) => key in value);

/** Null for what another version of the page wrote: the page then does without. */
export function parsePaint(json: unknown): StoredPaint | null {
  if (!hasKeys(json, ['sample', 'encoder', 'decoder', 'picture', 'summary', 'views'])) return null;
  const paint = json as StoredPaint;
  const { picture, summary, views } = paint;
  const complete =
    hasKeys(picture, ['name', 'width', 'height', 'paddedWidth', 'paddedHeight', 'notes']) &&
    hasKeys(summary, ['psnr', 'ssim', 'compression', 'latentDims', 'errorEnergies']) &&
    hasKeys(summary.stats, STATS_TENSORS) &&
    isRecord(summary.timings) &&
    Array.isArray(views) &&
    views.every((view) => hasKeys(view, ['request', 'legends', 'file']));
  if (!complete) return null;
  // A stage that came later took no time then.
  const none = Object.fromEntries(STAGE_NAMES.map((name) => [name, 0])) as RunSummary['timings'];
  return { ...paint, summary: { ...summary, timings: { ...none, ...summary.timings } } };
}

/** Whether these networks made it. A list of models that did not come says nothing against it. */
export function isMadeBy({ encoder, decoder }: StoredPaint, model: ModelEntry | undefined): boolean {
  return !model || (model.encoder?.sha256 === encoder && model.decoder?.sha256 === decoder);
}

/** Settings that a first visit has: what is computed is the default; where and how precisely does not matter. */
export function isUntouched(settings: Settings, defaults: Settings, defaultModel: string): boolean {
  const { model, backend, precision } = defaults;
  const same = settings.model === defaultModel ? { ...settings, model } : settings;
  return JSON.stringify({ ...same, backend, precision }) === JSON.stringify(defaults);
}

/** The view of a request out of the build. @throws when it is not stored or cannot be loaded */
export async function loadStoredView(
  paint: StoredPaint | null,
  request: ViewRequest,
  loadBitmap: (path: string) => Promise<ImageBitmap>,
): Promise<RenderedView> {
  const view = paint?.views.find((each) => requestKey(each.request) === requestKey(request));
  if (!paint || !view) throw new Error('This view is not stored.');
  return { bitmap: await loadBitmap(`first-paint/${view.file}`), legends: view.legends, job: paint.summary.job };
}
