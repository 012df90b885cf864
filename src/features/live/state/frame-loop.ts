/** What the loop works with; tests pass their own. */
export interface FrameHost<F> {
  /** Calls back with the next picture of the source, and how many it has presented so far, or 0. Returns what cancels. */
  readonly next: (callback: (presented: number) => void) => () => void;
  /** Whether a frame may be taken now. */
  readonly ready: () => boolean;
  /** Calls back when it makes sense to look again. Returns what cancels. */
  readonly later: (callback: () => void) => () => void;
  /** The newest picture of the source; null while there is none. */
  readonly grab: () => Promise<F | null>;
  /** Resolves when the frame is the shown picture. It takes the frame over. */
  readonly show: (frame: F) => Promise<void>;
  readonly discard: (frame: F) => void;
  /** A frame is shown that was taken at this time. */
  readonly shown: (taken: number) => void;
  readonly failed: (thrown: unknown) => void;
  /** Milliseconds that only grow. */
  readonly now: () => number;
}

/**
 * Takes the newest picture of a source, and the next one only when that is shown: what comes meanwhile is dropped, so
 * that the picture on screen is never older than one run.
 */
export class FrameLoop<F> {
  readonly #host: FrameHost<F>;
  #on = false;
  #busy: Promise<void> | null = null;
  /** Pictures that the source presented since the last one that was taken. */
  #waiting = 0;
  #presented = 0;
  #cancelNext: () => void = () => undefined;
  #cancelLater: (() => void) | null = null;
  #dropped = 0;

  constructor(host: FrameHost<F>) {
    this.#host = host;
  }

  /** Pictures that came while another was in work. */
  get dropped(): number {
    return this.#dropped;
  }

  start(): void {
    if (this.#on) return;
    this.#on = true;
    this.#listen();
  }

  /** Takes no more frames. Resolves when the one in work has come to its end. */
  async stop(): Promise<void> {
    this.#on = false;
    this.#cancelNext();
    this.#cancelLater?.();
    this.#cancelLater = null;
    this.#waiting = 0;
    this.#presented = 0;
    await this.#busy;
  }

  /** Takes the present picture of the source, whether or not it is new. */
  again(): void {
    this.#waiting = Math.max(1, this.#waiting);
    this.#take();
  }

  #listen(): void {
    this.#cancelNext = this.#host.next((presented) => {
      if (!this.#on) return;
      this.#waiting += presented > this.#presented && this.#presented > 0 ? presented - this.#presented : 1;
      this.#presented = presented;
      this.#take();
      this.#listen();
    });
  }

  #take(): void {
    if (!this.#on || this.#busy || this.#waiting === 0) return;
    if (!this.#host.ready()) {
      this.#lookAgain();
      return;
    }
    this.#dropped += this.#waiting - 1;
    this.#waiting = 0;
    this.#busy = this.#work().finally(() => {
      this.#busy = null;
      this.#take();
    });
  }

  #lookAgain(): void {
    if (!this.#on) return;
    this.#cancelLater ??= this.#host.later(() => {
      this.#cancelLater = null;
      this.again();
    });
  }

  async #work(): Promise<void> {
    const taken = this.#host.now();
    try {
      const frame = await this.#host.grab();
      if (!frame) {
        this.#lookAgain();
        return;
      }
      if (!this.#on) {
        this.#host.discard(frame);
        return;
      }
      await this.#host.show(frame);
      this.#host.shown(taken);
    } catch (thrown) {
      this.#host.failed(thrown);
    }
  }
}
