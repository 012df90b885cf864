import { afterAll, beforeAll, expect, it } from 'vitest';
import { geometryOf } from '../core/math/geometry';
import { haarForward } from '../core/math/haar';
import { differenceSums } from '../core/metrics/metrics';
import { crop, rgbaToPlanar } from '../core/math/planar';
import { REBUILD_BANDS, rebuildPicture } from '../core/math/rebuild';
import { formulaPixels, largestDifference } from '../core/test-goldens';
import type { BandViews } from './haar-forward';
import { Rebuild } from './rebuild';
import { openTestGpu, withGpu, type TestGpu } from './test-device';
import { uploadTensor } from './test-tensors';
import { GpuTransforms } from './transforms';

let test: TestGpu;
beforeAll(async () => {
  test = await openTestGpu();
});
afterAll(() => test.device.destroy());

it('makes and measures the picture of the first bands as the reference does, and leaves nothing behind', () =>
  withGpu(test, async (resources) => {
    const [width, height] = [43, 21];
    const padded = rgbaToPlanar(formulaPixels('pattern', width, height), geometryOf(width, height));
    const pyramid = haarForward(padded);
    const picture = crop(padded, width, height);
    const transforms = await GpuTransforms.create(test.device, resources);
    const rebuild = await Rebuild.create(test.device, resources, transforms);
    const bands = pyramid.map((band) => uploadTensor(resources, band)) as unknown as BandViews;
    const input = uploadTensor(resources, picture);
    const before = test.meter.liveBytes;

    for (const [index] of REBUILD_BANDS.entries()) {
      const reference = rebuildPicture(pyramid, index + 1, width, height);
      const values = await rebuild.picture(bands, input, index + 1, (view) => resources.read(view));
      expect(largestDifference(values, reference.data), `step ${index + 1}`).toBeLessThan(1e-6);
    }
    const sums = await rebuild.measure(bands, input);
    const expected = REBUILD_BANDS.map((_, index) =>
      differenceSums(picture, rebuildPicture(pyramid, index + 1, width, height)),
    );
    // A value that lies on the edge between two bytes may round either way.
    sums.forEach(({ squared, count }, index) => {
      expect(count).toBe(3 * width * height);
      expect(Math.abs(squared - (expected[index]?.squared ?? NaN)) / Math.max(1, squared)).toBeLessThan(1e-3);
    });
    expect(sums.at(-1)?.squared).toBe(0);
    expect(test.meter.liveBytes).toBe(before);
  }));
