import { afterAll, beforeAll, expect, it } from 'vitest';
import { StageClock } from './stage-clock';
import { openTestGpu, withGpu, type TestGpu } from './test-device';

let test: TestGpu;
beforeAll(async () => {
  test = await openTestGpu();
});
afterAll(() => test.device.destroy());

it('times what lies between two marks, and only that', async () => {
  await withGpu(test, async () => {
    const { device } = test;
    const clock = StageClock.create(device, ['copy', 'never']);
    // Devices without the feature have no clock; the panel then shows wall times only.
    expect(clock !== null).toBe(device.features.has('timestamp-query'));
    if (!clock) return;
    const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const [from, to] = [1, 2].map(() => device.createBuffer({ label: 'test', size: 1 << 22, usage })) as [
      GPUBuffer,
      GPUBuffer,
    ];
    const encoder = device.createCommandEncoder();
    clock.begin('copy', encoder);
    encoder.copyBufferToBuffer(from, 0, to, 0, 1 << 22);
    clock.end('copy', encoder);
    device.queue.submit([encoder.finish()]);
    const times = await clock.read();
    expect(Object.keys(times)).toEqual(['copy']);
    expect(times['copy']).toBeGreaterThanOrEqual(0);
    clock.reset();
    expect(await clock.read()).toEqual({});
    for (const each of [from, to, clock]) each.destroy();
  });
});
