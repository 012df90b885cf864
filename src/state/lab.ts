import type { StoreApi } from 'zustand/vanilla';
import { LabError, toErrorInfo } from '../core/errors';
import type {
  LossPoint,
  PictureInfo,
  RebuildStep,
  RegionNumbers,
  Resources,
  RunSummary,
  TensorData,
  TrialResult,
} from '../core/protocol';
import type { ReproCard } from '../core/settings/repro-card';
import type { SideSlot, Slot } from '../core/slots';
import type { Rect } from '../core/view/view';
import type { ClientEvent } from '../client/worker-pair';
import type { LabClientApi } from './client-api';
import { readAddress, shareLink } from './address';
import type { ParityReceipt } from '../core/model/parity';
import { putAside } from './batch-place';
import { loadPart } from '../client/parts';
import { createContext, type LabEnvironment } from './context';
import { editActions, type EditActions } from './edits';
import { givingActions, type GivingActions } from './giving';
import { loadStoredView } from './first-paint';
import { messageActions, type MessageActions } from './messages';
import { openingActions, type OpeningActions, type Reopening } from './opening';
import { watchReadiness } from './readiness';
import { Readings } from './readings';
import type { OwnModelActions } from '../features/own-model/state/own-models';
import type { ParityActions } from '../features/parity/state/parity';
import { recoveryActions } from './recovery';
import { Runner } from './runner';
import { sessionActions } from './session';
import type { LabState } from './state-types';
import type { TrialAsk } from './trials';
import { liveView, ViewCache } from './view-cache';
import { STORED, isStored } from './versions';
import { viewingActions, type ViewingActions } from './viewing';

export interface LabActions
  extends
    MessageActions,
    EditActions,
    GivingActions,
    Omit<OpeningActions, 'stopOpening' | 'loadLists' | keyof Reopening>,
    ViewingActions {
  /** The newest result for the present picture and settings: joins the run in flight, or starts one. */
  run(): Promise<RunSummary>;
  /** Runs again after a failure; what goes wrong is in the state. */
  rerun(): void;
  cancel(): void;
  /** Starts the worker and loads the model, unless that is going on. */
  boot(): Promise<void>;
  /** Tries again after a start that failed: a fresh worker, then the same picture. */
  restart(): void;
  tensor(name: string, slot?: Slot): Promise<TensorData>;
  /** Measures of the shown result, and of a rectangle of it in pixels of the picture. */
  region(rect: Rect | null): Promise<RegionNumbers>;
  /** What each band adds to the shown picture. */
  rebuild(): Promise<RebuildStep[]>;
  /** A run beside the shown one; runs go first. Rejects 'aborted' when the signal says so, or another picture opens. */
  trial(ask: TrialAsk, signal?: AbortSignal): Promise<TrialResult>;
  cancelTrials(): void;
  /** Any call of the worker that needs nothing but its answer (LabWorker says what each does). */
  ask: LabClientApi['ask'];
  /** Checking, adding and removing models of one's own. */
  ownModels(): Promise<OwnModelActions>;
  /** The camera runs through frame by frame; what goes wrong is said in a toast. Videos come by show(). */
  goLive(source: 'camera'): void;
  /** Another picture at the size of the shown one, for bands and latent values to be taken from; null gives it up. */
  second(source: Blob | string | null): Promise<PictureInfo | null>;
  dropSlot(slot: SideSlot): Promise<void>;
  /** A small picture through everything, compared with PyTorch; the newest one in flight is joined. Rejects with ErrorInfo. */
  parity(): Promise<ParityReceipt>;
  /** Waits no longer for a GPU that does not answer; tryGpu() asks it again. */
  runOnCpu(): void;
  /** Tries the GPU after a fallback to the CPU. */
  tryGpu(): void;
  /** A bitmap as a PNG that no canvas has written, since some browsers alter what canvases give. It stays the caller's. */
  png(bitmap: ImageBitmap): Promise<Blob>;
  resources(): Promise<Resources>;
  destroyDevice(at?: LossPoint): Promise<void>;
  shareLink(href: string): string;
  /** Takes over a link to this page, as when one is pasted into its address bar: its settings, or its step of the tour. */
  followLink(href: string): void;
  setOffline(offline: boolean): void;
  /** What is needed to get the present numbers again; waits for a run of the present settings. */
  makeCard(): Promise<ReproCard>;
  /** This tab is the one in use: the next visit gets its settings and picture, and not those of another tab. */
  useHere(): void;
  /** Forgets the picture of the last visit and every edit, and shows the first sample. */
  startFresh(): void;
  /** The same after a yes. */
  askFresh(): void;
}

