import { parseManifest } from '../core/model/parse-manifest';
import { isOwnId, ownMissing } from '../core/model/own-ids';
import type { LabContext } from './context';
import { parsePaint, type StoredPaint } from './first-paint';
import type { MessageActions } from './messages';
import { modelTitle } from './model-of';
import type { Sample } from './state-types';

/** The lists of the page: its models, those of one's own, its samples, and the views that the build stored. */
export function pageLists({ store, environment }: LabContext, messages: MessageActions) {
  let lists: Promise<StoredPaint | null> | null = null;

  /** A model that was chosen at an earlier visit, or that a link names, may be gone from the page. */
  const dropUnknownModel = (): void => {
    const { settings, models, defaultModel } = store.getState();
    if (!settings.model || models.some(({ id }) => id === settings.model)) return;
    const other = modelTitle({ models }, defaultModel);
    messages.inform(
      isOwnId(settings.model)
        ? `${ownMissing(settings.model).message} Until then, ${other} is used.`
        : `The model "${settings.model}" is not part of this page any more, so ${other} is used.`,
    );
    const known = { ...settings, model: '' };
    store.setState(({ history }) => ({
      settings: known,
      history: { ...history, present: { ...history.present, settings: known } },
    }));
  };

  /** The lists of the build, and its stored views. A missing list costs its menu only, missing views their head start. */
  const read = async (): Promise<StoredPaint | null> => {
    const [manifest, own, samples, paint] = await Promise.allSettled([
      environment.loadJson('models/manifest.json').then(parseManifest),
      environment.listOwnModels(),
      environment.loadJson('samples/samples.json'),
      environment.loadJson('first-paint/index.json').then(parsePaint),
    ]);
    if (manifest.status === 'fulfilled') {
      const added = own.status === 'fulfilled' ? own.value : [];
      store.setState({ models: [...manifest.value.models, ...added], defaultModel: manifest.value.default });
      dropUnknownModel();
    }
    if (samples.status === 'fulfilled' && Array.isArray(samples.value)) {
      store.setState({ samples: samples.value as Sample[] });
    }
    // What did not come is asked for again by whoever needs it next.
    if (manifest.status === 'rejected' || samples.status === 'rejected') lists = null;
    return paint.status === 'fulfilled' ? paint.value : null;
  };

  return {
    /** Reads them once, for whoever needs them first; again after one did not come. */
    load: (): Promise<StoredPaint | null> => (lists ??= read()),
    /** They are here or on their way, all of them. */
    get begun(): boolean {
      return lists !== null;
    },
  };
}
