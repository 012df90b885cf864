import { neededBy, NO_PICTURE, NO_POSTERIOR, whyMissing } from '../core/missing';
import type { StatsTensor } from '../core/protocol';
import type { Slot } from '../core/slots';
import type { ViewRequest } from '../core/view/view';
import { isPlaying, LAYERS_WAIT } from './playing';
import type { LabState } from './state-types';

export const INPUT_VIEW: ViewRequest = { kind: 'picture', tensor: 'input' };

/** Version of the views that come with the build. */
export const STORED = 'stored';

type Shown = Pick<LabState, 'picture' | 'result'> & Partial<Pick<LabState, 'slots' | 'live'>>;

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
  if (whyNotShown(state, request)) return null;
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
    request.kind === 'largest' ||
    (request.kind === 'codec' && request.quality !== 'equal') ||
    (request.kind === 'picture' && request.tensor === 'input');
  if (isPicture) return `picture ${picture.version}`;
  if (result?.picture !== picture.version) return null;
  if (request.kind === 'codec') return `picture ${picture.version} at ${result.summary.compression.bitsPerPixel} bits`;
  if (request.kind === 'rebuild' || ('raw' in request && request.raw)) return `bands ${picture.version}`;
  return `job ${result.summary.job}`;
}

/** Why the result that a view is of has nothing to show there, as a sentence; null where it has, or where there is none yet. */
export function whyNotShown(state: Shown, request: ViewRequest): string | null {
  if ('part' in request) {
    if (request.tensor === '') return 'Choose a layer at Encoder or Decoder, in the drawer Layers, to see this.';
    if (isPlaying(state)) return LAYERS_WAIT;
  }
  return whyAbsent(state, request.slot ?? 'shown', neededBy(request));
}

/** Why a result has none of these tensors, as a sentence; null where it has all of them. The open picture tells it before a run. */
export function whyAbsent(
  { picture, result, slots }: Shown,
  slot: Slot,
  ...names: readonly StatsTensor[]
): string | null {
  const isShown = slot === 'shown';
  if (isShown && result?.picture !== picture?.version) {
    const latent = picture?.info?.latent;
    if (!latent) return null;
    if (latent.beside === null && names.some((name) => OF_PICTURE.includes(name))) return NO_PICTURE;
    return names.some((name) => name === 'mean' || name === 'logvar') ? NO_POSTERIOR : null;
  }
  const summary = isShown ? result?.summary : slots?.[slot]?.summary;
  return summary ? whyMissing(summary, ...names) : null;
}

/** What only a picture brings. */
const OF_PICTURE: readonly StatsTensor[] = ['input', 'error'];

/** The same for all frames of a camera or video: what was shown of one stays until the next is there. */
export function seriesOf({ picture }: Pick<LabState, 'picture'>): number {
  return picture?.since ?? picture?.version ?? 0;
}

/** The backend compiles shaders for a shape that it has not seen yet; the CPU has none to compile. */
export function isCompiling({ work, session }: LabState): boolean {
  return work.status === 'running' && work.cold && session.info?.backend === 'webgpu';
}
