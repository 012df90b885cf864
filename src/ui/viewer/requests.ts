import type { Level } from '../../core/math/bands';
import { PALETTES } from '../../core/view/palette-names';
import type { ColourChoice, ViewRequest } from '../../core/view/view';
import type { PictureStageId } from '../../state/stages';
import type { LabState, Viewer } from '../../state/state-types';
import { isStored } from '../../state/versions';
import { toneOf, VIEWS, type SourceId } from '../../state/views';

/** What the worker is asked to draw for a source of the viewer, with the looks that are chosen. */
export function requestOf(source: SourceId, viewer: Viewer): ViewRequest {
  const { request, hasBefore } = VIEWS[source];
  const toned = { ...request(viewer), ...toneOf(source, viewer) };
  // Bands have a form before edits in the shown result itself.
  return viewer.before && hasBefore ? { ...toned, slot: 'reference' } : toned;
}

/** Whether a view shows what is there without the edits. */
export function isBeforeEdits(source: SourceId, viewer: Viewer): boolean {
  const request = requestOf(source, viewer);
  return request.slot === 'reference' || ('raw' in request && request.raw);
}

/** The view that stands for a stage on the path. */
export const STAGE_SOURCE: Record<PictureStageId, SourceId> = {
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
export function stageThumb(stage: PictureStageId, state: Sized): ViewRequest {
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
