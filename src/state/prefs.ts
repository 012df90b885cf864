import { isRecord } from '../core/settings/checks';
import { applyPatch, type Settings, type SettingsPatch } from '../core/settings/settings';
import { PALETTES } from '../core/view/palette-names';
import { LEVELS, ORIENTATIONS } from '../core/math/bands';
import { initialViewer } from './initial-state';
import { LAYOUTS, STAGE_IDS, type StageId, type StageView } from './stages';
import { SOURCE_IDS, type SourceId } from './views';
import type { Kept, LabState, Loupe, Surround, Theme, Viewer } from './state-types';

/** What outlives a reload. Each key is read through its own check, so that one bad value costs only itself. */
export interface Prefs {
  readonly settings: Settings;
  readonly theme: Theme;
  readonly singleKeys: boolean;
  readonly drawers: Readonly<Record<string, boolean>>;
  readonly viewer: Viewer;
  readonly last: Kept | null;
  readonly greeted: boolean;
}

export type Store = Pick<Storage, 'getItem' | 'setItem'>;

const KEY = 'litevae-lab.prefs.1';

/** Names that older pages stored, and what they are called now. */
const OLD_DRAWERS: ReadonlyMap<unknown, string> = new Map([['add-bands', 'rebuild']]);
const OLD_VIEWS: ReadonlyMap<unknown, SourceId> = new Map([['added', 'rebuild']]);

const oneOf = <T>(allowed: readonly T[], value: unknown, otherwise: T): T =>
  (allowed as readonly unknown[]).includes(value) ? (value as T) : otherwise;
const inRange = (low: number, high: number, value: unknown, otherwise: number): number =>
  typeof value === 'number' && value >= low && value <= high ? value : otherwise;

type Reader<T> = (stored: unknown, otherwise: T) => T;

const READERS: { readonly [K in keyof Prefs]: Reader<Prefs[K]> } = {
  settings: (stored, otherwise) => readSettings(stored, otherwise),
  theme: (stored, otherwise) => oneOf(['dark', 'light', 'system'] as const, stored, otherwise),
  singleKeys: (stored, otherwise) => (typeof stored === 'boolean' ? stored : otherwise),
  drawers: (stored, otherwise) =>
    isRecord(stored)
      ? Object.fromEntries(
          Object.entries(stored)
            .filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean')
            .map(([id, isOpen]) => [OLD_DRAWERS.get(id) ?? id, isOpen]),
        )
      : otherwise,
  viewer: (stored, otherwise) => (isRecord(stored) ? readViewer(stored, otherwise) : otherwise),
  last: (stored, otherwise) => {
    const { kind, id, name } = isRecord(stored) ? stored : {};
    if (kind === 'sample' && typeof id === 'string') return { kind, id };
    return kind === 'file' && typeof name === 'string' ? { kind, name } : otherwise;
  },
  // Older pages stored nothing of it, and whoever saw these knows what the page is.
  greeted: (stored) => stored !== false,
};

/** Key by key: settings that an older or newer page wrote and this one does not know are left out. */
function readSettings(stored: unknown, otherwise: Settings): Settings {
  if (!isRecord(stored)) return otherwise;
  let settings = otherwise;
  for (const [key, value] of Object.entries(stored)) {
    try {
      settings = applyPatch(settings, { [key]: value } as SettingsPatch);
    } catch {
      continue;
    }
  }
  return settings;
}

function readViewer(stored: Readonly<Record<string, unknown>>, otherwise: Viewer): Viewer {
  const bands = isRecord(stored.bands) ? stored.bands : {};
  const latent = isRecord(stored.latent) ? stored.latent : {};
  const error = isRecord(stored.error) ? stored.error : {};
  const maps = isRecord(stored.maps) ? stored.maps : {};
  const colours = ['RGB', 'R', 'G', 'B'] as const;
  const from = otherwise;
  return {
    ...from,
    stage: oneOf(STAGE_IDS, stored.stage, from.stage),
    views: readViews(stored.views, from.views),
    linked: oneOf([true, false], stored.linked, from.linked),
    linkedColours: oneOf([true, false], stored.linkedColours, from.linkedColours),
    surround: oneOf<Surround>(['theme', 'dark', 'mid', 'light', 'checker'], stored.surround, from.surround),
    values: oneOf(['bytes', 'unit'] as const, stored.values, from.values),
    maps: {
      signed: oneOf(PALETTES.signed, maps.signed, from.maps.signed),
      amount: oneOf(PALETTES.amount, maps.amount, from.maps.amount),
    },
    clip: oneOf([true, false], stored.clip, from.clip),
    loupe: oneOf<Loupe>(['off', 'follow', 'pinned'], stored.loupe, from.loupe),
    bands: {
      ...from.bands,
      arrangement: oneOf(['pyramid', 'grid'] as const, bands.arrangement, from.bands.arrangement),
      scale: oneOf(['shared', 'level', 'band'] as const, bands.scale, from.bands.scale),
      colour: oneOf(colours, bands.colour, from.bands.colour),
      gain: inRange(0.25, 64, bands.gain, from.bands.gain),
      floor: inRange(0, 1, bands.floor, from.bands.floor),
      level: oneOf(LEVELS, bands.level, from.bands.level),
      orientation: oneOf(ORIENTATIONS, bands.orientation, from.bands.orientation),
    },
    latent: {
      ...from.latent,
      tensor: oneOf(['mean', 'logvar', 'sigma', 'latent'] as const, latent.tensor, from.latent.tensor),
      scale: oneOf(['shared', 'channel'] as const, latent.scale, from.latent.scale),
      gain: inRange(0.25, 64, latent.gain, from.latent.gain),
      floor: inRange(0, 1, latent.floor, from.latent.floor),
    },
    error: {
      mode: oneOf(['signed', 'absolute', 'squared'] as const, error.mode, from.error.mode),
      colour: oneOf(colours, error.colour, from.error.colour),
      gain: inRange(0.25, 64, error.gain, from.error.gain),
      floor: inRange(0, 1, error.floor, from.error.floor),
    },
  };
}

