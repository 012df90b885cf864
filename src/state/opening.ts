import { loadPart } from '../client/parts';
import { isFrame, type Frame } from '../client/picture-source';
import { LabError, toErrorInfo, type ErrorInfo } from '../core/errors';
import { withLimit } from '../core/limits';
import { looksLikeCard } from '../core/settings/repro-card';
import { putAside } from './batch-place';
import type { LabContext } from './context';
import { isMadeBy, isUntouched, type StoredPaint } from './first-paint';
import { FIT } from './initial-state';
import type { MessageActions } from './messages';
import { pageLists } from './lists';
import { IDLE, type Runner } from './runner';
import type { SessionActions } from './session';
import { withOpened, type OpenedPicture } from './openings';
import type { LabState, Sample } from './state-types';
import { INPUT_VIEW, isStored, requestKey, versionOf } from './versions';
import type { ViewCache } from './view-cache';

/** How long a visit waits for the picture of the last one before it shows the sample. */
const STORAGE_MS = 1500;
const slow = (): Error => new Error('The storage is slow.');

/** The zoom and centre at which a picture was looked at. */
type Look = Pick<LabState['viewer'], 'viewports' | 'crosshair' | 'block'>;

/** Opening pictures: files, links, samples, and what a first visit shows. */
export function openingActions(
  context: LabContext,
  messages: MessageActions,
  session: SessionActions,
  runner: Runner,
  views: ViewCache,
  followCard: (file: Blob) => Promise<void>,
  goLive: (file: Blob) => Promise<void>,
) {
  const { store, client, environment, asked } = context;
  let newest = 0;
  const lists = pageLists(context, messages);
  const looks = new WeakMap<OpenedPicture, Look>();
  /** What is on screen, or was before frames; and whether what is on its way is to be a step. */
  let [shown, given] = [null as OpenedPicture | null, false];

  /**
   * Resolves when the picture is decoded and shown; then a run starts. Rejects with ErrorInfo.
   * @param back the picture of that step of the history; null for one that begins a visit, undefined for one that makes a step
   */
  const open = async (source: Blob | string | Frame, back?: OpenedPicture | null): Promise<void> => {
    const token = ++newest;
    given = back === undefined;
    const { work, settings } = store.getState();
    context.interrupted ??= work;
    store.setState({ work: { ...IDLE, status: 'opening', since: environment.now() } });
    // Nothing was started yet where saveData is set; opening a picture is the tap that it waited for.
    if (!context.starting) void session.start().catch(() => undefined);
    try {
      const info = await client.open(source, settings);
      if (token !== newest) throw superseded();
      context.decodedWith = settings;
      context.openStored = null;
      context.unshown = false;
      context.interrupted = null;
      const {
        picture,
        viewer: { viewports, crosshair, block },
      } = store.getState();
      if (shown && picture?.since === undefined) looks.set(shown, { viewports, crosshair, block });
      const version = (picture?.version ?? 0) + 1;
      const kept = isFrame(source) ? null : keptOf(source);
      const look = (back && looks.get(back)) ?? { viewports: [FIT, FIT], crosshair: null, block: null };
      store.setState((state) => ({
        work: IDLE,
        picture: { info, version, ...(isFrame(source) && { since: version }) },
        viewer: { ...state.viewer, ...look },
        // Frames pass; Undo goes back to the picture before them.
        ...(!back && kept && { history: withOpened(state.history, { source: kept }, given) }),
        question: state.question?.kind === 'model' ? state.question : null,
      }));
      if (!isFrame(source)) shown = back ?? store.getState().history.present.opened;
    } catch (thrown) {
      const error = token === newest ? toErrorInfo(thrown) : superseded();
      // What was on screen stays on screen, and a run that was going on goes on.
      if (token === newest && context.interrupted) store.setState({ work: context.interrupted });
      if (token === newest) context.interrupted = null;
      // Only the worker's own sample was given up for it, or a loss ended the run that it interrupted.
      const { gpu, picture } = store.getState();
      if (token === newest && (isStored(store.getState()) || (gpu.restoring && picture)))
        runner.start().catch(() => undefined);
      throw error;
    }
    await drawInput();
    if (token !== newest) return;
    runner.start().catch(() => undefined);
    // Frames pass; the next visit goes on with the picture before them.
    if (isFrame(source)) return;
    const sample = sampleAt(source);
    loadPart(() => import('./restoring'))
      .then(({ remember }) => remember(context, sample?.id ?? null))
      .catch(() => undefined);
  };

  /** Asks for the picture before the run that may keep the worker busy for a while. */
  const drawInput = async (): Promise<void> => {
    const version = versionOf(store.getState(), INPUT_VIEW);
    if (!version) return;
    await views.acquire(version, INPUT_VIEW).catch(() => undefined);
    views.release(version, INPUT_VIEW);
  };

  /** Opens for a person: says that a picture with edits gave way to this one. */
  const openOver = async (source: Blob | string): Promise<void> => {
    const before = store.getState();
    await open(source);
    loadPart(() => import('./restoring')).then(
      ({ replacedWords }) => {
        const words = replacedWords(before, store.getState(), context.defaults);
        if (words) messages.inform(words, 'undo-opening');
      },
      () => undefined,
    );
  };

  /** Opens a file for a person: what goes wrong is said in a toast, a repro card is followed, and a video runs through. */
  const show = (source: Blob | string): void => {
    const file = typeof source === 'string' ? null : source;
    const opening =
      file && looksLikeCard(file)
        ? followCard(file)
        : file?.type.startsWith('video/')
          ? goLive(file)
          : openOver(source);
    opening.then(
      () => store.setState(putAside),
      (thrown: unknown) => messages.complain(toErrorInfo(thrown)),
    );
  };

  /** Opens the picture of a step again. What goes wrong is said; `onFail` gets the picture that stays. */
  const reopen = (opened: OpenedPicture, onFail: (shown: OpenedPicture | null) => void): void => {
    open(opened.source, opened).then(
      () => store.setState(putAside),
      (thrown: unknown) => {
        onFail(shown);
        messages.complain(toErrorInfo(thrown));
      },
    );
  };

  /** The picture that is on its way is not shown when it comes. */
  const stopOpening = (): void => void (newest += 1);

  /** Gives up what people are opening; false where nothing of that kind is on its way. */
  const stopGiven = (): boolean => {
    if (!given || store.getState().work.status !== 'opening') return false;
    stopOpening();
    runner.cancel();
    return true;
  };

  /** What Undo opens again. An address may not answer twice, so its file is kept; a sample is of the page. */
  const keptOf = (source: Blob | string): File | string | null =>
    typeof source === 'string' && sampleAt(source) ? source : client.opened();
  const sampleAt = (source: Blob | string): Sample | undefined =>
    store.getState().samples.find((each) => source === addressOf(each));
  const addressOf = (sample: Sample): string => new URL(`samples/${sample.file}`, environment.href).href;
  const openSample = (sample: Sample): void => show(addressOf(sample));

  /** Once more, if a list did not come; then a page that is empty for the lack of it begins. @throws LabError 'fetch-failed' */
  const refreshLists = async (): Promise<void> => {
    if (lists.begun) await lists.load();
    if (lists.begun) return;
    const paint = await lists.load();
    const { picture, work, samples, decided } = store.getState();
    if (decided && !picture && work.status === 'idle' && !asked.image) startWith(samples[0], paint);
    if (!lists.begun)
      throw new LabError(
        'fetch-failed',
        'The lists of samples and models could not be read. Check the connection, then try again.',
      );
  };

  /** Whether stored views tell the truth about the sample with the present settings and model. */
  const isTrue = (paint: StoredPaint, sample: Sample): boolean => {
    const { settings, models, defaultModel } = store.getState();
    return (
      paint.sample === sample.id &&
      isUntouched(settings, context.defaults, defaultModel) &&
      isMadeBy(
        paint,
        models.find(({ id }) => id === defaultModel),
      )
    );
  };

  /** Puts stored views on screen, to stay until a run of the sample is complete. */
  const showStored = (paint: StoredPaint, sample: Sample): void => {
    let opening: Promise<void> | null = null;
    context.paint = paint;
    context.decodedWith = store.getState().settings;
    context.openStored = () => {
      opening ??= client.open(addressOf(sample), store.getState().settings).then(
        () => undefined,
        (thrown: unknown) => {
          opening = null;
          throw thrown;
        },
      );
      return opening;
    };
    store.setState(({ settings, history }) => ({
      history: withOpened(history, { source: addressOf(sample) }, false),
      // The time that decoding took elsewhere says nothing here.
      picture: { info: { ...paint.picture, decodeMs: NaN }, version: 1 },
      result: {
        summary: { ...paint.summary, settings },
        picture: 1,
        stored: paint.views.map(({ request }) => requestKey(request)),
      },
    }));
    shown = store.getState().history.present.opened;
  };

  /** A first visit, or one that goes on with a sample. */
  const startWith = (sample: Sample | undefined, paint: StoredPaint | null): void => {
    if (!sample) return;
    if (paint && isTrue(paint, sample)) {
      showStored(paint, sample);
      // The worker has not been started where saveData is set: stored views are all there is before a tap.
      if (context.starting || !environment.saveData) runner.start().catch(() => undefined);
    } else if (!environment.saveData) openSample(sample);
    else context.restoreLater = () => openSample(sample);
  };

  /**
   * Opens the picture of the last visit again, unless the person was faster; without one, the first sample. It is also there while a
   * storage takes long, and gives way to the picture if nothing was done with it.
   */
  const restoreFile = async (name: string, paint: StoredPaint | null): Promise<void> => {
    const loading = loadPart(() => import('./restoring')).then(({ lastPicture }) => lastPicture(context, name));
    const file = await withLimit<File | string | null>(
      loading.catch(() => null),
      STORAGE_MS,
      slow,
    ).catch(() => null);
    const {
      picture,
      work,
      samples: [sample],
    } = store.getState();
    if (picture || work.status !== 'idle') return;
    if (file !== null) {
      bringBack(file, name, () => startWith(sample, paint));
      return;
    }
    startWith(sample, paint);
    const [begun, { settings }] = [newest, store.getState()];
    loading.then(
      (late) => {
        if (newest === begun && store.getState().settings === settings) bringBack(late, name, () => undefined);
      },
      () => undefined,
    );
  };

  /** Shows a picture that was kept, or says why it cannot. */
  const bringBack = (file: File | string, name: string, otherwise: () => void): void => {
    const giveUp = (why: string): void => {
      messages.inform(why);
      loadPart(() => import('./restoring'))
        .then(({ forget }) => forget(context))
        .catch(() => undefined);
      if (!store.getState().picture) otherwise();
    };
    if (typeof file === 'string') giveUp(file);
    else {
      open(file, null).then(
        () => sayRestored(true),
        async (thrown: unknown) => {
          const { code, message } = toErrorInfo(thrown);
          // What a browser says of its own storage helps nobody.
          if (code !== 'aborted')
            giveUp(code === 'internal' ? (await loadPart(() => import('./restoring'))).unreadable(name) : message);
        },
      );
    }
  };

  const sayRestored = (picture: boolean): void => {
    loadPart(() => import('./restoring')).then(
      ({ countEdits, restoredWords }) => {
        const words = restoredWords(picture, countEdits(store.getState().settings, context.defaults));
        if (words) messages.inform(words, 'start-fresh');
      },
      () => undefined,
    );
  };

  return {
    open: (source: Blob | string | Frame): Promise<void> => open(source),
    openOver,
    show,
    openSample,
    reopen,
    stopGiven,
    stopOpening,
    loadLists: lists.load,
    refreshLists,
    /** What the address asks for, else the picture of the last visit, else the first sample. A foreign host is asked about first. */
    openFirst: async (): Promise<void> => {
      const paint = await lists.load();
      const { image } = asked;
      const { picture, work, samples, settings, last, defaultModel } = store.getState();
      // A link brings its own settings; they are shown on the sample, not on whatever was open here before.
      const kept = asked.shared ? null : last;
      if (image && image.origin !== new URL(environment.href).origin) {
        store.setState({ question: { kind: 'image', url: image.href, host: image.host } });
      } else if (image) show(image.href);
      else if (!picture && work.status === 'idle') {
        if (kept?.kind !== 'file') {
          startWith(samples.find(({ id }) => id === (kept?.id ?? '')) ?? samples[0], paint);
          const another = kept !== null && kept.id !== samples[0]?.id;
          if (!asked.shared && (another || !isUntouched(settings, context.defaults, defaultModel)))
            sayRestored(another);
        } else if (environment.saveData) context.restoreLater = () => void restoreFile(kept.name, paint);
        else await restoreFile(kept.name, paint);
      }
      store.setState({ decided: true });
    },
    answer: (yes: boolean): void => {
      const { question } = store.getState();
      store.setState({ question: null });
      if (yes && question?.kind === 'image') show(question.url);
    },
  };
}

function superseded(): ErrorInfo {
  return { code: 'aborted', message: 'Stopped: a newer picture took its place.' };
}

export type OpeningActions = ReturnType<typeof openingActions>;
/** What Undo needs of it. */
export type Reopening = Pick<OpeningActions, 'reopen' | 'stopGiven'>;
