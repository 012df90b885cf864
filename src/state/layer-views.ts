import type { ViewDescription } from './view-description';

const LAYER = {
  tone: () => ({ map: 'signed' }),
  gain: ({ layer }) => layer.gain,
  sentence: () =>
    'Channels of a layer of a network: negative values in blue, positive ones in orange. The drawer Layers has their numbers.',
} as const satisfies Partial<ViewDescription>;

/** The views of a layer of a network: a page of its channels, and one of them. */
export const LAYER_VIEWS = {
  layer: {
    ...LAYER,
    title: 'Layer channels',
    request: ({ layer: { part, tensor, order, page, scale, gain } }) => ({
      kind: 'layer-grid',
      ...{ part, tensor, order, page, scale, gain },
    }),
    extent: 'sheet',
    scale: ({ layer }) => layer.scale,
    file: ({ layer }) => `layer-${layer.tensor}`,
  },
  'layer-channel': {
    ...LAYER,
    title: 'One layer channel',
    request: ({ layer: { part, tensor, channel, gain } }) => ({
      kind: 'layer-channel',
      ...{ part, tensor, channel, gain },
    }),
    extent: 'cells',
    file: ({ layer }) => `layer-${layer.tensor}-${layer.channel}`,
  },
} as const satisfies Record<string, ViewDescription>;

export const LAYER_SOURCES: readonly string[] = Object.keys(LAYER_VIEWS);
