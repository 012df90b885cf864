import { CHANNELS_PER_LEVEL, LEVELS, channelIndex, type Level, type Orientation } from '../math/bands';
import type { BandLook, ColourChoice, Rect } from './view';
import {
  bandRect,
  coloursOf,
  DETAIL_REACH,
  PICTURE_LOOK,
  PLAIN,
  reachOf,
  signedLook,
  type Item,
  type ViewContext,
} from './view-item';

/** Nested: A of level 3 at the top left; V to the right, H below, D across, as Mallat drew it. */
export function pyramidItems(request: { readonly raw: boolean } & BandLook, context: ViewContext): Item[] {
  const details = LEVELS.flatMap((level) => quarterItems(level, request, context, 0).slice(1));
  return [bandItem(3, 'A', bandRect(context.geometry, 3), request, context), ...details];
}

/** The four bands of a level as quarters: A, V above H, D. A comes first. */
export function quarterItems(
  level: Level,
  request: { readonly raw: boolean } & BandLook,
  context: ViewContext,
  gap: number,
): Item[] {
  const { width, height } = bandRect(context.geometry, level);
  const [right, below] = [width + gap, height + gap];
  const places = { A: [0, 0], V: [right, 0], H: [0, below], D: [right, below] } as const;
  return (['A', 'V', 'H', 'D'] as const).map((orientation) => {
    const [x, y] = places[orientation];
    return bandItem(level, orientation, { x, y, width, height }, request, context);
  });
}

export function bandItem(
  level: Level,
  orientation: Orientation,
  rect: Rect,
  request: { readonly raw: boolean } & BandLook,
  context: ViewContext,
): Item {
  const { raw, colour } = request;
  const base = {
    label: `${orientation}${level}`,
    tensor: raw ? (`bands${level}.raw` as const) : (`bands${level}` as const),
    rect,
    ...PLAIN,
  };
  const channels = channelsOf(orientation, colour);
  // Averages are pictures: all colours as they are, or one as grey.
  if (orientation === 'A') return { ...base, ...PICTURE_LOOK, rows: channels.map((channel) => weights([channel])) };
  return {
    ...base,
    ...signedLook(detailReach(level, orientation, request, context), request.gain),
    rows: [weights(channels)],
  };
}

function channelsOf(orientation: Orientation, colour: ColourChoice): number[] {
  return coloursOf(colour).map((name) => channelIndex(orientation, name));
}

/** The mean of some channels of a band tensor. */
function weights(channels: readonly number[]): number[] {
  return Array.from({ length: CHANNELS_PER_LEVEL }, (_, i) => (channels.includes(i) ? 1 / channels.length : 0));
}

/** What the ends of the map stand for before the gain, from the bands that share them; 0 for all zeros. */
function detailReach(
  level: Level,
  orientation: Orientation,
  request: { readonly raw: boolean } & BandLook,
  context: ViewContext,
): number {
  const levels = request.scale === 'shared' ? LEVELS : [level];
  const orientations = request.scale === 'band' ? [orientation] : (['H', 'V', 'D'] as const);
  const reaches = levels.map((each) => {
    const { stats } = context;
    const all = stats[`bands${each}${request.raw ? '.raw' : ''}`] ?? [];
    const channels = orientations.flatMap((name) => channelsOf(name, request.colour));
    return reachOf(
      channels.map((channel) => all[channel]),
      DETAIL_REACH,
    );
  });
  const known = reaches.filter((reach) => !Number.isNaN(reach));
  return known.length > 0 ? Math.max(...known) : NaN;
}
