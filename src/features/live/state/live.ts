import type { LiveSource } from '../../../client/live-source';
import type { Frame } from '../../../client/picture-source';
import { toErrorInfo } from '../../../core/errors';
import type { RunSummary } from '../../../core/protocol';
import { pngOfTensor } from '../../../core/files/png';
import type { LabContext } from '../../../state/context';
import { FrameLoop } from './frame-loop';
import { AutoSide, FIRST_SIDE } from './auto-side';
import { BROWSER, starting, type LiveBrowser } from './beginning';
import { FrameTimes } from './frame-times';
import type { LabActions } from '../../../state/lab';
import type { Runner } from '../../../state/runner';
import type { LabState, LiveState } from '../../../state/state-types';

/** A camera or a video through the pipeline, frame by frame. Loaded with the first of them. */

interface Host {
  readonly context: LabContext;
  readonly runner: Runner;
  readonly actions: Pick<LabActions, 'inform' | 'open' | 'openOver'>;
}

/** Numbers change so often that they can be read. */
const SAY_MS = 250;
const LIVE = 'Live. Frames that come meanwhile are dropped.';

const sessions = new WeakMap<LabContext['store'], Live>();

/** The one that goes on; null while none does. */
export function liveOf(store: LabContext['store']): Live | null {
  return sessions.get(store) ?? null;
}

/** Ends the one before. @throws LabError why the camera or the file cannot be had; the picture stays then */
export async function goLive(
  { context, runner, actions }: Host,
  source: 'camera' | Blob,
  from = BROWSER,
): Promise<void> {
  const { store } = context;
  liveOf(store)?.stop();
  const name = source === 'camera' ? 'Camera' : source instanceof File ? source.name : 'video';
  const live = new Live({ context, runner, actions }, from);
  sessions.set(store, live);
  try {
    await live.begin(source, name);
  } catch (thrown) {
    live.stop();
    throw thrown;
  }
}

export class Live {
  readonly #host: Host;
  readonly #browser: LiveBrowser;
  readonly #loop: FrameLoop<Frame>;
  readonly #times = new FrameTimes();
  readonly #auto = new AutoSide();
  readonly #ends: (() => void)[] = [];
  #source: LiveSource | null = null;
  #ended = false;
  /** Version of its first frame; null before that is open. */
  #since: number | null = null;
  /** The frame that the client has. */
  #newest: Frame | null = null;
  #said = -Infinity;
  /** Whether it goes on when the tab is seen again. */
  #hidden = false;

