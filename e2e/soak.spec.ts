import { soak, SOAK_SIZES } from './support/soak';
import { expect, test } from './support/test';

const RUNS = 50;
const ROUND = SOAK_SIZES.length;

for (const backend of ['webgpu', 'wasm'] as const) {
  test(`${RUNS} runs over mixed sizes hold no more than the first round of them: ${backend}`, async ({ lab, page }) => {
    await lab.open({ backend });
    await lab.openFile({ name: 'a.svg', type: 'image/svg+xml', bytes: new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>') });
    await lab.run();
    const workers = page.workers().length;
    const runs = await soak(page, RUNS);
    expect(page.workers().length, 'threads of the page').toBe(workers);
    runs.forEach(({ gpuBytes, gpuBuffers, gpuTextures, sessions }, i) => {
      const before = runs[ROUND + (i % ROUND)];
      expect(sessions, `run ${i + 1}: an encoder and a decoder`).toBe(2);
      expect(gpuBytes > 0, `run ${i + 1}: bytes are counted`).toBe(backend === 'webgpu');
      if (i < 2 * ROUND || !before) return;
      expect(gpuBytes, `run ${i + 1}: bytes`).toBeLessThanOrEqual(before.gpuBytes);
      expect(gpuBuffers, `run ${i + 1}: buffers`).toBeLessThanOrEqual(before.gpuBuffers);
      expect(gpuTextures, `run ${i + 1}: textures`).toBeLessThanOrEqual(before.gpuTextures);
    });
  });
}
