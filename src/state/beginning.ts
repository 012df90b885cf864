import { loadPart } from '../client/parts';
import { LabError, toErrorInfo } from '../core/errors';
import { withLimit } from '../core/limits';
import type { LabContext } from './context';
import { isMadeBy, isUntouched, type StoredPaint } from './first-paint';
import { pageLists } from './lists';
import type { MessageActions } from './messages';
import { withOpened, type OpenedPicture } from './openings';
import type { Runner } from './runner';
import type { Sample } from './state-types';
import { requestKey } from './versions';

/** How long a visit waits for the picture of the last one before it shows the sample. */
const STORAGE_MS = 1500;
const slow = (): Error => new Error('The storage is slow.');

interface Opening {
  /** Opens the picture that a visit begins with. */
  readonly open: (file: File) => Promise<void>;
  readonly show: (source: Blob | string) => void;
  readonly openSample: (sample: Sample) => void;
  readonly addressOf: (sample: Sample) => string;
  /** Grows with everything that is opened. */
  readonly count: () => number;
  /** Stored views of it are on screen. */
  readonly showStored: (opened: OpenedPicture | null) => void;
}

/** What a visit begins with: the picture of a link, that of the last visit, or a sample. */
export function beginningActions(context: LabContext, messages: MessageActions, runner: Runner, host: Opening) {
  const { store, client, environment, asked } = context;
  const { show, openSample, addressOf } = host;
  const lists = pageLists(context, messages);

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
    host.showStored(store.getState().history.present.opened);
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
    const [begun, { settings }] = [host.count(), store.getState()];
    loading.then(
      (late) => {
        if (host.count() === begun && store.getState().settings === settings) bringBack(late, name, () => undefined);
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
      host.open(file).then(
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

  /** What the address asks for, else the picture of the last visit, else the first sample. A foreign host is asked about first. */
  const openFirst = async (): Promise<void> => {
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
        if (!asked.shared && (another || !isUntouched(settings, context.defaults, defaultModel))) sayRestored(another);
      } else if (environment.saveData) context.restoreLater = () => void restoreFile(kept.name, paint);
      else await restoreFile(kept.name, paint);
    }
    store.setState({ decided: true });
  };

  return { loadLists: lists.load, refreshLists, openFirst };
}
