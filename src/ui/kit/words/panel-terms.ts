/** Which text of a panel explains a term: the first that has it. Names of terms are joined by | where they are compared. */
export class PanelTerms {
  readonly #texts = new Map<string, readonly string[]>();
  /** What each text explains; null until it is asked for after a change. */
  #explained: ReadonlyMap<string, string> | null = null;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** @returns takes the text out again: the next one that has its terms explains them then. */
  add(text: string, terms: readonly string[]): () => void {
    this.#texts.set(text, terms);
    this.#tell();
    return () => {
      this.#texts.delete(text);
      this.#tell();
    };
  }

  /** The terms that this text explains. */
  of(text: string): string {
    this.#explained ??= this.#share();
    return this.#explained.get(text) ?? '';
  }

  #share(): Map<string, string> {
    const seen = new Set<string>();
    return new Map(
      [...this.#texts].map(([text, terms]) => {
        const own = terms.filter((term) => !seen.has(term));
        for (const term of own) seen.add(term);
        return [text, own.join('|')];
      }),
    );
  }

  #tell(): void {
    this.#explained = null;
    for (const listener of this.#listeners) listener();
  }
}
