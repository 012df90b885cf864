/** What takes a patient turn away; it is begun again. */
const YIELDED = Symbol('yielded');

/** Ends this turn of a trial when a run waits: to be called between its steps. */
export type YieldTurn = () => void;

/**
 * The device does one thing after another. Runs, and what changes the backend, go first, in the order in which they
 * came. A trial has the turns between them: it gives its turn up at its next step as soon as a run waits, and is begun
 * again from its start after all runs, before later trials.
 */
export class Turns {
  readonly #runs: (() => Promise<void>)[] = [];
  readonly #trials: (() => Promise<void>)[] = [];
  #busy = false;

  run<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      // Awaited, so that what throws before its first step ends its own turn and not all turns.
      this.#runs.push(async () => {
        try {
          resolve(await work());
        } catch (thrown) {
          reject(thrown);
        }
      });
      void this.#goOn();
    });
  }

  trial<T>(work: (yieldTurn: YieldTurn) => Promise<T>): Promise<T> {
    const yieldTurn = (): void => {
      if (this.#runs.length > 0) throw YIELDED;
    };
    return new Promise((resolve, reject) => {
      const attempt = async (): Promise<void> => {
        try {
          resolve(await work(yieldTurn));
        } catch (thrown) {
          if (thrown === YIELDED) this.#trials.unshift(attempt);
          else reject(thrown);
        }
      };
      this.#trials.push(attempt);
      void this.#goOn();
    });
  }

  async #goOn(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (;;) {
      const next = this.#runs.shift() ?? this.#trials.shift();
      if (!next) break;
      await next();
    }
    this.#busy = false;
  }
}
