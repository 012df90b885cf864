import type { Level } from '../../core/math/bands';
import { PALETTES } from '../../core/view/palette-names';
import type { ColourChoice, Tone, ViewRequest } from '../../core/view/view';
import type { SourceId, StageId } from '../../state/stages';
import type { LabState, Viewer } from '../../state/state-types';
import { isStored } from '../../state/versions';

/** What the worker is asked to draw for a source of the viewer, with the looks that are chosen. */
export function requestOf(source: SourceId, viewer: Viewer): ViewRequest {
  const request = { ...plainRequest(source, viewer), ...toneOf(source, viewer) };
  return viewer.before && CHANGED_BY_EDITS.includes(source) ? { ...request, slot: 'reference' } : request;
}

/** Whether a view shows what is there without the edits. */
export function isBeforeEdits(source: SourceId, viewer: Viewer): boolean {
  const request = requestOf(source, viewer);
  return request.slot === 'reference' || ('raw' in request && request.raw);
}

/** Views that edits change; bands have a form before edits in the shown result itself. */
const CHANGED_BY_EDITS: readonly SourceId[] = ['latent', 'channel', 'pca', 'recon', 'error', 'ssim', 'flip', 'kl'];

/** Palette, floor and clip warning, as far as the source takes them; only what differs from the defaults. */
function toneOf(source: SourceId, viewer: Viewer): Tone {
  const { bands, latent, error, maps, clip } = viewer;
  const tone = (map: keyof typeof PALETTES, floor: number): Tone => ({
    ...(maps[map] === PALETTES[map][0] ? {} : { palette: maps[map] }),
    ...(floor > 0 ? { floor } : {}),
    ...(clip ? { clip } : {}),
  });
  switch (source) {
    case 'bands':
    case 'band':
      return tone('signed', bands.floor);
    case 'latent':
    case 'channel':
      return isSpread(latent.tensor) ? tone('amount', 0) : tone('signed', latent.floor);
    case 'error':
      return tone(error.mode === 'signed' ? 'signed' : 'amount', error.floor);
    case 'change':
    case 'versus':
    case 'poked':
      return tone('signed', error.floor);
    case 'ssim':
    case 'flip':
    case 'kl':
    case 'spread':
      return tone('amount', 0);
    case 'pca':
      return clip ? { clip } : {};
    default:
      return {};
  }
}

/** Quantities that have no zero to be near to. */
export function isSpread(tensor: Viewer['latent']['tensor']): boolean {
  return tensor === 'sigma' || tensor === 'logvar';
}

function plainRequest(source: SourceId, viewer: Viewer): ViewRequest {
  const { colour, scale, gain, raw, level, orientation, arrangement } = viewer.bands;
  const look = { colour, scale, gain, raw };
  switch (source) {
    case 'input':
      return { kind: 'picture', tensor: 'input' };
    case 'padded':
      return { kind: 'padded' };
    case 'bands':
      return arrangement === 'pyramid' ? { kind: 'pyramid', ...look } : { kind: 'band-grid', level, ...look };
    case 'band':
      return { kind: 'band', level, orientation, ...look };
    case 'latent':
      return {
        kind: 'latent-grid',
        tensor: viewer.latent.tensor,
        scale: viewer.latent.scale,
        gain: viewer.latent.gain,
      };
    case 'channel':
      return {
        kind: 'latent-channel',
        tensor: viewer.latent.tensor,
        channel: viewer.latent.channel,
        gain: viewer.latent.gain,
      };
    case 'pca':
      return { kind: 'latent-pca' };
    case 'recon':
      return { kind: 'picture', tensor: 'reconstruction' };
    case 'added':
      return { kind: 'rebuild', step: viewer.bandCount };
    case 'ssim':
    case 'flip':
      return { kind: 'metric-map', map: source, gain: viewer.error.gain };
    case 'kl':
      return { kind: 'metric-map', map: 'kl', gain: viewer.latent.gain };
    case 'change':
      return {
        kind: 'difference',
        against: 'reference',
        mode: 'signed',
        colour: viewer.error.colour,
        gain: viewer.error.gain,
      };
    case 'compared':
      return { kind: 'picture', tensor: 'reconstruction', slot: 'compared' };
    case 'versus':
      return {
        kind: 'difference',
        against: 'compared',
        mode: 'signed',
        colour: viewer.error.colour,
        gain: viewer.error.gain,
      };
    case 'spread':
      return { kind: 'sample-spread', gain: viewer.error.gain, slot: 'samples' };
    case 'codec':
      return { kind: 'codec', ...viewer.codec };
    case 'poked':
      return {
        kind: 'difference',
        slot: 'other',
        against: 'reference',
        mode: 'signed',
        colour: viewer.error.colour,
        gain: viewer.error.gain,
      };
    case 'error':
      return { kind: 'error', mode: viewer.error.mode, colour: viewer.error.colour, gain: viewer.error.gain };
  }
}

/** The view that stands for a stage on the path. */
export const STAGE_SOURCE: Record<StageId, SourceId> = {
  input: 'input',
  bands: 'bands',
  latent: 'pca',
  recon: 'recon',
  error: 'error',
};

type Sized = Pick<LabState, 'viewer' | 'picture' | 'result'>;

/** CSS px of a thumbnail on the path; the widest screens have larger ones (path.css). */
const thumbWidth = (): number => (innerWidth >= 2400 ? 252 : 132);

/** The small picture of a stage on the path. */
export function stageThumb(stage: StageId, state: Sized): ViewRequest {
  // A hatch says nothing at this size; the path shows what runs, with its edits.
  const request = requestOf(STAGE_SOURCE[stage], { ...state.viewer, clip: false, before: false });
  const isSigned = stage === 'bands' || (stage === 'error' && state.viewer.error.mode === 'signed');
  return isSigned ? reduced(request, state.picture?.info.paddedWidth ?? 0, thumbWidth(), state) : request;
}

/** The four bands of a level before edits, as the matrix shows them: `box` CSS px wide each. */
export function bandsThumb(level: Level, colour: ColourChoice, box: number, state: Sized): ViewRequest {
  const {
    maps: { signed },
  } = state.viewer;
  const palette = signed === PALETTES.signed[0] ? {} : { palette: signed };
  const request: ViewRequest = { kind: 'band-grid', level, raw: true, colour, scale: 'band', gain: 1, ...palette };
  return reduced(request, (state.picture?.info.paddedWidth ?? 0) >> level, box, state);
}

/** The worker draws it small, down to less than twice its box, so that thin edges survive. Stored views are whole. */
function reduced(request: ViewRequest, width: number, box: number, state: Sized): ViewRequest {
  const reduce = 2 ** Math.floor(Math.log2(Math.max(1, width / (box * devicePixelRatio))));
  return reduce > 1 && !isStored(state) ? { ...request, reduce } : request;
}