/** Everything behind the page: state as plain data, the actions that change it, and what the worker sent. */
export interface Lab {
  readonly store: StoreApi<LabState>;
  readonly actions: LabActions;
  readonly views: ViewCache;
  readonly readings: Readings;
  /** Resolves when a device and a model are up the first time; after a start that failed, with the one that works. */
  readonly ready: Promise<void>;
}

export function createLab(environment: LabEnvironment): Lab {
  // The client needs a listener before the actions exist; nothing can arrive before start().
  let listen: (event: ClientEvent) => void = () => undefined;
  const context = createContext(environment, (event) => listen(event));
  const { store, client } = context;
  const messages = messageActions(store);
  const session = sessionActions(context, messages);
  const views: ViewCache = new ViewCache((request, version) =>
    version === STORED
      ? loadStoredView(context.paint, request, environment.loadBitmap)
      : liveView((asked) => client.ask('view', asked), runner, request, version),
  );
  const runner: Runner = new Runner(context, session, views);
  const recovery = recoveryActions(context, messages, session, runner);
  listen = (event) => session.onEvent(event, recovery.onLost);

  let parity: Promise<ParityActions> | null = null;
  const loadParity = (): Promise<ParityActions> =>
    (parity ??= loadPart(() => import('../features/parity/state/parity')).then(
      (module) => module.parityActions(context, session, recovery, messages),
      (thrown: unknown) => {
        parity = null;
        throw thrown;
      },
    ));
  const stop = store.subscribe(({ result }) => {
    if (!environment.whenIdle || !result || result.stored) return;
    stop();
    loadParity().then(
      ({ watch }) => watch(),
      () => undefined,
    );
  });
  const stopLooking = store.subscribe(({ picture, session: { info } }) => {
    if (!picture || !info) return;
    stopLooking();
    loadPart(() => import('../features/tiles/state/outlook')).then(
      ({ watchOutlook }) => watchOutlook(context, messages),
      () => undefined,
    );
  });

  const readiness = watchReadiness(store);
  const { stopOpening, loadLists, reopen, stopGiven, ...opening } = openingActions(
    context,
    messages,
    session,
    runner,
    views,
    async (file) =>
      (await loadPart(() => import('../features/card/state/repro-card'))).followCard(context, actions, file),
    (file) => live(file),
  );
  const live = async (source: 'camera' | Blob): Promise<void> => {
    const { goLive } = await loadPart(() => import('../features/live/state/live'));
    await goLive({ context, runner, actions }, source);
  };
  const boot = async (): Promise<void> => {
    // A model of an earlier visit may be gone; the list says so before it is asked for.
    if (store.getState().settings.model) {
      session.begin();
      await loadLists();
    }
    if (!context.starting) session.start().catch(() => undefined);
    // Stored views came first where saveData is set: the model brings them to life.
    if (isStored(store.getState())) runner.join().catch(() => undefined);
    context.restoreLater?.();
    context.restoreLater = null;
    await session.up();
  };

  let stopTrials = new AbortController();
  const actions: LabActions = {
    ...messages,
    ...editActions(context, session, runner, { reopen, stopGiven }),
    ...opening,
    ...givingActions(context, messages, {
      show: opening.show,
      startBatch: async (files) =>
        (await loadPart(() => import('../features/batch/state/batch'))).batchOf({ store, actions }).start(files),
    }),
    ...viewingActions(store),
    boot,
    run: () => runner.join(),
    rerun: () => void runner.start().catch(() => undefined),
    cancel: () => {
      stopOpening();
      runner.cancel();
    },
    restart: () => {
      session.restart().catch(() => undefined);
      // They may have failed together.
      opening.refreshLists().catch(() => undefined);
      if (store.getState().picture) runner.start().catch(() => undefined);
    },
    tensor: async (name, slot) => {
      const { result, gpu } = store.getState();
      if (gpu.restoring)
        throw new LabError(
          'device-lost',
          'The GPU was reset and the result is being restored. Wait for run(), then ask again.',
        );
      if (!result || result.stored) throw noResult();
      // The spread of samples is never in the shown result, however often that is made again.
      const isElsewhere = (slot && slot !== 'shown') || name === 'sample-spread';
      return isElsewhere ? client.ask('tensor', name, slot) : runner.ask(() => client.ask('tensor', name));
    },
    region: async (rect) => {
      if (isStored(store.getState())) throw noResult();
      // The next frame waits, so that its numbers never stand beside those of this one.
      context.trials += 1;
      try {
        return await runner.ask(() => client.ask('region', rect));
      } finally {
        context.trials -= 1;
      }
    },
    rebuild: () => runner.ask(() => client.ask('rebuild')),
    ask: (name, ...args) => client.ask(name, ...args).finally(session.endDownloads),
    trial: async (ask, signal) => {
      const stop = AbortSignal.any([stopTrials.signal, ...(signal ? [signal] : [])]);
      context.trials += 1;
      try {
        return await (await loadPart(() => import('./trials'))).trial({ context, session, runner }, ask, stop);
      } finally {
        context.trials -= 1;
      }
    },
    goLive: (source) => {
      live(source).then(
        () => store.setState(putAside),
        (thrown: unknown) => messages.complain(toErrorInfo(thrown)),
      );
    },
    cancelTrials: () => {
      stopTrials.abort();
      stopTrials = new AbortController();
    },
    ownModels: async () =>
      (await loadPart(() => import('../features/own-model/state/own-models'))).ownModelActions(context, actions),
    second: async (source) => (await loadPart(() => import('./trials'))).second({ context, session, runner }, source),
    dropSlot: (slot) => client.ask('dropSlot', slot),
    parity: async () => (await loadParity()).check(),
    runOnCpu: recovery.runOnCpu,
    tryGpu: () => {
      void parity?.then(({ forget }) => forget());
      recovery.tryGpu();
    },
    png: (bitmap) => client.ask('png', bitmap),
    resources: () => client.ask('resources'),
    destroyDevice: (at) => client.destroyDevice(at),
    shareLink: (href) => shareLink(href, store.getState().settings),
    followLink: (href) => {
      const { shared, forced, tour, errors } = readAddress(href, context.defaults);
      errors.forEach(messages.complain);
      if (shared ?? tour) actions.setTour(tour);
      if (shared) actions.set({ ...shared, ...forced });
    },
    setOffline: (offline) => {
      if (offline === store.getState().offline) return;
      store.setState({ offline });
      const { status, error } = store.getState().session;
      if (offline)
        messages.inform(
          'Offline. What was loaded here still works; links, models and parts of the page that never were do not.',
        );
      else if (status === 'failed' && error?.code === 'fetch-failed') actions.restart();
    },
    makeCard: async () =>
      (await loadPart(() => import('../features/card/state/repro-card'))).makeCard(context, actions),
    askFresh: () => store.setState({ question: { kind: 'fresh' } }),
    useHere: context.useHere,
    startFresh: () => {
      loadPart(() => import('./restoring'))
        .then(({ startFresh }) => startFresh(context, actions))
        .catch((thrown: unknown) => messages.complain(toErrorInfo(thrown)));
    },
  };
  context.asked.errors.forEach(messages.complain);
  return {
    store,
    actions,
    views,
    get ready() {
      return readiness.ready;
    },
    readings: new Readings((name, slot) => client.ask('tensor', name, slot)),
  };
}

function noResult(): LabError {
  return new LabError('no-picture', 'There is no result yet. Open a picture first.');
}
