import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomNumbers } from '../core/picture/header/test-bytes';
import { SampleSums } from '../core/math/sample-spread';
import { SampleSpread } from './sample-spread';
import { openTestGpu, withGpu, type TestGpu } from './test-device';
import { uploadTensor } from './test-tensors';

let test: TestGpu;
beforeAll(async () => {
  test = await openTestGpu();
});
afterAll(() => test.device.destroy());

it('is that of the CPU, also for samples that hardly differ, and keeps no sums', () =>
  withGpu(test, async (resources) => {
    const next = randomNumbers(9);
    const random = () => next() / 2 ** 32;
    const [width, height] = [43, 21];
    const base = Array.from({ length: 3 * width * height }, () => 2 * random() - 1);
    const spread = await SampleSpread.create(test.device, resources);
    for (const size of [0.5, 1e-4]) {
      const samples = Array.from({ length: 8 }, () => ({
        dims: [1, 3, height, width],
        data: Float32Array.from(base, (value) => value + size * random()),
      }));
      const sums = new SampleSums(samples[0] as (typeof samples)[number]);
      for (const each of samples.slice(1)) sums.add(each);
      const views = samples.map((each) => uploadTensor(resources, each));
      const before = test.meter.liveBytes;
      for (const view of views) await spread.add(view);
      expect(spread.count).toBe(8);
      const deviation = await spread.take();
      expect(test.meter.liveBytes).toBe(before + 4 * width * height);
      const values = await resources.read(deviation);
      const expected = sums.spread();
      expect(deviation.dims).toEqual(expected.dims);
      expected.data.forEach((value, index) =>
        expect(Math.abs((values[index] as number) - value)).toBeLessThan(1e-3 * size),
      );
      expect(Math.min(...values)).toBeGreaterThan(0.01 * size);
      resources.free(deviation.buffer);
      for (const { buffer } of views) resources.free(buffer);
    }
  }));

it('starts anew with another size after forget()', () =>
  withGpu(test, async (resources) => {
    const spread = await SampleSpread.create(test.device, resources);
    const sampleOf = (height: number, value: number) =>
      uploadTensor(resources, { dims: [1, 3, height, 4], data: new Float32Array(12 * height).fill(value) });
    await spread.add(sampleOf(2, 0.5));
    spread.forget();
    expect(spread.count).toBe(0);
    await spread.add(sampleOf(3, 0.25));
    await spread.add(sampleOf(3, 0.75));
    const deviation = await spread.take();
    expect([...(await resources.read(deviation))]).toEqual(new Array(12).fill(0.25));
  }));
