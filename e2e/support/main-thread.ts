import type { Browser, Page } from '@playwright/test';

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Thread and wall time, in microseconds. */
  readonly tdur?: number;
  readonly dur?: number;
  readonly args?: {
    readonly name?: string;
    readonly data?: { readonly frames?: readonly { url: string; processId: number }[] };
  };
}

export interface MainThreadTasks {
  /** Tasks of the page's main thread that were seen at all: 0 would mean that nothing was measured. */
  readonly count: number;
  /**
   * Longest task in ms of CPU time of that thread, as a computer of the reference's speed would need; and on the clock,
   * which other processes stretch.
   */
  readonly longestCpuMs: number;
  readonly longestWallMs: number;
}

/** What `work` takes on the reference: one core of a 2.6 GHz server processor, with nothing beside it. */
const REFERENCE_MS = 4;

/** How many times as long as the reference this computer needs just now; 1 where it is faster. */
async function slowness(page: Page): Promise<number> {
  const ms = await page.evaluate(() => {
    const work = (): number => {
      let hash = 1;
      for (let i = 0; i < 4_000_000; i++) hash = Math.imul(hash ^ i, 16777619);
      return hash;
    };
    work();
    const times = Array.from({ length: 9 }, () => {
      const started = performance.now();
      Object.assign(window, { hash: work() });
      return performance.now() - started;
    });
    // Some are interrupted by other processes, which is no CPU time.
    return times.sort((a, b) => a - b)[2] as number;
  });
  return Math.max(1, ms / REFERENCE_MS);
}

/** Traces what the page's main thread does while `action` runs. */
export async function traceMainThread(
  browser: Browser,
  page: Page,
  action: () => Promise<void>,
): Promise<MainThreadTasks> {
  const categories = ['disabled-by-default-devtools.timeline', 'toplevel', '__metadata'];
  const before = await slowness(page);
  await browser.startTracing(page, { categories });
  let trace: Buffer;
  try {
    await action();
  } finally {
    trace = await browser.stopTracing();
  }
  const slower = Math.max(before, await slowness(page));
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as { traceEvents: TraceEvent[] };
  const processes = pageProcesses(traceEvents, new URL(page.url()).origin);
  const threads = new Set(
    traceEvents
      .filter(
        (event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain' && processes.has(event.pid),
      )
      .map((event) => `${event.pid}/${event.tid}`),
  );
  const tasks = traceEvents.filter((event) => event.name === 'RunTask' && threads.has(`${event.pid}/${event.tid}`));
  const longest = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value), 0) / 1000;
  return {
    count: tasks.length,
    longestCpuMs: longest(tasks.map((task) => task.tdur ?? 0)) / slower,
    longestWallMs: longest(tasks.map((task) => task.dur ?? 0)),
  };
}

/** Renderers that show the page; others, such as Chromium's spare one, do not count. */
function pageProcesses(events: readonly TraceEvent[], origin: string): Set<number> {
  const frames = events
    .filter((event) => event.name === 'TracingStartedInBrowser')
    .flatMap((event) => event.args?.data?.frames ?? []);
  return new Set(frames.filter((frame) => frame.url.startsWith(origin)).map((frame) => frame.processId));
}