  constructor(host: Host, from: LiveBrowser) {
    this.#host = host;
    this.#browser = from;
    const { context } = host;
    const { now } = context.environment;
    this.#loop = new FrameLoop<Frame>({
      next: (callback) => this.#source?.next(callback) ?? (() => undefined),
      ready: () => this.#isReady(),
      later: from.later,
      grab: async () => (await this.#source?.grab(this.#live?.side ?? FIRST_SIDE)) ?? null,
      show: (frame) => this.#show(frame),
      discard: ({ data }) => data.close(),
      shown: (taken) => this.#shown(taken),
      failed: (thrown) => this.#failed(thrown),
      now,
    });
  }

  async begin(source: 'camera' | Blob, name: string): Promise<void> {
    const { store } = this.#host.context;
    const isCamera = source === 'camera';
    store.setState({ live: starting(isCamera, name) });
    const onEnd = (text: string): void => this.#pause(text);
    const opened = isCamera
      ? await this.#browser.openCamera(onEnd)
      : await this.#browser.openVideo(source, name, onEnd);
    if (this.#ended) {
      opened.close();
      return;
    }
    this.#source = opened;
    this.#ends.push(
      store.subscribe((state) => this.#follow(state)),
      this.#browser.watchHidden((hidden) => this.#setHidden(hidden)),
    );
    this.#loop.start();
    await this.resume();
    // One that stands still at once has a picture, too.
    this.#loop.again();
  }

  pause(): void {
    this.#pause('Paused.');
  }

  /** @throws nothing: a browser that refuses to play says so in the strip */
  async resume(): Promise<void> {
    if (this.#ended) return;
    this.#hidden = false;
    this.#set({ status: 'playing', text: LIVE });
    try {
      await this.#source?.play();
    } catch {
      this.#pause('The browser did not start the video. Press Resume.');
    }
  }

  /** The longest side of a frame in px; 'auto' measures what is fast enough, beginning with the smallest. */
  setSide(choice: number | 'auto'): void {
    this.#auto.clear();
    this.#times.clear();
    this.#set({ choice, side: choice === 'auto' ? FIRST_SIDE : choice });
    this.#loop.again();
  }

  seek(seconds: number): void {
    this.#source?.seek(seconds);
    this.#set({ time: seconds });
  }

  setLoop(loop: boolean): void {
    this.#source?.setLoop(loop);
    this.#set({ loop });
  }

  /** Ends it; the last frame, as the network saw it, stays as if a file of it had been opened. What one looked at stays in place. */
  async keep(): Promise<void> {
    const {
      context: { store },
      actions,
    } = this.#host;
    this.#source?.pause();
    await this.#loop.stop();
    const {
      live,
      viewer: { viewports, crosshair, block },
    } = store.getState();
    const { client } = this.#host.context;
    const input = this.#newest && (await client.ask('tensor', 'input').catch(() => null));
    if (!input || !live) {
      this.stop();
      return;
    }
    const time = live.duration > 0 ? ` ${live.time.toFixed(2)} s` : '';
    const still = new File([await pngOfTensor(input)], `${live.name.replace(/\.[^.]*$/, '')}${time}.png`, {
      type: 'image/png',
    });
    this.stop();
    await actions.openOver(still);
    store.setState(({ viewer }) => ({ viewer: { ...viewer, viewports, crosshair, block } }));
  }

  /** Ends it; the last frame stays on screen. */
  stop(): void {
    if (this.#ended) return;
    this.#ended = true;
    void this.#loop.stop();
    this.#source?.close();
    for (const end of this.#ends) end();
    const { store } = this.#host.context;
    if (sessions.get(store) === this) {
      sessions.delete(store);
      store.setState({ live: null });
    }
  }

  get #live(): LiveState | null {
    return this.#host.context.store.getState().live;
  }

  #set(change: Partial<LiveState>): void {
    if (!this.#ended) this.#host.context.store.setState(({ live }) => ({ live: live && { ...live, ...change } }));
  }

  #pause(text: string): void {
    this.#source?.pause();
    this.#times.clear();
    this.#set({ status: 'paused', text, ...this.#numbers() });
  }

  #setHidden(hidden: boolean): void {
    if (hidden && this.#live?.status === 'playing') {
      this.#pause('Paused: the tab was hidden.');
      this.#hidden = true;
      void this.#loop.stop();
    } else if (!hidden) {
      this.#loop.start();
      if (this.#hidden) void this.resume();
    }
  }

  /** Another picture was opened, or the page started anew. */
  #follow({ picture }: LabState): void {
    if (this.#since !== null && picture?.since !== this.#since) this.stop();
  }

  /** What people asked for goes first: another picture, a run, trials of it; and nobody looks while a batch is shown. */
  #isReady(): boolean {
    const { context } = this.#host;
    const { work, gpu, batch } = context.store.getState();
    return work.status === 'idle' && !gpu.restoring && context.trials === 0 && batch !== 'open';
  }

  async #show(frame: Frame): Promise<void> {
    const { context, runner, actions } = this.#host;
    const { store, client } = context;
    if (this.#since === null) {
      await actions.open(frame);
      this.#newest = frame;
      this.#since = store.getState().picture?.version ?? null;
      await runner.join();
      return;
    }
    const before = store.getState().picture?.info;
    await client.open(frame, store.getState().settings);
    this.#newest = frame;
    context.unshown = true;
    // A run that was asked for meanwhile goes first, and may bring the frame.
    if (store.getState().work.status === 'running') await runner.join().catch(() => undefined);
    if (context.unshown) await runner.start(true);
    const { info } = store.getState().picture ?? {};
    // Marks are in pixels; another size has others.
    if (info?.width !== before?.width || info?.height !== before?.height) {
      store.setState(({ viewer }) => ({
        viewer: { ...viewer, crosshair: null, block: null, region: null, marking: false },
      }));
    }
  }

  #shown(taken: number): void {
    const {
      context: {
        store,
        environment: { now },
      },
    } = this.#host;
    const { result, live } = store.getState();
    if (!live || !result) return;
    this.#set({ frames: live.frames + 1 });
    this.#chooseSide(live, now() - taken, result.summary);
    void this.#browser.nextPaint().then((seen) => {
      const time = now();
      if (!seen || this.#live?.status !== 'playing') return;
      this.#times.add(time, time - taken);
      if (time - this.#said < SAY_MS) return;
      this.#said = time;
      this.#set({ ...this.#numbers(), ...this.#times.rate });
    });
  }

  #chooseSide({ choice, side }: LiveState, took: number, summary: RunSummary): void {
    const next = choice === 'auto' ? this.#auto.next(side, took, summary) : side;
    if (next === side) return;
    this.#times.clear();
    this.#set({ side: next });
  }

  #numbers(): Partial<LiveState> {
    return { dropped: this.#loop.dropped, ...this.#source?.size(), ...this.#source?.times() };
  }

  #failed(thrown: unknown): void {
    const { code, message } = toErrorInfo(thrown);
    // A source that ends before its first frame was ended by another picture or Stop; later, only the run of an edit came between.
    if (this.#since === null) {
      this.stop();
      if (code !== 'aborted') this.#host.actions.inform(message);
    } else if (code !== 'aborted' && code !== 'device-lost') {
      this.#pause(`Paused: ${message}`);
    }
  }
}
