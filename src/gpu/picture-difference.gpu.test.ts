import { afterAll, beforeAll, expect, it } from 'vitest';
import { geometryOf } from '../core/math/geometry';
import { crop, rgbaToPlanar } from '../core/math/planar';
import { channelStats } from '../core/metrics/stats';
import { formulaPixels } from '../core/test-goldens';
import { PictureDifference } from './picture-difference';
import { openTestGpu, withGpu, type TestGpu } from './test-device';
import { uploadTensor } from './test-tensors';
import { GpuTransforms } from './transforms';

let test: TestGpu;
beforeAll(async () => {
  test = await openTestGpu();
});
afterAll(() => test.device.destroy());

it('is one picture minus the other with its statistics, exactly zero for equal ones, and leaves nothing behind', () =>
  withGpu(test, async (resources) => {
    const [width, height] = [43, 21];
    const first = crop(rgbaToPlanar(formulaPixels('pattern', width, height), geometryOf(width, height)), width, height);
    const second = { dims: first.dims, data: first.data.map((value, index) => value * ((index % 7) / 7)) };
    const expected = {
      dims: first.dims,
      data: first.data.map((value, index) => value - (second.data[index] as number)),
    };
    const transforms = await GpuTransforms.create(test.device, resources);
    const difference = await PictureDifference.create(test.device, resources, transforms);
    const [one, other] = [uploadTensor(resources, first), uploadTensor(resources, second)];
    const before = test.meter.liveBytes;

    // Reading is recorded and submitted before the difference is freed.
    const [values, stats] = await difference.make(
      one,
      other,
      (view, measured) => [resources.read(view), measured] as const,
    );
    expect(await values).toEqual(expected.data);
    channelStats(expected).forEach(({ min, max, mean, std }, channel) => {
      expect(stats[channel]?.min).toBe(min);
      expect(stats[channel]?.max).toBe(max);
      expect(stats[channel]?.mean).toBeCloseTo(mean, 6);
      expect(stats[channel]?.std).toBeCloseTo(std, 6);
    });

    const [zeros] = await difference.make(one, one, (view) => [resources.read(view)] as const);
    expect((await zeros).every((value) => value === 0)).toBe(true);
    expect(test.meter.liveBytes).toBe(before);
  }));
