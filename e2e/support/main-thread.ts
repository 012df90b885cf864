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
  /** Longest task in ms of CPU time of that thread; and on the clock, which other processes stretch. */
  readonly longestCpuMs: number;
  readonly longestWallMs: number;
}

/** Traces what the page's main thread does while `action` runs. */
export async function traceMainThread(
  browser: Browser,
  page: Page,
  action: () => Promise<void>,
): Promise<MainThreadTasks> {
  const categories = ['disabled-by-default-devtools.timeline', 'toplevel', '__metadata'];
  await browser.startTracing(page, { categories });
  let trace: Buffer;
  try {
    await action();
  } finally {
    trace = await browser.stopTracing();
  }
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
    longestCpuMs: longest(tasks.map((task) => task.tdur ?? 0)),
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
