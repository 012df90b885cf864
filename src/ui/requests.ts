import type { ViewRequest } from '../core/view';
import type { SourceId, StageId } from '../state/stages';
import type { Viewer } from '../state/state-types';

/** What the worker is asked to draw for a source of the viewer, with the looks that are chosen. */
export function requestOf(source: SourceId, viewer: Viewer): ViewRequest {
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
      return { kind: 'latent-grid', tensor: viewer.latent.tensor, scale: viewer.latent.scale, gain: viewer.latent.gain };
    case 'channel':
      return {
        kind: 'latent-channel', tensor: viewer.latent.tensor, channel: viewer.latent.channel, gain: viewer.latent.gain,
      };
    case 'pca':
      return { kind: 'latent-pca' };
    case 'recon':
      return { kind: 'picture', tensor: 'reconstruction' };
    case 'error':
      return { kind: 'error', ...viewer.error };
  }
}

/** The view that stands for a stage on the path. */
export const STAGE_SOURCE: Record<StageId, SourceId> = {
  input: 'input', bands: 'bands', latent: 'pca', recon: 'recon', error: 'error',
};
