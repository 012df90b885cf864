/** The five stages of the signal path, from left to right, and what a viewer can show of them. */
export const STAGE_IDS = ['input', 'bands', 'latent', 'recon', 'error'] as const;
export type StageId = (typeof STAGE_IDS)[number];

export const STAGE_TITLES: Record<StageId, string> = {
  input: 'Input',
  bands: 'Wavelets',
  latent: 'Latent',
  recon: 'Reconstruction',
  error: 'Error',
};

/** What one side of the viewer shows. 'channel' is one latent channel, large; 'band' one sub-band. */
export const SOURCE_IDS = [
  'input',
  'padded',
  'bands',
  'band',
  'latent',
  'channel',
  'pca',
  'recon',
  'error',
  'added',
  'ssim',
  'flip',
  'kl',
  'change',
  'compared',
  'versus',
  'codec',
  'spread',
  'poked',
] as const;
export type SourceId = (typeof SOURCE_IDS)[number];

export const SOURCE_TITLES: Record<SourceId, string> = {
  input: 'Input',
  padded: 'Padded input',
  bands: 'Wavelets',
  band: 'One band',
  latent: 'Latent channels',
  channel: 'One channel',
  pca: 'Latent as RGB',
  recon: 'Reconstruction',
  error: 'Error',
  added: 'Bands added up',
  ssim: 'SSIM loss',
  flip: 'FLIP',
  kl: 'KL map',
  change: 'Change by edits',
  compared: 'Compared result',
  versus: 'Shown minus compared',
  poked: 'Change by the poke',
  codec: 'JPEG or WebP',
  spread: 'Sample variance',
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
