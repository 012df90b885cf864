import { isLatent } from '../core/picture/given-latent';
import { defaultSettings, type Settings } from '../core/settings/settings';
import { loadPart } from '../client/parts';
import type { LabContext } from './context';
import type { LabActions } from './lab';
import { WITH_PICTURE, type OpenedPicture } from './openings';
import type { Kept, LabState } from './state-types';

/** Larger files are not kept: they would take much of the storage that browsers give to a page. */
export const MAX_KEPT_BYTES = 64 * 2 ** 20;

/**
 * Keeps what is open for the next visit: a sample by its id, anything else as a file in this browser. What cannot be
 * kept is forgotten, so that the next visit never shows an older picture as the last one. Never throws.
 */
export async function remember({ store, client, environment }: LabContext, sample: string | null): Promise<void> {
  const file = client.opened();
  let last: Kept | null = null;
  try {
    const keeper = await environment.pictures();
    if (sample !== null) last = { kind: 'sample', id: sample };
    else if (file && file.size <= MAX_KEPT_BYTES) {
      await keeper.keepPicture(file);
      last = { kind: 'file', name: file.name };
    }
    if (last?.kind !== 'file') await keeper.forgetPicture();
  } catch {
    // No storage, or none left: the page works without memory.
    if (last?.kind === 'file') last = null;
  }
  // A newer picture may have come meanwhile; its own turn follows.
  if (client.opened() === file) store.setState({ last });
}

/** The picture of the last visit, or a sentence that says why it is not there. Never throws. */
export async function lastPicture({ environment }: LabContext, name: string): Promise<File | string> {
  try {
    const file = await (await environment.pictures()).loadPicture();
    // Another tab may have kept its own since.
    return file?.name === name
      ? file
      : `Your last picture, ${name}, is not in this browser's storage any more. Open it again.`;
  } catch {
    return unreadable(name);
  }
}

export function unreadable(name: string): string {
  return `Your last picture, ${name}, could not be read from this browser's storage. Open it again.`;
}

/** The next visit does not ask for it again. */
export async function forget(context: LabContext): Promise<void> {
  context.store.setState({ last: null });
  await dropKept(context);
}

async function dropKept({ environment }: LabContext): Promise<void> {
  await environment
    .pictures()
    .then((keeper) => keeper.forgetPicture())
    .catch(() => undefined);
}

/** Another tab has kept its picture since: the next visit gets that of the tab in use. One that has none yet takes none away. */
export function rememberAgain(context: LabContext): void {
  if (context.store.getState().last?.kind !== 'file') void dropKept(context);
  else if (context.client.opened()) void remember(context, null);
}

/** How many things differ from the defaults: each band once, whatever its colours; where it runs does not count. */
export function countEdits(settings: Settings, defaults: Settings = defaultSettings()): number {
  const bands = new Set(Object.keys(settings.bands).map((key) => key.split('.').slice(0, 2).join()));
  const others = Object.entries(settings).filter(
    ([key, value]) =>
      !['bands', 'model', 'backend', 'precision'].includes(key) &&
      JSON.stringify(value) !== JSON.stringify(defaults[key as keyof Settings]),
  );
  return bands.size + others.length;
}

/** What is said of a visit that goes on where the last one ended; '' when there is nothing to say. */
export function restoredWords(picture: boolean, edits: number): string {
  const count = edits === 1 ? '1 edit' : `${edits} edits`;
  if (picture) return edits > 0 ? `Restored your last picture and ${count}.` : 'Restored your last picture.';
  return edits > 0 ? `Restored ${count}.` : '';
}

/** What is said when a picture with edits gave way to another; '' where that is not so. */
export function replacedWords(before: LabState, { picture, settings, history }: LabState, defaults: Settings): string {
  const { opened } = before.history.present;
  if (
    !before.picture ||
    !picture ||
    !opened ||
    opened === history.present.opened ||
    countEdits(settings, defaults) === 0
  )
    return '';
  return `${picture.info.name} is open, with your edits. Undo brings back ${nameOf(opened)}.`;
}

/** What is on screen may be a frame, which Undo goes over. */
function nameOf({ source }: OpenedPicture): string {
  if (typeof source === 'string') return source.slice(source.lastIndexOf('/') + 1);
  return isLatent(source) ? source.latent.name : source.name;
}

/** Starts as on a first visit, on the model and backend that were chosen: no edits, and the first sample, or none. */
export async function startFresh(context: LabContext, actions: LabActions): Promise<void> {
  const { store, defaults } = context;
  const { set, cancel, openSample } = actions;
  await forget(context);
  // Its pictures are forgotten with the others.
  if (store.getState().batch !== 'none')
    (await loadPart(() => import('../features/batch/state/batch'))).batchOf({ store, actions }).clear();
  const {
    settings: { model, backend, precision },
    samples: [sample],
  } = store.getState();
  set({ ...defaults, model, backend, precision }, WITH_PICTURE);
  // The run of the edits' end is not wanted.
  cancel();
  if (sample) openSample(sample);
  else store.setState({ picture: null, result: null });
}
