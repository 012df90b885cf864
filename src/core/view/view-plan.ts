import { COLOURS } from '../math/bands';
import { noVariance } from '../model/contract';
import { LabError } from '../errors';
import { rebuildBandName } from '../math/rebuild';
import { reducedPlan, withTone } from './view-tone';
import type { LatentTensor, Legend, Rect, DrawnRequest, ViewPlan, ViewRequest } from './view';
import { bandItem, pyramidItems, quarterItems } from './band-items';
import { layerItem, layerItems } from './layer-items';
import {
  bandRect,
  latentRect,
  coloursOf,
  DETAIL_REACH,
  GAP,
  gridOf,
  oneHot,
  PICTURE_LOOK,
  PLAIN,
  reachOf,
  signedLook,
  type Item,
  type Look,
  type ViewContext,
} from './view-item';

const LATENT_REACH = 3;

/** Plans a view: which tensor values go where, through which map, with ends that the legends name. */
export function composeView(request: DrawnRequest, context: ViewContext): ViewPlan {
  const items = itemsOf(request, context).map((item) => withTone(item, request));
  const plan: ViewPlan = {
    width: Math.max(...items.map(({ rect }) => rect.x + rect.width)),
    height: Math.max(...items.map(({ rect }) => rect.y + rect.height)),
    draws: items.map(({ label: _label, zero: _zero, ...draw }) => draw),
    legends: items.map(legendOf),
  };
  return request.reduce !== undefined && request.reduce > 1 ? reducedPlan(plan, request.reduce) : plan;
}

function legendOf({ label, map, palette, low, high, zero, floor, clip, transform, rect, rows, offsets }: Item): Legend {
  return {
    label,
    map,
    low,
    high,
    rect,
    ...(zero && { zero }),
    ...(palette && { palette }),
    ...(floor && { floor }),
    ...(clip && { clip }),
    ...(transform === 'square' && { squared: true }),
    // Sums with offsets are directions of the latent, whose values the page has to add up itself.
    ...(offsets && { rows, offsets }),
  };
}

function itemsOf(request: DrawnRequest, context: ViewContext): Item[] {
  const { width, height, paddedWidth, paddedHeight } = context.geometry;
  const whole = { x: 0, y: 0, width, height };
  switch (request.kind) {
    case 'picture': {
      const label = request.tensor === 'input' ? 'Input' : 'Reconstruction';
      return [{ label, tensor: request.tensor, rows: oneHot(3), ...PLAIN, ...PICTURE_LOOK, rect: whole }];
    }
    case 'padded': {
      // Padding repeats the last column and row, which is what reading beyond the input gives.
      const rect = { ...whole, width: paddedWidth, height: paddedHeight };
      return [{ label: 'Padded input', tensor: 'input', rows: oneHot(3), ...PLAIN, ...PICTURE_LOOK, rect }];
    }
    case 'rebuild':
      if (!rebuildBandName(request.step))
        throw new LabError('bad-setting', `A picture has 1 to 10 bands, not ${request.step}.`);
      return [
        {
          label: 'Bands added up',
          tensor: `rebuild.${request.step}`,
          rows: oneHot(3),
          ...PLAIN,
          ...PICTURE_LOOK,
          rect: whole,
        },
      ];
    case 'pyramid':
      return pyramidItems(request, context);
    case 'band': {
      const rect = bandRect(context.geometry, request.level);
      return [bandItem(request.level, request.orientation, rect, request, context)];
    }
    case 'band-grid':
      return quarterItems(request.level, request, context, GAP);
    case 'latent-grid': {
      const looks = latentLooks(request.tensor, request.scale, request.gain, context);
      return latentItems(request.tensor, looks, context);
    }
    case 'latent-channel': {
      const look = latentLooks(request.tensor, 'channel', request.gain, context)[request.channel];
      if (!look) throw new LabError('bad-setting', `There is no latent channel ${request.channel}.`);
      const rect = latentRect(context);
      return [latentItem(request.tensor, request.channel, look, rect, context)];
    }
    case 'latent-pca':
      return [pcaItem(context)];
    case 'layer-grid':
      return layerItems(request, context);
    case 'layer-channel':
      return [layerItem(request, context)];
    case 'error':
      return [{ ...errorItem(request, context, { label: 'Error', tensor: 'error' }), rect: whole }];
    case 'difference':
      return [{ ...errorItem(request, context, { label: 'Change', tensor: 'difference' }), rect: whole }];
    case 'sample-spread':
      return [
        {
          label: 'Sample variance',
          tensor: 'sample-spread',
          rows: [[1]],
          ...PLAIN,
          map: 'amount',
          low: 0,
          high: (context.stats['sample-spread']?.[0]?.max || 1) / request.gain,
          rect: whole,
        },
      ];
    case 'metric-map':
      return [{ ...metricMapItem(request, context), rect: request.map === 'kl' ? latentRect(context) : whole }];
  }
}

