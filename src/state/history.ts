/** Undo and redo over plain values. Edits with the same tag that follow each other quickly become one step. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** What the last edit was about, and when (ms): a slider's drag is one step, not a hundred. */
  readonly lastTag: string;
  readonly lastTime: number;
}

export const MAX_STEPS = 200;
const MERGE_WITHIN_MS = 1000;

export function newHistory<T>(present: T): History<T> {
  return { past: [], present, future: [], lastTag: '', lastTime: 0 };
}

/** A new present. `tag` '' never merges; `now` in milliseconds. What could be redone is forgotten. */
export function edit<T>(history: History<T>, present: T, tag: string, now: number): History<T> {
  const merges = tag !== '' && tag === history.lastTag && now - history.lastTime < MERGE_WITHIN_MS;
  const past = merges ? history.past : [...history.past, history.present].slice(-MAX_STEPS);
  return { past, present, future: [], lastTag: tag, lastTime: now };
}

export function undo<T>(history: History<T>): History<T> {
  const previous = history.past.at(-1);
  if (previous === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    present: previous,
    future: [history.present, ...history.future],
    lastTag: '',
    lastTime: 0,
  };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future, lastTag: '', lastTime: 0 };
}
