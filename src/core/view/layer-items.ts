import { LabError } from '../errors';
import type { ChannelStats } from '../tensor';
import { rootMeanSquare } from '../metrics/stats';
import type { LayerOrder, Rect, ViewRequest } from './view';
import { DETAIL_REACH, GAP, gridOf, PLAIN, reachOf, signedLook, type Item, type ViewContext } from './view-item';

/** The channels of a layer of a network, as maps of their own size. */

/** The most maps of one page, and the most values of all of them. */
const MOST_MAPS = 64;
const MOST_VALUES = 2 ** 24;

type Grid = Extract<ViewRequest, { kind: 'layer-grid' }>;
type One = Extract<ViewRequest, { kind: 'layer-channel' }>;

/** How many channels of a layer [1,C,h,w] stand on a page, and how many pages that makes. */
export function pagesOf([, channels = 0, height = 1, width = 1]: readonly number[]): {
  readonly each: number;
  readonly pages: number;
} {
  const each = Math.max(1, Math.min(MOST_MAPS, Math.floor(MOST_VALUES / (height * width))));
  return { each, pages: Math.ceil(channels / each) };
}

/** Numbers of channels in the order in which they are shown. */
export function channelOrder(stats: readonly ChannelStats[], order: LayerOrder): number[] {
  const channels = Array.from(stats.keys());
  if (order === 'network') return channels;
  const sizes = stats.map(rootMeanSquare);
  return channels.sort((a, b) => (sizes[b] as number) - (sizes[a] as number) || a - b);
}

export function layerItems({ order, page, scale, gain }: Grid, context: ViewContext): Item[] {
  const { dims, stats } = keptLayer(context);
  const [, , height = 1, width = 1] = dims;
  const { each, pages } = pagesOf(dims);
  const at = Math.min(Math.max(0, page), pages - 1);
  const shown = channelOrder(stats, order).slice(at * each, (at + 1) * each);
  const { columns } = gridOf(shown.length, width, height);
  return shown.map((channel, index) => {
    const x = (index % columns) * (width + GAP);
    const y = Math.floor(index / columns) * (height + GAP);
    const sharing = scale === 'shared' ? shown.map((each) => stats[each]) : [stats[channel]];
    return itemOf(channel, sharing, gain, { x, y, width, height }, stats.length);
  });
}

export function layerItem({ channel, gain }: One, context: ViewContext): Item {
  const { dims, stats } = keptLayer(context);
  const [, , height = 1, width = 1] = dims;
  if (!stats[channel])
    throw new LabError('bad-setting', `This layer has ${stats.length} channels, and none is ${channel}.`);
  return itemOf(channel, [stats[channel]], gain, { x: 0, y: 0, width, height }, stats.length);
}

function itemOf(
  channel: number,
  sharing: readonly (ChannelStats | undefined)[],
  gain: number,
  rect: Rect,
  channels: number,
): Item {
  return {
    label: `${channel}`,
    tensor: 'layer',
    rows: [Array.from({ length: channels }, (_, each) => +(each === channel))],
    ...PLAIN,
    ...signedLook(reachOf(sharing, DETAIL_REACH), gain),
    rect,
  };
}

/** @throws LabError 'no-picture' where no layer is kept */
function keptLayer({ layerDims, stats }: ViewContext): {
  readonly dims: readonly number[];
  readonly stats: readonly ChannelStats[];
} {
  const { layer } = stats;
  if (!layer || !layerDims?.length) throw new LabError('no-picture', 'No layer is kept. Choose one first.');
  return { dims: layerDims, stats: layer };
}
