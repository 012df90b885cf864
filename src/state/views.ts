import { NO_VARIANCE } from '../core/model/contract';
import { PALETTES } from '../core/view/palette-names';
import type { Tone } from '../core/view/view';
import { LAYER_VIEWS } from './layer-views';
import type { Looks } from './looks';
import type { ViewDescription } from './view-description';

export type { Look, Scaled, ViewWords } from './view-description';

const raw = ({ bands }: Looks): string => (bands.raw ? '-before-edits' : '');
const bandLook = ({ bands: { colour, scale, gain, raw } }: Looks) => ({ colour, scale, gain, raw });

const BAND = {
  tone: ({ bands }) => ({ map: 'signed', floor: bands.floor }),
  look: 'bands',
  scale: ({ bands }) => bands.scale,
  gain: ({ bands }) => bands.gain,
  sentence: () =>
    'Haar sub-bands: averages in colour, details in blue below and orange above zero. The drawer Band values has their numbers.',
} as const satisfies Partial<ViewDescription>;

const LATENT = {
  tone: ({ latent }) => (isSpread(latent.tensor) ? { map: 'amount' } : { map: 'signed', floor: latent.floor }),
  look: 'latent',
  gain: ({ latent }) => latent.gain,
  hasBefore: true,
  sentence: ({ channels, cells }) => `${channels} of ${cells} values. The drawer Latent statistics has their numbers.`,
} as const satisfies Partial<ViewDescription>;

/** Shown minus another reconstruction, or another pair of slots. */
const difference = (slots: { slot?: 'other'; against: 'reference' | 'compared' }) =>
  ({
    request: ({ error: { colour, gain } }) => ({ kind: 'difference', ...slots, mode: 'signed', colour, gain }),
    tone: ({ error }) => ({ map: 'signed', floor: error.floor }),
    extent: 'picture',
    look: 'difference',
    unit: 'levels',
    gain: ({ error }) => error.gain,
  }) as const satisfies Partial<ViewDescription>;

const metricMap = (map: 'ssim' | 'flip' | 'st-lpips') =>
  ({
    request: ({ error }) => ({ kind: 'metric-map', map, gain: error.gain }),
    tone: () => ({ map: 'amount' }),
    extent: 'picture',
    hasBefore: true,
    look: 'gain',
    gain: ({ error }) => error.gain,
  }) as const satisfies Partial<ViewDescription>;

