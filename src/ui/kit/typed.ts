/** What was typed on a closed list, and when its last letter came, in ms. */
export interface Typed {
  readonly text: string;
  readonly at: number;
}

/** Letters that come within this time are one word, as in the lists of the system. */
const TOGETHER_MS = 1000;

/** Adds a key to what was typed; null for a key that is no letter. A space is one only inside a word: alone it opens the list. */
export function typed(before: Typed, key: string, now: number): Typed | null {
  const text = now - before.at < TOGETHER_MS ? before.text : '';
  return key.length !== 1 || (key === ' ' && !text) ? null : { text: text + key.toLowerCase(), at: now };
}

/** The option that begins with what was typed. One letter, also again and again, goes on to the next that begins with it. */
export function meant<T extends { readonly text: string }>(
  options: readonly T[],
  at: number,
  text: string,
): T | undefined {
  const repeats = [...text].every((letter) => letter === text[0]);
  const from = repeats ? at + 1 : Math.max(at, 0);
  return [...options.slice(from), ...options.slice(0, from)].find((option) =>
    option.text.toLowerCase().startsWith(repeats ? text.slice(0, 1) : text),
  );
}
