import { expect, test as base } from '@playwright/test';
import { Lab } from './lab';
import { Watch } from './watch';

interface Fixtures {
  readonly lab: Lab;
  readonly watch: Watch;
}

/** Every spec imports test and expect from here: `watch` runs for each test, also for those that do not name it. */
export const test = base.extend<Fixtures>({
  watch: [
    async ({ context, baseURL }, provide) => {
      const watch = new Watch(context, new URL(baseURL ?? '').origin);
      await provide(watch);
      expect(watch.problems(), 'nothing leaves the origin, breaks the policy or goes uncaught').toEqual([]);
    },
    { auto: true },
  ],
  lab: async ({ page }, provide) => {
    await provide(new Lab(page));
  },
});

/** What a test says that uses WebGPU: such tests run one at a time, since one software adapter serves them all. */
export const GPU = { tag: '@gpu' };

/** The options of a test that exists once for each backend. */
export function on(backend: 'webgpu' | 'wasm'): { tag?: string } {
  return backend === 'webgpu' ? GPU : {};
}

export { expect };
