import type { Settings } from '../core/settings/settings';
import { newHistory } from './history';
import { defaultStageViews } from './stages';
import type { Viewport, LabState, Viewer } from './state-types';

export const FIT: Viewport = { zoom: 1, x: 0.5, y: 0.5 };

export function initialViewer(wide = false): Viewer {
  return {
    stage: 'recon',
    views: defaultStageViews(wide),
    viewports: [FIT, FIT],
    linked: true,
    fits: [0, 0],
    linkedColours: false,
    split: 50,
    crosshair: null,
    block: null,
    rebuildStep: 10,
    codec: { format: 'jpeg', quality: 'equal' },
    region: null,
    marking: false,
    surround: 'theme',
    maps: { signed: 'ice-ember', amount: 'magma' },
    clip: false,
    before: false,
    loupe: 'off',
    bands: {
      arrangement: 'pyramid',
      raw: false,
      level: 1,
      orientation: 'H',
      colour: 'RGB',
      scale: 'level',
      gain: 1,
      floor: 0,
    },
    latent: { tensor: 'mean', scale: 'shared', gain: 1, floor: 0, channel: 0 },
    layer: { part: 'encoder', tensor: '', order: 'strongest', page: 0, scale: 'shared', gain: 1, channel: 0 },
    error: { mode: 'absolute', colour: 'RGB', gain: 1, floor: 0 },
    values: 'bytes',
  };
}

export function initialState(settings: Settings): LabState {
  return {
    settings,
    history: newHistory({ settings, opened: null }),
    session: { status: 'idle', info: null, downloads: [], waiting: null, error: null },
    gpu: { restoring: false, fallback: null },
    parity: { running: false, receipt: null, half: null, error: null },
    work: { status: 'idle', stage: null, cold: false, since: 0, error: null },
    outlook: null,
    picture: null,
    result: null,
    live: null,
    slots: {},
    compared: null,
    comparedTrouble: '',
    second: null,
    timed: [],
    viewer: initialViewer(),
    drawers: {},
    theme: 'system',
    singleKeys: true,
    toasts: [],
    log: [],
    question: null,
    models: [],
    defaultModel: '',
    samples: [],
    offline: false,
    newVersion: false,
    last: null,
    decided: false,
    batch: 'none',
    tour: null,
    greeted: false,
  };
}
