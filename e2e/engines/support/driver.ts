/** What a test asks of a browser: W3C WebDriver of either kind has all of it, so that one list of checks is for every engine. */
export interface Driver {
  readonly name: EngineName;
  readonly version: string;
  /** Opens an address and waits for its load event. */
  goto(address: string): Promise<void>;
  /** Runs a function in the page, also one that waits. Arguments and result cross as JSON. @throws Error with the page's message */
  evaluate<A extends unknown[], R>(body: (...args: A) => R | Promise<R>, ...args: A): Promise<R>;
  /** One tick after another, sources side by side. Whoever presses something lets go of it. */
  perform(sources: readonly InputSource[]): Promise<void>;
  /** Chooses files in an input element. */
  choose(selector: string, paths: readonly string[]): Promise<void>;
  /** PNG of what the window shows of the page. */
  screenshot(): Promise<Buffer>;
  /** What went uncaught or was complained of in the console since the last call. */
  problems(): Promise<string[]>;
  close(): Promise<void>;
}

export type EngineName = 'firefox' | 'webkit';

/** Input sources and actions as both kinds of WebDriver take them. */
export type InputSource =
  | { readonly type: 'pointer'; readonly id: string; readonly actions: readonly PointerAction[] }
  | { readonly type: 'key'; readonly id: string; readonly actions: readonly KeyAction[] };
type Pause = { readonly type: 'pause'; readonly duration: number };
type PointerAction =
  | Pause
  | { readonly type: 'pointerMove'; readonly x: number; readonly y: number; readonly duration?: number }
  | { readonly type: 'pointerDown' | 'pointerUp'; readonly button: number };
type KeyAction = Pause | { readonly type: 'keyDown' | 'keyUp'; readonly value: string };

/** What a page's function came to, as text; a rejection of window.litevae is an object with a message. */
export type Outcome = { readonly value?: unknown; readonly thrown?: string };

/** The text of a function that runs `body` on its first argument (JSON) and resolves an Outcome (JSON). */
export function sourceOf(body: (...args: never[]) => unknown): string {
  return `async (args) => {
    try {
      return JSON.stringify({ value: await (${body.toString()})(...JSON.parse(args)) });
    } catch (error) {
      return JSON.stringify({ thrown: String(error?.code ?? error?.name ?? '') + ': ' + String(error?.message ?? error) });
    }
  }`;
}

export function valueOf<R>(text: string): R {
  const { value, thrown } = JSON.parse(text) as Outcome;
  if (thrown !== undefined) throw new Error(thrown);
  return value as R;
}
