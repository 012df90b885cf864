import { createStore, type StoreApi } from 'zustand/vanilla';
import { loadPart } from '../client/parts';
import type { ModelEntry } from '../core/model/manifest';
import type { InspectAsk, InspectProgress, ModelReport, OwnFile } from '../core/model/own-model';
import type { BackendInfo } from '../core/protocol';
import { defaultSettings, PHONE_MAX_SIDE, type DecodeSettings, type Settings } from '../core/settings/settings';
import { readAddress, type Asked } from './address';
import type { LabClientApi, MakeClient } from './client-api';
import type { StoredPaint } from './first-paint';
import { initialState } from './initial-state';
import { onTour } from './tour';
import { newHistory } from './history';
import { keptVerdicts } from './kept-receipts';
import { isOfAnotherTab, loadPrefs, outlives, savePrefs, type Store } from './prefs';
import type { LabState, Work } from './state-types';

/** What the store takes from the browser; tests pass their own. */
export interface LabEnvironment {
  readonly makeClient: MakeClient;
  readonly storage: Store | null;
  readonly href: string;
  /** Milliseconds that only grow. */
  readonly now: () => number;
  /** Reads a JSON file of the build, by its path below the page. */
  readonly loadJson: (path: string) => Promise<unknown>;
  /** Reads a picture of the build, by its path below the page. */
  readonly loadBitmap: (path: string) => Promise<ImageBitmap>;
  /** The visitor asked to save data: nothing is downloaded before a tap. */
  readonly saveData: boolean;
  /** The store of the last visit's picture; its code is loaded when it is needed. */
  readonly pictures: () => Promise<PictureKeeper>;
  /** Models that people added in this browser; the code for them is loaded when it is needed. */
  readonly ownModels: () => Promise<OwnModelKeeper>;
  /** Those that are there already: without any, no code is loaded. */
  readonly listOwnModels: () => Promise<readonly ModelEntry[]>;
  /** Runs what can wait when the page is seen and idle. Null where nothing may be done unasked: saveData, ?parity=off. */
  readonly whenIdle: ((work: () => void) => void) | null;
  readonly phone: boolean;
  /** The page is wide enough for two large views beside each other. */
  readonly wide: boolean;
}

/** Rejects where the browser gives no storage, or has none left. */
export interface PictureKeeper {
  keepPicture(file: File): Promise<void>;
  loadPicture(): Promise<File | null>;
  forgetPicture(): Promise<void>;
}

/** Every promise rejects with an ErrorInfo. */
export interface OwnModelKeeper {
  inspect(
    files: readonly OwnFile[],
    ask: InspectAsk,
    onProgress: (progress: InspectProgress) => void,
    signal: AbortSignal,
  ): Promise<ModelReport>;
  list(): Promise<readonly ModelEntry[]>;
  /** @param files by SHA-256 */
  keep(entry: ModelEntry, files: ReadonlyMap<string, Blob>): Promise<void>;
  remove(entry: ModelEntry): Promise<void>;
}

/** What the actions share. Not in the store: promises, the client, counters. */
export interface LabContext {
  readonly environment: LabEnvironment;
  readonly store: StoreApi<LabState>;
  readonly client: LabClientApi;
  readonly defaults: Settings;
  readonly asked: Asked;
  /** This tab is the one in use: the next visit gets its settings and picture, and not those of another tab. */
  readonly useHere: () => void;
  /** The newest start of the worker; runs wait for it. Null before the first. */
  starting: Promise<BackendInfo> | null;
  /** What the present picture was decoded with; another limit, scaling or matte means decoding it again. */
  decodedWith: DecodeSettings | null;
  /** The worker has a frame of a camera or video that is not on screen yet: the next result brings it. */
  unshown: boolean;
  /** What runs do under an open that goes on, and that the page goes back to when it fails; null while nothing opens. */
  interrupted: Work | null;
  /** Trials that were asked for and have not ended. */
  trials: number;
  /** What the build stored of the first sample, while it stands for it. */
  paint: StoredPaint | null;
  /**
   * Opens in the worker what so far only stored views show, once; after a failure it tries again. Runs wait for it.
   * Null where nothing is stored.
   */
  openStored: (() => Promise<void>) | null;
  /** Opens the picture of the last visit where saveData is set, once something may be downloaded. */
  restoreLater: (() => void) | null;
}

/** A store filled from storage and address, saved back whenever something that outlives a reload changes. */
export function createContext(environment: LabEnvironment, onEvent: Parameters<MakeClient>[0]): LabContext {
  const defaults: Settings = { ...defaultSettings(), ...(environment.phone ? { maxSide: PHONE_MAX_SIDE } : {}) };
  const prefs = loadPrefs(environment.storage, defaults, environment.wide);
  const asked = readAddress(environment.href, defaults);
  const settings = { ...(asked.shared ?? prefs.settings), ...asked.forced };
  const begun = {
    ...initialState(settings),
    ...prefs,
    settings,
    history: newHistory({ settings, opened: null }),
  };
  const store = createStore<LabState>(() => (asked.tour === null ? begun : onTour(begun, asked.tour)));
  const forced = { asked: asked.forced, stored: asked.shared ?? prefs.settings };
  // The number is random, since tabs know nothing of each other.
  const tab = Math.random().toString(36).slice(2);
  let claiming = false;
  const save = (state: LabState): void => {
    const isClaimed = !isOfAnotherTab(environment.storage, tab);
    savePrefs(environment.storage, state, forced, tab);
    // Settings and picture belong together. The picture that is kept may be that of the other tab.
    if (isClaimed || !state.decided || claiming) return;
    claiming = true;
    loadPart(() => import('./restoring'))
      .then(({ rememberAgain }) => rememberAgain(context))
      .catch(() => undefined)
      .finally(() => (claiming = false));
  };
  store.subscribe((state, before) => {
    if (outlives(state, before)) save(state);
  });
  const context: LabContext = {
    useHere: () => {
      if (isOfAnotherTab(environment.storage, tab)) save(store.getState());
    },
    environment,
    store,
    client: environment.makeClient(onEvent, () => keptVerdicts(environment.storage)),
    defaults,
    asked,
    starting: null,
    decodedWith: null,
    unshown: false,
    interrupted: null,
    trials: 0,
    paint: null,
    openStored: null,
    restoreLater: null,
  };
  return context;
}
