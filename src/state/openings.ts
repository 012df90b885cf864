import { isLatent, type LatentSource } from '../core/picture/given-latent';
import type { Settings } from '../core/settings/settings';
import { edit, undo, type History } from './history';

/** A picture that was opened, for Undo to open again: its bytes are kept, and nothing that was computed of it. */
export interface OpenedPicture {
  /** A sample stays an address. */
  readonly source: File | string | LatentSource;
}

/** What Undo goes back to. */
export interface Moment {
  readonly settings: Settings;
  /** Null before the first picture: then the one that is open stays. */
  readonly opened: OpenedPicture | null;
}

/** How many pictures Undo keeps beside the open one, and their bytes together; the one before is kept at any size. */
const MOST_PICTURES = 8;
const MOST_BYTES = 256e6;

/** Edits with this tag are one step with the picture that is opened after them. */
export const WITH_PICTURE = 'with picture';

/** A picture is open. `anew` makes it a step; the first picture of a visit is none, since there is nothing to go back to. */
export function withOpened(history: History<Moment>, opened: OpenedPicture, anew: boolean): History<Moment> {
  const { present } = history;
  if (present.opened?.source === opened.source) return history;
  if (!anew || !present.opened) return { ...history, present: { ...present, opened } };
  if (history.lastTag === WITH_PICTURE) return { ...history, present: { ...present, opened }, lastTag: '' };
  return bounded(edit(history, { ...present, opened }, '', 0));
}

/** Steps whose pictures would take too much memory are forgotten, the oldest first. */
function bounded(history: History<Moment>): History<Moment> {
  const kept = new Set<OpenedPicture>();
  let bytes = 0;
  const tooOld = history.past.findLastIndex(({ opened }) => {
    if (!opened || kept.has(opened)) return false;
    kept.add(opened);
    bytes += bytesOf(opened);
    return kept.size > MOST_PICTURES || (kept.size > 1 && bytes > MOST_BYTES);
  });
  return { ...history, past: history.past.slice(tooOld + 1) };
}

function bytesOf({ source }: OpenedPicture): number {
  if (typeof source === 'string') return 0;
  return isLatent(source) ? source.latent.data.byteLength + (source.picture?.size ?? 0) : source.size;
}

/** Back over the newest opening, with the edits that came after it; the same history where there is none. */
export function undoOpening(history: History<Moment>): History<Moment> {
  let back = history;
  while (back.past.length > 0 && back.present.opened === history.present.opened) back = undo(back);
  return back.present.opened === history.present.opened ? history : back;
}
