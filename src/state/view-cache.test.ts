import { describe, expect, it, vi } from 'vitest';
import type { RenderedView } from '../core/protocol';
import { liveView, ViewCache } from './view-cache';

const PCA = { kind: 'latent-pca' } as const;

/** A cache over bitmaps that note when they are closed. */
function cacheOf(side = 8) {
  const closed: string[] = [];
  let asked = 0;
  const cache = new ViewCache((request) => {
    asked += 1;
    const name = `${asked} ${request.kind}`;
    return Promise.resolve({
      bitmap: { width: side, height: side, close: () => closed.push(name) } as unknown as ImageBitmap,
      legends: [],
      job: asked,
    } satisfies RenderedView);
  });
  return { cache, closed, asked: () => asked };
}

describe('ViewCache', () => {
  it('asks once for what several places show', async () => {
    const { cache, asked } = cacheOf();
    const [a, b] = await Promise.all([cache.acquire('job 1', PCA), cache.acquire('job 1', PCA)]);
    expect(a).toBe(b);
    expect(asked()).toBe(1);
    expect(cache.peek('job 1', PCA)).toBe(a);
    expect(cache.peek('job 2', PCA)).toBeNull();
  });

  it('closes the oldest that nobody shows, and never one that somebody does', async () => {
    const { cache, closed } = cacheOf();
    await cache.acquire('shown', PCA);
    for (let job = 1; job <= 40; job++) {
      await cache.acquire(`job ${job}`, PCA);
      cache.release(`job ${job}`, PCA);
    }
    expect(closed).toHaveLength(40 - 16);
    expect(closed[0]).toBe('2 latent-pca');
    expect(closed.at(-1)).toBe('25 latent-pca');
    expect(cache.peek('shown', PCA)).not.toBeNull();
  });

  it('keeps fewer of large ones: 64 MB at most', async () => {
    const { cache, closed } = cacheOf(3000);
    await cache.acquire('shown', PCA);
    for (let job = 1; job <= 4; job++) {
      await cache.acquire(`job ${job}`, PCA);
      cache.release(`job ${job}`, PCA);
    }
    expect(closed).toEqual(['2 latent-pca', '3 latent-pca', '4 latent-pca']);
    expect(cache.peek('shown', PCA)).not.toBeNull();
    expect(cache.peek('job 4', PCA)).not.toBeNull();
  });

  it('forgets a failure, so that the next one is asked anew', async () => {
    let fails = true;
    const cache = new ViewCache(() =>
      fails ? Promise.reject(new Error('lost')) : Promise.resolve({ bitmap: {} as ImageBitmap, legends: [], job: 1 }),
    );
    await expect(cache.acquire('job 1', PCA)).rejects.toThrow('lost');
    fails = false;
    await expect(cache.acquire('job 1', PCA)).resolves.toMatchObject({ job: 1 });
  });
});

describe('liveView', () => {
  const viewOf = (job: number) => {
    const close = vi.fn();
    return { view: { bitmap: { close } as unknown as ImageBitmap, legends: [], job }, close };
  };
  const ask = <T>(question: () => Promise<T>): Promise<T> => question();
  const idle = { settled: () => Promise.reject(new Error('not asked for')), ask };

  it('takes a view of the run that was asked for, and of no other', async () => {
    const { view, close } = viewOf(8);
    const client = { view: () => Promise.resolve(view) };
    expect(await liveView(client.view, idle, PCA, 'job 8')).toBe(view);
    await expect(liveView(client.view, idle, PCA, 'job 7')).rejects.toMatchObject({ code: 'aborted' });
    expect(close).toHaveBeenCalledOnce();
    expect(await liveView(client.view, idle, PCA, 'bands 3')).toBe(view);
  });

  it('asks the fresh worker after a loss, when that has a result', async () => {
    const { view } = viewOf(9);
    const steps: string[] = [];
    const client = {
      view: () => {
        steps.push('view');
        return steps.length === 1 ? Promise.reject({ code: 'device-lost', message: 'Gone.' }) : Promise.resolve(view);
      },
    };
    const runner = { settled: () => Promise.resolve(steps.push('run')), ask };
    expect(await liveView(client.view, runner, PCA, 'picture 1')).toBe(view);
    expect(steps).toEqual(['view', 'run', 'view']);
  });

  it('asks for the shown result, and for no other, in a way that brings it back', async () => {
    const { view } = viewOf(9);
    const asked: string[] = [];
    const client = {
      view: ({ slot = 'shown' }: { slot?: string }) => Promise.resolve(asked.push(slot)).then(() => view),
    };
    const runner = { ...idle, ask: <T>(question: () => Promise<T>) => (asked.push('ask'), question()) };
    await liveView(client.view, runner, PCA, 'job 9');
    await liveView(client.view, runner, { ...PCA, slot: 'other' }, 'other 1');
    expect(asked).toEqual(['ask', 'shown', 'other']);
  });
});
