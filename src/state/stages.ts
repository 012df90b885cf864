import type { SourceId } from './views';

/** The five stages of the signal path, from left to right. */
export const STAGE_IDS = ['input', 'bands', 'latent', 'recon', 'error'] as const;
export type StageId = (typeof STAGE_IDS)[number];

export const STAGE_TITLES: Record<StageId, string> = {
  input: 'Input',
  bands: 'Wavelets',
  latent: 'Latent',
  recon: 'Reconstruction',
  error: 'Error',
};

export const LAYOUTS = ['one', 'two', 'slider'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** B is the stage's own view and the only one in layout 'one'; A is what it is compared with. */
export interface StageView {
  readonly layout: Layout;
  readonly a: SourceId;
  readonly b: SourceId;
}

/** `wide`: two views beside each other have room to be as large as one is elsewhere. */
export function defaultStageViews(wide = false): Record<StageId, StageView> {
  const one = wide ? 'two' : 'one';
  return {
    input: { layout: one, a: 'recon', b: 'input' },
    bands: { layout: one, a: 'input', b: 'bands' },
    latent: { layout: 'two', a: 'latent', b: 'pca' },
    recon: { layout: wide ? 'two' : 'slider', a: 'input', b: 'recon' },
    error: { layout: one, a: 'input', b: 'error' },
  };
}