function latentLooks(tensor: LatentTensor, scale: 'shared' | 'channel', gain: number, context: ViewContext): Look[] {
  const stats = context.stats[tensor === 'sigma' ? 'logvar' : tensor] ?? [];
  if (stats.length === 0) throw noVariance();
  return Array.from({ length: context.latentChannels }, (_, channel) => {
    const sharing = (scale === 'shared' ? stats : [stats[channel]]).filter((entry) => entry !== undefined);
    if (tensor === 'mean' || tensor === 'latent') return signedLook(reachOf(sharing, LATENT_REACH), gain);
    const most = Math.max(...sharing.map(({ max }) => max));
    if (tensor === 'sigma') return { map: 'amount', low: 0, high: Math.exp(most / 2) / gain };
    const low = Math.min(...sharing.map(({ min }) => min));
    return { map: 'amount', low, high: low + (most - low || 1) / gain };
  });
}

function latentItems(tensor: LatentTensor, looks: readonly Look[], context: ViewContext): Item[] {
  const { width, height } = latentRect(context);
  const { columns } = gridOf(context.latentChannels, width, height);
  return looks.map((look, channel) => {
    const x = (channel % columns) * (width + GAP);
    const y = Math.floor(channel / columns) * (height + GAP);
    return latentItem(tensor, channel, look, { x, y, width, height }, context);
  });
}

function latentItem(tensor: LatentTensor, channel: number, look: Look, rect: Rect, context: ViewContext): Item {
  const row = Array.from({ length: context.latentChannels }, (_, i) => +(i === channel));
  const source =
    tensor === 'sigma' ? ({ tensor: 'logvar', transform: 'exp-half' } as const) : ({ tensor, ...PLAIN } as const);
  return { label: `${channel}`, ...source, ...look, rows: [row], rect };
}

/** Three fixed directions of the model as red, green and blue, each from -3 to 3 of its standard deviations. */
function pcaItem(context: ViewContext): Item {
  const { mean, std, pca } = context.latent;
  const spreads = pca.map((row) => Math.hypot(...row.map((weight, i) => weight * (std[i] as number))) || 1);
  const rows = pca.map((row, k) => row.map((weight) => weight / (spreads[k] as number)));
  const offsets = rows.map((row) => -row.reduce((sum, weight, i) => sum + weight * (mean[i] as number), 0));
  return {
    label: 'PCA',
    tensor: 'latent',
    rows,
    offsets,
    ...PLAIN,
    map: 'rgb',
    low: -LATENT_REACH,
    high: LATENT_REACH,
    rect: latentRect(context),
  };
}

/** A difference of two pictures: the run's error, or one that `context.stats` has the numbers of. */
function errorItem(
  request: Extract<ViewRequest, { kind: 'error' | 'difference' }>,
  context: ViewContext,
  base: { readonly label: string; readonly tensor: 'error' | 'difference' },
): Omit<Item, 'rect'> {
  const indices = coloursOf(request.colour).map((colour) => COLOURS.indexOf(colour));
  const most = reachOf(
    indices.map((index) => context.stats[base.tensor]?.[index]),
    DETAIL_REACH,
  );
  const reach = most || 1;
  const average = COLOURS.map((_, i) => (indices.includes(i) ? 1 / indices.length : 0));
  if (request.mode === 'signed') return { ...base, ...PLAIN, ...signedLook(most, request.gain), rows: [average] };
  // Each colour is folded before the mean, so that opposite errors do not cancel.
  const rows = indices.map((index) => oneHot(3)[index] as number[]);
  const squared = request.mode === 'squared';
  return {
    ...base,
    transform: squared ? 'square' : 'absolute',
    map: 'amount',
    low: 0,
    high: (squared ? reach ** 2 : reach) / request.gain,
    ...(most === 0 && { zero: true }),
    rows,
  };
}

/** Amounts from zero: losses of SSIM, FLIP and ST-LPIPS up to 1, nats up to the most of this picture. */
function metricMapItem(
  { map, gain }: Extract<ViewRequest, { kind: 'metric-map' }>,
  { stats }: ViewContext,
): Omit<Item, 'rect'> {
  const look = { ...PLAIN, map: 'amount', low: 0, high: 1 / gain } as const;
  switch (map) {
    case 'ssim':
      return { ...look, label: 'SSIM loss', tensor: 'ssim-map', rows: [[-1]], offsets: [1] };
    case 'flip':
      return { ...look, label: 'FLIP', tensor: 'flip-map', rows: [[1]] };
    case 'st-lpips':
      return { ...look, label: 'ST-LPIPS', tensor: 'st-lpips-map', rows: [[1]] };
    case 'kl':
      return { ...look, label: 'KL', tensor: 'kl-map', rows: [[1]], high: (stats['kl-map']?.[0]?.max || 1) / gain };
  }
}
