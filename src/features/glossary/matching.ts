import type { Term } from '../../ui/kit/words/terms/term';

/** The terms that have these letters: those whose name begins with them come first, then other names, then texts. */
export function matching(terms: readonly Term[], query: string): Term[] {
  const asked = query.trim().toLowerCase();
  const rank = ({ name, forms = [], text }: Term): number => {
    if (name.toLowerCase().startsWith(asked)) return 0;
    if ([name, ...forms].some((form) => form.toLowerCase().includes(asked))) return 1;
    return text.toLowerCase().includes(asked) ? 2 : 3;
  };
  const byName = [...terms].sort((a, b) => a.name.localeCompare(b.name, 'en'));
  return [0, 1, 2].flatMap((wanted) => byName.filter((term) => rank(term) === wanted));
}
