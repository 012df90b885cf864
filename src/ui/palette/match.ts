/**
 * How well a query fits a text: letters in order, gaps allowed. Higher is better; null when a letter is missing.
 * Words of the query may come in any order ('dark theme' finds 'Theme: Dark'). `exact`: only beginnings of words count.
 */
export function score(query: string, text: string, exact = false): number | null {
  let sum = 0;
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    const best = scoreWord(word, text.toLowerCase(), exact);
    if (best === null) return null;
    sum += best;
  }
  // The shorter text of two equal matches is the nearer one.
  return sum - text.length / 1000;
}

const BOUNDARY = /[^\p{L}\p{N}]/u;

function scoreWord(word: string, text: string, exact: boolean): number | null {
  const at = text.indexOf(word);
  if (at >= 0) {
    const starts = [...text.matchAll(new RegExp(escape(word), 'g'))];
    const atWord = starts.some(({ index }) => index === 0 || BOUNDARY.test(text[index - 1] as string));
    if (atWord || !exact) return word.length * (atWord ? 4 : 2);
  }
  return exact ? null : scoreGaps(word, text);
}

/** One point a letter, one more at the start of a word; long gaps cost. */
function scoreGaps(word: string, text: string): number | null {
  let from = 0;
  let sum = 0;
  let first = -1;
  for (const letter of word) {
    const at = text.indexOf(letter, from);
    if (at < 0) return null;
    if (first < 0) first = at;
    sum += 1 + (at === 0 || BOUNDARY.test(text[at - 1] as string) ? 1 : 0);
    from = at + 1;
  }
  const spread = (from - first) / word.length;
  // Letters scattered over the whole text are chance.
  return spread > 4 ? null : sum - spread / 4;
}

function escape(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
