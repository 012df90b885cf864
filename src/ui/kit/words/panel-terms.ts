/** Which text of a panel explains a term: the first that has it. Names of terms are joined by | where they are compared. */
export class PanelTerms {
  readonly #texts = new Map<string, readonly string[]>();
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
    const own = new Set(this.#texts.get(text));
    for (const [other, terms] of this.#texts) {
      if (other === text) break;
      for (const term of terms) own.delete(term);
    }
    return [...own].join('|');
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
