import { GLOSSARY } from './glossary';
import type { Term } from './terms/term';

/** Where a text has a term: from its character `start` up to `end`. */
export interface Found {
  readonly term: Term;
  readonly start: number;
  readonly end: number;
}

const BY_FORM = new Map(GLOSSARY.flatMap((term) => [term.name, ...(term.forms ?? [])].map((form) => [form, term])));

const isSmall = (form: string): boolean => form === form.toLowerCase();
const escaped = (form: string): string => form.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
/** Longer forms come first: "SSIM map" is not SSIM. A letter, a digit or a hyphen beside it makes another word of it. */
const ANY = new RegExp(
  `(?<![\\p{L}\\p{N}])(?<!\\p{L}-)(?:${[...BY_FORM.keys()]
    .sort((a, b) => b.length - a.length)
    .map((form) => escaped(form) + (isSmall(form) && /\p{L}$/u.test(form) ? 's?' : ''))
    .join('|')})(?<end>(?<=[^\\p{L}\\p{N}])|(?![\\p{L}\\p{N}]|-\\p{L}))`,
  'giu',
);

function termOf(written: string): Term | undefined {
  const small = written.toLowerCase();
  const inside = small.slice(0, 1) + written.slice(1);
  for (const form of [written, inside, small, small.replace(/s$/, '')]) {
    const term = BY_FORM.get(form);
    if (term) return term;
  }
  return undefined;
}

/** All terms in a text, in its order. */
export function termsIn(text: string): Found[] {
  return [...text.matchAll(ANY)].flatMap(({ 0: written, index }) => {
    const term = termOf(written);
    return term ? [{ term, start: index, end: index + written.length }] : [];
  });
}
