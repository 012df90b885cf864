let wanted: string | null = null;

/** The glossary opens at this term the next time. */
export function lookUp(term: string): void {
  wanted = term;
}

/** The term at which the glossary was asked to open; null where it was not. */
export function takeLookedUp(): string | null {
  const term = wanted;
  wanted = null;
  return term;
}
