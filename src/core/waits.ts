/** What is outside of the page and keeps a start waiting; `shaders` and `networks` are built by the GPU and the CPU. */
export type Outside = 'gpu' | 'shaders' | 'runtime' | 'networks' | 'models' | 'model' | 'storage';

/** Tells what a start waits for, whenever that changes: the newest of what is under way, or null. */
export class Waits {
  readonly #tell: (what: Outside | null) => void;
  readonly #pending: { readonly what: Outside }[] = [];

  constructor(tell: (what: Outside | null) => void) {
    this.#tell = tell;
  }

  async during<T>(what: Outside, answer: Promise<T>): Promise<T> {
    const entry = { what };
    this.#pending.push(entry);
    this.#tell(what);
    try {
      return await answer;
    } finally {
      this.#pending.splice(this.#pending.indexOf(entry), 1);
      this.#tell(this.#pending.at(-1)?.what ?? null);
    }
  }
}
