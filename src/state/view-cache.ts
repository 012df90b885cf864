import { aborted, toErrorInfo } from '../core/errors';
import type { RenderedView } from '../core/protocol';
import type { ViewRequest } from '../core/view/view';

/** What views need of the runs. */
interface Runs {
  settled(): Promise<unknown>;
  ask<T>(question: () => Promise<T>): Promise<T>;
}

/**
 * Asks the worker for a view. Where its worker went, the fresh one draws it as soon as it has the picture again; where that has
 * no result of it, the shown one is made again.
 * @throws ErrorInfo 'aborted' when a newer run has taken the place of the one that was asked for
 */
export async function liveView(
  ask: (request: ViewRequest) => Promise<RenderedView>,
  runs: Runs,
  request: ViewRequest,
  version: string,
): Promise<RenderedView> {
  const draw = (): Promise<RenderedView> =>
    ask(request).catch(async (thrown: unknown) => {
      if (!['device-lost', 'aborted'].includes(toErrorInfo(thrown).code)) throw thrown;
      await runs.settled();
      return ask(request);
    });
  const { slot = 'shown' } = request;
  const view = await (slot === 'shown' ? runs.ask(draw) : draw());
  if (!version.startsWith('job ') || version === `job ${view.job}`) return view;
  view.bitmap.close();
  throw toErrorInfo(aborted());
}

interface Entry {
  readonly request: ViewRequest;
  readonly promise: Promise<RenderedView>;
  view: RenderedView | null;
  users: number;
}

/** Pictures that nobody shows are kept, so that going back to a stage is instant: so many, and so many bytes of them. */
const MAX_IDLE = 16;
const MAX_IDLE_BYTES = 2 ** 26;

/**
 * Bitmaps of the worker, each asked for once and shared by everything that shows it. It owns them: a bitmap is
 * closed when nobody uses it and others were used since.
 */
export class ViewCache {
  readonly #render: (request: ViewRequest, version: string) => Promise<RenderedView>;
  readonly #entries = new Map<string, Entry>();

  constructor(render: (request: ViewRequest, version: string) => Promise<RenderedView>) {
    this.#render = render;
  }

  /**
   * The view of one version (of the picture or of a run). Each acquire needs its release.
   * Rejects with ErrorInfo, and forgets what failed.
   */
  acquire(version: string, request: ViewRequest): Promise<RenderedView> {
    const key = keyOf(version, request);
    const known = this.#entries.get(key);
    if (known) {
      known.users += 1;
      // Moves to the end: the map's order is the order of use.
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known.promise;
    }
    const entry: Entry = { request, promise: this.#render(request, version), view: null, users: 1 };
    this.#entries.set(key, entry);
    entry.promise.then(
      (view) => {
        entry.view = view;
        if (!this.#entries.has(key)) view.bitmap.close();
      },
      () => {
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
      },
    );
    return entry.promise;
  }

  /** The view if it is there already: a first paint without an empty frame. */
  peek(version: string, request: ViewRequest): RenderedView | null {
    return this.#entries.get(keyOf(version, request))?.view ?? null;
  }

  /** What is on screen of the versions that a state names for each request. */
  usedIn(versionOf: (request: ViewRequest) => string | null): ViewRequest[] {
    return [...this.#entries]
      .filter(([key, { request, users }]) => {
        const version = users > 0 ? versionOf(request) : null;
        return version !== null && key === keyOf(version, request);
      })
      .map(([, { request }]) => request);
  }

  release(version: string, request: ViewRequest): void {
    const entry = this.#entries.get(keyOf(version, request));
    if (!entry) return;
    entry.users -= 1;
    const idle = [...this.#entries].filter(([, { users }]) => users === 0);
    let kept = 0;
    let bytes = 0;
    for (const [key, { view }] of idle.reverse()) {
      kept += 1;
      bytes += view ? 4 * view.bitmap.width * view.bitmap.height : 0;
      if (kept <= MAX_IDLE && bytes <= MAX_IDLE_BYTES) continue;
      this.#entries.delete(key);
      view?.bitmap.close();
    }
  }
}

function keyOf(version: string, request: ViewRequest): string {
  return `${version} ${JSON.stringify(request)}`;
}