const readView = (stored: unknown, otherwise: SourceId): SourceId =>
  oneOf(SOURCE_IDS, OLD_VIEWS.get(stored) ?? stored, otherwise);

function readViews(stored: unknown, otherwise: Viewer['views']): Viewer['views'] {
  if (!isRecord(stored)) return otherwise;
  const read = (stage: StageId): StageView => {
    const view = isRecord(stored[stage]) ? stored[stage] : {};
    const from = otherwise[stage];
    return {
      layout: oneOf(LAYOUTS, view.layout, from.layout),
      a: readView(view.a, from.a),
      b: readView(view.b, from.b),
    };
  };
  return {
    input: read('input'),
    bands: read('bands'),
    encoder: read('encoder'),
    latent: read('latent'),
    decoder: read('decoder'),
    recon: read('recon'),
    error: read('error'),
  };
}

/** Never throws: a blocked or damaged storage gives the defaults. */
export function loadPrefs(storage: Store | null, defaults: Settings, wide = false): Prefs {
  const otherwise: Prefs = {
    settings: defaults,
    theme: 'system',
    singleKeys: true,
    drawers: {},
    viewer: initialViewer(wide),
    last: null,
    greeted: false,
  };
  let stored: unknown;
  try {
    stored = JSON.parse(storage?.getItem(KEY) ?? 'null');
  } catch {
    return otherwise;
  }
  if (!isRecord(stored)) return otherwise;
  const read = <K extends keyof Prefs>(key: K): Prefs[K] => READERS[key](stored[key], otherwise[key]);
  return {
    settings: read('settings'),
    theme: read('theme'),
    singleKeys: read('singleKeys'),
    drawers: read('drawers'),
    viewer: read('viewer'),
    last: read('last'),
    greeted: read('greeted'),
  };
}

/** Zoom and centre belong to one picture and one window, a layer to one model. */
const PASSING: readonly (keyof Viewer)[] = [
  'viewports',
  'fits',
  'crosshair',
  'block',
  'region',
  'marking',
  'split',
  'layer',
];

/** Whether something changed that outlives a reload: not while one pans, which must write nothing. */
export function outlives(state: LabState, before: LabState): boolean {
  const keys = ['settings', 'theme', 'singleKeys', 'drawers', 'last', 'greeted', 'tour'] as const;
  if (keys.some((key) => state[key] !== before[key])) return true;
  const viewerKeys = Object.keys(state.viewer) as (keyof Viewer)[];
  return viewerKeys.some((key) => state.viewer[key] !== before.viewer[key] && !PASSING.includes(key));
}

/**
 * `forced` are the settings that only the address of this visit asked for; the stored ones stay as they were.
 * @param tab which one writes: each tab of the page has its own state, and the last one used is what the next visit gets
 */
export function savePrefs(storage: Store | null, state: LabState, forced: ForcedSettings, tab = ''): void {
  // What a tour does to the page is not kept.
  const { settings, theme, singleKeys, drawers, viewer, last, greeted } = { ...state, ...state.tour?.before };
  // Undefined does not reach the JSON.
  const kept = { ...viewer, ...Object.fromEntries(PASSING.map((key) => [key, undefined])) };
  const prefs = {
    settings: withoutForced(settings, forced),
    theme,
    singleKeys,
    drawers,
    viewer: kept,
    last,
    greeted,
    tab,
  };
  try {
    storage?.setItem(KEY, JSON.stringify(prefs));
  } catch {
    // Private windows and full storages refuse; the page works without memory.
  }
}

/** Whether another tab wrote last. */
export function isOfAnotherTab(storage: Store | null, tab: string): boolean {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(KEY) ?? 'null');
    return isRecord(stored) && stored.tab !== tab;
  } catch {
    return false;
  }
}

/** What a reload brings back: looked up, since storage may be blocked and large pictures are not kept. */
export function keptWords(
  { picture, last, samples }: Pick<LabState, 'picture' | 'last' | 'samples'>,
  storage: Store | null,
): string {
  let stores = false;
  try {
    stores = typeof storage?.getItem(KEY) === 'string';
  } catch {
    // Blocked.
  }
  if (!stores) return 'This browser stores nothing for the page, so a reload begins anew; try again first.';
  const isKept = !picture || last !== null || picture.info.name === samples[0]?.file;
  return isKept
    ? 'Reload, your picture and edits are kept.'
    : 'Reload, your edits are kept; the picture is not, since it is too large or the browser’s storage is full: open it again then.';
}

export interface ForcedSettings {
  readonly asked: Partial<Settings>;
  readonly stored: Settings;
}

function withoutForced(settings: Settings, { asked, stored }: ForcedSettings): Settings {
  const restored = Object.keys(asked).filter((key) => settings[key as keyof Settings] === asked[key as keyof Settings]);
  return { ...settings, ...Object.fromEntries(restored.map((key) => [key, stored[key as keyof Settings]])) };
}
