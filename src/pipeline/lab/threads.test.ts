import { afterEach, expect, test, vi } from 'vitest';
import { cpuThreads, whyThreads } from './threads';

afterEach(() => vi.unstubAllGlobals());

function worker({ isolated = true, cores = 8 } = {}): void {
  vi.stubGlobal('self', { crossOriginIsolated: isolated });
  vi.stubGlobal('navigator', { hardwareConcurrency: cores });
}

test('as many threads as there are cores, and no more than four', () => {
  worker({ cores: 2 });
  expect([cpuThreads(), whyThreads(2)]).toEqual([2, '']);
  worker();
  expect([cpuThreads(), whyThreads(4)]).toEqual([4, '']);
  expect(whyThreads(1)).toContain('the GPU runs in this worker');
});

test('one thread where the server or the browser keeps memory apart, and the sentence says which', () => {
  worker({ isolated: false });
  expect([cpuThreads(), whyThreads(1)]).toEqual([1, expect.stringContaining('this server does not send the headers')]);
  worker();
  vi.stubGlobal('SharedArrayBuffer', undefined);
  expect([cpuThreads(), whyThreads(1)]).toEqual([1, expect.stringContaining('this browser shares no memory')]);
});
