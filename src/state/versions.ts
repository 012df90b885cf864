import type { RunSummary } from '../core/protocol';
import type { ViewRequest } from '../core/view/view';
import type { LabState } from './state-types';

export const INPUT_VIEW: ViewRequest = { kind: 'picture', tensor: 'input' };

/** Version of the views that come with the build. */
export const STORED = 'stored';

type Shown = Pick<LabState, 'picture' | 'result'> & Partial<Pick<LabState, 'slots'>>;

/** Whether the result on screen came with the build: its live run has yet to end. */
export function isStored({ picture, result }: Shown): boolean {
  return result !== null && result.stored !== null && result.picture === picture?.version;
}

/** The same for equal requests, in whatever order their keys were set. */
export function requestKey(request: ViewRequest): string {
  return JSON.stringify(Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Which version of the data a view shows: the picture's as soon as it is open, the run's for everything else; beside
 * the shown result the slot's. Null while there is nothing of the present picture to show.
 */
export function versionOf(state: Shown, request: ViewRequest): string | null {
  const { picture, result } = state;
  if (!picture) return null;
  const { slot = 'shown' } = request;
  if (lacksVariance(state, request)) return null;
  if (request.kind === 'difference') {
    const [one, other] = [slot, request.against].map((each) => versionOf(state, { kind: 'latent-pca', slot: each }));
    return one && other && !isStored(state) ? `difference ${one}, ${other}` : null;
  }
  if (slot !== 'shown') {
    const kept = state.slots?.[slot];
    return kept ? `${slot} ${kept.version}` : null;
  }
  if (isStored(state)) return result?.stored?.includes(requestKey(request)) ? STORED : null;
  const isPicture =
    (request.kind === 'codec' && request.quality !== 'equal') ||
    (request.kind === 'picture' && request.tensor === 'input');
  if (isPicture) return `picture ${picture.version}`;
  if (result?.picture !== picture.version) return null;
  if (request.kind === 'codec') return `picture ${picture.version} at ${result.summary.compression.bitsPerPixel} bits`;
  if (request.kind === 'rebuild' || ('raw' in request && request.raw)) return `bands ${picture.version}`;
  return `job ${result.summary.job}`;
}

/** Whether a view shows a log-variance, sigma or KL of a result whose encoder gives none. */
export function lacksVariance({ result, slots }: Pick<Shown, 'result' | 'slots'>, request: ViewRequest): boolean {
  const { slot = 'shown' } = request;
  const asks =
    (request.kind === 'metric-map' && request.map === 'kl') ||
    ('tensor' in request && (request.tensor === 'logvar' || request.tensor === 'sigma'));
  const summary = slot === 'shown' ? result?.summary : slots?.[slot]?.summary;
  return asks && summary !== undefined && hasNoVariance(summary);
}

/** The log-variance of an encoder that gives none has no channels. */
export function hasNoVariance({ stats }: Pick<RunSummary, 'stats'>): boolean {
  return stats.logvar.length === 0;
}

/** The same for all frames of a camera or video: what was shown of one stays until the next is there. */
export function seriesOf({ picture }: Pick<LabState, 'picture'>): number {
  return picture?.since ?? picture?.version ?? 0;
}

/** The backend compiles shaders for a shape that it has not seen yet; the CPU has none to compile. */
export function isCompiling({ work, session }: LabState): boolean {
  return work.status === 'running' && work.cold && session.info?.backend === 'webgpu';
}
