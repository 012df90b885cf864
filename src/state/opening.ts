import { loadPart } from '../client/parts';
import { isFrame, type Openable } from '../client/picture-source';
import { toErrorInfo, type ErrorInfo } from '../core/errors';
import { checkLatent, isLatent, type GivenLatent, type LatentSource } from '../core/picture/given-latent';
import { looksLikeCard } from '../core/settings/repro-card';
import { putAside } from './batch-place';
import { beginningActions } from './beginning';
import type { LabContext } from './context';
import { FIT } from './initial-state';
import type { MessageActions } from './messages';
import { IDLE, type Runner } from './runner';
import type { SessionActions } from './session';
import { withOpened, type OpenedPicture } from './openings';
import type { LabState, Sample } from './state-types';
import { INPUT_VIEW, isStored, versionOf } from './versions';
import type { ViewCache } from './view-cache';

/** The zoom and centre at which a picture was looked at. */
type Look = Pick<LabState['viewer'], 'viewports' | 'crosshair' | 'block'>;

/** Opening pictures: files, links and samples. */
export function openingActions(
  context: LabContext,
  messages: MessageActions,
  session: SessionActions,
  runner: Runner,
  views: ViewCache,
  followCard: (file: Blob) => Promise<void>,
  goLive: (file: Blob) => Promise<void>,
) {
  const { store, client, environment } = context;
  let newest = 0;
  const looks = new WeakMap<OpenedPicture, Look>();
  /** What is on screen, or was before frames; and whether what is on its way is to be a step. */
  let [shown, given] = [null as OpenedPicture | null, false];

  /**
   * Resolves when the picture is decoded and shown; then a run starts. Rejects with ErrorInfo.
   * @param back the picture of that step of the history; null for one that begins a visit, undefined for one that makes a step
   */
  const open = async (source: Openable, back?: OpenedPicture | null): Promise<void> => {
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
        // Questions about files that were given beside it stay.
        question: state.question?.kind === 'model' || state.question?.kind === 'latent' ? state.question : null,
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
    // Frames pass; the next visit goes on with the picture before them, and before a latent.
    if (isFrame(source) || isLatent(source)) return;
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
  const openOver = async (source: Blob | string | LatentSource): Promise<void> => {
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
  const keptOf = (source: Blob | string | LatentSource): OpenedPicture['source'] | null =>
    isLatent(source) || (typeof source === 'string' && sampleAt(source)) ? source : client.opened();
  const sampleAt = (source: Blob | string): Sample | undefined =>
    store.getState().samples.find((each) => source === addressOf(each));
  const addressOf = (sample: Sample): string => new URL(`samples/${sample.file}`, environment.href).href;
  const openSample = (sample: Sample): void => show(addressOf(sample));

  const beginning = beginningActions(context, messages, runner, {
    open: (file) => open(file, null),
    show,
    openSample,
    addressOf,
    count: () => newest,
    showStored: (opened) => void (shown = opened),
  });

  return {
    open: (source: Openable): Promise<void> => open(source),
    /**
     * Runs begin at this latent from now on, with the posterior and the encoder left out; Undo brings back what was open. `beside`
     * keeps the open picture to compare with, where its size is that of the decoded latent. Rejects with ErrorInfo.
     */
    openLatent: async (latent: GivenLatent, { beside = true } = {}): Promise<void> => {
      checkLatent(latent);
      // There is no mean to look at.
      const asLatent = ({ viewer }: LabState) => ({
        viewer: { ...viewer, latent: { ...viewer.latent, tensor: 'latent' as const } },
      });
      await openOver({ latent, picture: beside ? client.opened() : null });
      store.setState(putAside);
      store.setState(asLatent);
    },
    openOver,
    show,
    openSample,
    reopen,
    stopGiven,
    stopOpening,
    ...beginning,
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
