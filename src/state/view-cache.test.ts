import { describe, expect, it } from 'vitest';
import type { RenderedView } from '../core/protocol';
import { ViewCache } from './view-cache';

const PCA = { kind: 'latent-pca' } as const;

/** A cache over bitmaps that note when they are closed. */
function cacheOf() {
  const closed: string[] = [];
  let asked = 0;
  const cache = new ViewCache((request) => {
    asked += 1;
    const name = `${asked} ${request.kind}`;
    return Promise.resolve({
      bitmap: { close: () => closed.push(name) } as unknown as ImageBitmap, legends: [], job: asked,
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
    expect(cache.peek('shown', PCA)).not.toBeNull();
  });

  it('forgets a failure, so that the next one is asked anew', async () => {
    let fails = true;
    const cache = new ViewCache(() =>
      fails ? Promise.reject(new Error('lost')) : Promise.resolve({ bitmap: {} as ImageBitmap, legends: [], job: 1 }));
    await expect(cache.acquire('job 1', PCA)).rejects.toThrow('lost');
    fails = false;
    await expect(cache.acquire('job 1', PCA)).resolves.toMatchObject({ job: 1 });
  });
});
