import { PARTS, type Part } from '../core/tiles/run-plan';
import type { SourceId } from './views';

/** The stages of the signal path, from left to right: what goes through it, and the two networks. */
export const STAGE_IDS = ['input', 'bands', 'encoder', 'latent', 'decoder', 'recon', 'error'] as const;
export type StageId = (typeof STAGE_IDS)[number];

/** Those that a picture stands for. */
export type PictureStageId = Exclude<StageId, Part>;
export const PICTURE_STAGES = STAGE_IDS.filter((stage): stage is PictureStageId => !isNetwork(stage));

/** Stages by the key that opens them with Shift: 1, 2 and so on. */
export const STAGE_KEYS: readonly StageId[] = [...PICTURE_STAGES, ...PARTS];

export function isNetwork(stage: StageId): stage is Part {
  return (PARTS as readonly string[]).includes(stage);
}

export const STAGE_TITLES: Record<StageId, string> = {
  input: 'Input',
  bands: 'Wavelets',
  encoder: 'Encoder',
  latent: 'Latent',
  decoder: 'Decoder',
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

/** The views that stand in the viewer, from left to right. */
export function shownViews({ layout, a, b }: StageView): readonly SourceId[] {
  return layout === 'one' ? [b] : [a, b];
}

/** `wide`: two views beside each other have room to be as large as one is elsewhere. */
export function defaultStageViews(wide = false): Record<StageId, StageView> {
  const one = wide ? 'two' : 'one';
  return {
    input: { layout: one, a: 'recon', b: 'input' },
    bands: { layout: one, a: 'input', b: 'bands' },
    encoder: { layout: 'one', a: 'input', b: 'layer' },
    latent: { layout: 'two', a: 'latent', b: 'pca' },
    decoder: { layout: 'one', a: 'input', b: 'layer' },
    recon: { layout: wide ? 'two' : 'slider', a: 'input', b: 'recon' },
    error: { layout: one, a: 'input', b: 'error' },
  };
}