/** All that one side of the viewer can show, in the order of its menus. 'channel' is one latent channel, large. */
const TABLE = {
  input: {
    title: 'Input',
    request: () => ({ kind: 'picture', tensor: 'input' }),
    extent: 'picture',
    sentence: ({ name, shape }) => `The picture ${name}, ${shape}.`,
  },
  padded: {
    title: 'Padded input',
    request: () => ({ kind: 'padded' }),
    extent: 'padded',
    sentence: ({ padded }) => `The picture padded to ${padded}.`,
  },
  bands: {
    ...BAND,
    title: 'Wavelets',
    request: (looks) =>
      looks.bands.arrangement === 'pyramid'
        ? { kind: 'pyramid', ...bandLook(looks) }
        : { kind: 'band-grid', level: looks.bands.level, ...bandLook(looks) },
    extent: 'sheet',
    file: (looks) => `wavelets${looks.bands.arrangement === 'pyramid' ? '' : `-${looks.bands.level}`}${raw(looks)}`,
  },
  band: {
    ...BAND,
    title: 'One band',
    request: (looks) => ({
      kind: 'band',
      level: looks.bands.level,
      orientation: looks.bands.orientation,
      ...bandLook(looks),
    }),
    extent: 'band',
    file: (looks) => `band-${looks.bands.orientation}${looks.bands.level}${raw(looks)}`,
  },
  latent: {
    ...LATENT,
    title: 'Latent channels',
    request: ({ latent: { tensor, scale, gain } }) => ({ kind: 'latent-grid', tensor, scale, gain }),
    extent: 'sheet',
    scale: ({ latent }) => latent.scale,
    file: ({ latent }) => `latent-channels-${latent.tensor}`,
  },
  channel: {
    ...LATENT,
    title: 'One channel',
    request: ({ latent: { tensor, channel, gain } }) => ({ kind: 'latent-channel', tensor, channel, gain }),
    extent: 'cells',
    file: ({ latent }) => `channel-${latent.channel}-${latent.tensor}`,
  },
  pca: {
    title: 'Latent as RGB',
    request: () => ({ kind: 'latent-pca' }),
    tone: () => 'clip alone',
    extent: 'cells',
    hasBefore: true,
    file: () => 'latent-as-rgb',
    sentence: ({ cells }) => `Three directions of the latent as red, green and blue, ${cells} cells.`,
  },
  ...LAYER_VIEWS,
  recon: {
    title: 'Reconstruction',
    request: () => ({ kind: 'picture', tensor: 'reconstruction' }),
    extent: 'picture',
    hasBefore: true,
    file: () => 'reconstruction',
    sentence: ({ shape, psnr, edited }) => `The reconstruction, ${shape}, PSNR ${psnr}${edited ? ', with edits' : ''}.`,
  },
  error: {
    title: 'Error',
    request: ({ error: { mode, colour, gain } }) => ({ kind: 'error', mode, colour, gain }),
    tone: ({ error }) => ({ map: error.mode === 'signed' ? 'signed' : 'amount', floor: error.floor }),
    extent: 'picture',
    hasBefore: true,
    look: 'error',
    unit: 'levels',
    gain: ({ error }) => error.gain,
    file: ({ error }) => `error-${error.mode}`,
    sentence: ({ mean, largest }) => `The error of the reconstruction: mean ${mean}, largest ${largest} of 255.`,
  },
  rebuild: {
    title: 'Bands added up',
    request: ({ rebuildStep }) => ({ kind: 'rebuild', step: rebuildStep }),
    extent: 'picture',
    file: () => 'bands-added-up',
    sentence: ({ shape }) =>
      `The picture of some of its bands, ${shape}. The drawer Add one band at a time has its PSNR.`,
  },
  ssim: {
    ...metricMap('ssim'),
    title: 'SSIM loss',
    sentence: ({ shape }) => `1 − SSIM at each pixel, ${shape}. The drawer Error maps and region numbers has its mean.`,
  },
  flip: {
    ...metricMap('flip'),
    title: 'FLIP',
    sentence: ({ shape }) =>
      `FLIP at each pixel: how visible the error is, ${shape}. The drawer Error maps and region numbers has its mean.`,
  },
  'st-lpips': {
    ...metricMap('st-lpips'),
    title: 'ST-LPIPS',
    sentence: ({ shape }) =>
      `ST-LPIPS at each pixel: how unlike features of a network are, ${shape}. The drawer Quality has its mean.`,
  },
  kl: {
    title: 'KL map',
    request: ({ latent }) => ({ kind: 'metric-map', map: 'kl', gain: latent.gain }),
    tone: () => ({ map: 'amount' }),
    extent: 'cells',
    hasBefore: true,
    look: 'kl',
    unit: 'nats',
    gain: ({ latent }) => latent.gain,
    sentence: ({ block, cells, hasVariance }) =>
      hasVariance
        ? `KL of the posterior in nats per ${block}, ${cells} of them. The drawer Latent statistics has those of each channel.`
        : NO_VARIANCE,
  },
  change: {
    ...difference({ against: 'reference' }),
    title: 'Change by edits',
    sentence: ({ shape }) =>
      `What the edits change: edited minus unedited reconstruction, ${shape}. The drawer Band matrix has its PSNR and SSIM.`,
  },
  compared: {
    title: 'Compared result',
    request: () => ({ kind: 'picture', tensor: 'reconstruction', slot: 'compared' }),
    extent: 'picture',
    sentence: ({ shape }) =>
      `The reconstruction that the shown one is compared with, ${shape}. The drawer Compare settings or models has its numbers.`,
  },
  'compared-pca': {
    title: 'Compared latent as RGB',
    request: () => ({ kind: 'latent-pca', slot: 'compared' }),
    tone: () => 'clip alone',
    extent: 'cells',
    file: () => 'compared-latent-as-rgb',
    sentence: () =>
      'Three directions of the compared latent as red, green and blue. The drawer Compare settings or models has its size.',
  },
  versus: {
    ...difference({ against: 'compared' }),
    title: 'Shown minus compared',
    sentence: ({ shape }) =>
      `Shown minus compared reconstruction, ${shape}. The drawer Compare settings or models has the numbers of both.`,
  },
  codec: {
    title: 'JPEG or WebP',
    request: ({ codec }) => ({ kind: 'codec', ...codec }),
    extent: 'picture',
    file: ({ codec }) => `${codec.format}-${codec.quality === 'equal' ? 'equal-bits' : `q${codec.quality}`}`,
    sentence: ({ shape }) =>
      `The input through JPEG or WebP, ${shape}. The drawer Rate and distortion has its numbers.`,
  },
  spread: {
    title: 'Sample variance',
    request: ({ error }) => ({ kind: 'sample-spread', gain: error.gain, slot: 'samples' }),
    tone: () => ({ map: 'amount' }),
    extent: 'picture',
    look: 'gain',
    unit: 'levels',
    scale: () => 'own',
    gain: ({ error }) => error.gain,
    sentence: ({ shape }) =>
      `How far each pixel spreads over samples of the posterior, ${shape}. The drawer Sample variance has its numbers.`,
  },
  poked: {
    ...difference({ slot: 'other', against: 'reference' }),
    title: 'Change by the poke',
    sentence: ({ shape }) =>
      `What the measured poke changes: poked minus unedited reconstruction, ${shape}. The drawer Probe has its footprint.`,
  },
} as const satisfies Record<string, ViewDescription>;

export type SourceId = keyof typeof TABLE;

export const VIEWS: Readonly<Record<SourceId, ViewDescription>> = TABLE;
export const SOURCE_IDS = Object.keys(TABLE) as readonly SourceId[];

/** Palette, floor and clip warning, as far as a view takes them; only what differs from the defaults. */
export function toneOf(source: SourceId, looks: Looks): Tone {
  const { maps, clip } = looks;
  const tone = VIEWS[source].tone?.(looks);
  if (!tone) return {};
  const hatch = clip ? { clip } : {};
  if (tone === 'clip alone') return hatch;
  const { map, floor = 0 } = tone;
  return {
    ...(maps[map] === PALETTES[map][0] ? {} : { palette: maps[map] }),
    ...(floor > 0 ? { floor } : {}),
    ...hatch,
  };
}

/** Quantities that have no zero to be near to. */
export function isSpread(tensor: Looks['latent']['tensor']): boolean {
  return tensor === 'sigma' || tensor === 'logvar';
}
