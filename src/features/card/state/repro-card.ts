import { LabError, toErrorInfo } from '../../../core/errors';
import { isOwnId, ownMissing } from '../../../core/model/own-ids';
import { readBytes } from '../../../core/files/read-bytes';
import { sha256 } from '../../../core/files/sha256';
import { parseCard } from '../../../core/settings/parse-card';
import { CARD_KIND, cardMetrics, type ReproCard } from '../../../core/settings/repro-card';
import { applyPatch, type Settings } from '../../../core/settings/settings';
import { liveSummary } from '../../../state/selectors';
import type { LabContext } from '../../../state/context';
import type { LabActions } from '../../../state/lab';
import type { LabState } from '../../../state/state-types';

/** Making and following repro cards. Loaded with the first of them. */

type Actions = Pick<LabActions, 'run' | 'set' | 'openSample' | 'inform' | 'complain'>;

/**
 * The present picture, settings, model, runtime and numbers; runs first where no result of them is there.
 * @throws ErrorInfo as run() does
 */
export async function makeCard({ store, client }: LabContext, actions: Actions): Promise<ReproCard> {
  if (!isLive(store.getState()) || store.getState().work.status !== 'idle') await actions.run();
  const { result, picture, models, second, last, settings } = store.getState();
  const info = result?.info;
  const file = client.opened();
  const model = models.find(({ id }) => id === result?.summary.model);
  if (picture?.since !== undefined) {
    throw new LabError(
      'no-picture',
      'A frame has no file that saved settings could name. Press "Keep this frame" first.',
    );
  }
  if (picture?.info.latent)
    throw new LabError(
      'no-picture',
      'This run began at a latent, which saved settings cannot name. Save the latent itself, or open a picture first.',
    );
  if (!file || !info || !picture || !result || !model) {
    throw new LabError('no-picture', 'There is no result to save yet. Open a picture first.');
  }
  const { encoder, decoder } = model;
  if (!encoder || !decoder)
    throw new LabError('no-picture', `${model.title} has one network, and saved settings compare a reconstruction.`);
  const { backend, adapter, software, ort, threads, precision, pixels } = info;
  const { width, height } = result.summary;
  return {
    kind: CARD_KIND,
    version: 1,
    made: new Date().toISOString(),
    model: { id: model.id, revision: model.revision, encoder: encoder.sha256, decoder: decoder.sha256 },
    runtime: { backend, adapter, software, ort, threads, precision, pixels },
    picture: {
      name: picture.info.name,
      bytes: file.size,
      sha256: await sha256(await readBytes(file, file.name)),
      width,
      height,
      ...(last?.kind === 'sample' && { sample: last.id }),
    },
    ...(second && { second: { name: second.name } }),
    settings,
    metrics: cardMetrics(result.summary),
  };
}

/** The card that waits for its picture and a result of it. */
const waiting = new WeakMap<LabContext, { card: ReproCard; stop: () => void }>();

/**
 * Takes over what a card says. Its picture is opened where it is a sample of the page; any other has to be opened by
 * the person. When a result of that very file is there, both results are shown beside each other.
 * @throws ErrorInfo 'bad-setting' for a file that is no card or a damaged one, 'fetch-failed' for one that cannot be read; nothing changes then
 */
export async function followCard(context: LabContext, actions: Actions, file: Blob): Promise<void> {
  const card = parseCard(
    new TextDecoder().decode(await readBytes(file, file instanceof File ? file.name : 'The file')),
  );
  const { store, client, defaults } = context;
  const { models, samples, settings: present, defaultModel } = store.getState();
  const known = models.some(({ id }) => id === card.model.id);
  const { backend, precision } = present;
  // A card without a scaling was made when the browser scaled.
  // Where it runs is a matter of this device; the card says where its own numbers came from.
  // '' stands for the default, which may be another model on this page.
  const named = card.settings.model === '' && card.model.id === defaultModel ? '' : card.model.id;
  const settings = applyPatch(applyPatch(defaults, { scaling: 'browser' }), {
    ...card.settings,
    backend,
    precision,
    model: known ? named : present.model,
  });
  if (!known && isOwnId(card.model.id))
    actions.inform(
      `${ownMissing(card.model.id).message} Its encoder has the SHA-256 ${card.model.encoder.slice(0, 12)}…. Until then, the present model is used.`,
    );
  else if (!known)
    actions.inform(`The model "${card.model.id}" of this file is not on this page, so the present one is used.`);
  waiting.get(context)?.stop();
  actions.set({ ...settings });
  const { settings: wanted } = store.getState();
  const opened = client.opened();
  const sample = samples.find(({ id }) => id === card.picture.sample);
  const isHere =
    opened !== null &&
    opened.size === card.picture.bytes &&
    (await sha256(await readBytes(opened, opened.name))) === card.picture.sha256;
  if (!isHere && sample) actions.openSample(sample);
  else if (!isHere) store.setState({ question: { kind: 'card', card, here: null } });
  waiting.set(context, { card, stop: watch(context, card, wanted) });
  if (isHere) actions.run().catch((thrown: unknown) => actions.complain(toErrorInfo(thrown)));
}

/** Looks at each finished result until one is of the card's picture and settings; returns how to stop. */
function watch(context: LabContext, card: ReproCard, wanted: Settings): () => void {
  const { store, client } = context;
  let looking = false;
  const look = async (state: LabState): Promise<void> => {
    const file = client.opened();
    if (
      looking ||
      state.work.status !== 'idle' ||
      !isLive(state) ||
      anywhere(state.settings) !== anywhere(wanted) ||
      file?.size !== card.picture.bytes
    )
      return;
    looking = true;
    const matches = (await sha256(await readBytes(file, file.name))) === card.picture.sha256;
    looking = false;
    const { result, work } = store.getState();
    const info = result?.info;
    if (!matches || client.opened() !== file || work.status !== 'idle' || !result || !info) return;
    stop();
    store.setState({ question: { kind: 'card', card, here: { metrics: cardMetrics(result.summary), info } } });
  };
  const stop = store.subscribe((state, before) => {
    if (state.result !== before.result || state.work !== before.work) void look(state);
  });
  void look(store.getState());
  return stop;
}

function isLive(state: LabState): boolean {
  const summary = liveSummary(state);
  return summary !== null && JSON.stringify(summary.settings) === JSON.stringify(state.settings);
}

/** Settings but for where they run. */
function anywhere(settings: Settings): string {
  return JSON.stringify({ ...settings, backend: 'auto', precision: 'auto' });
}
