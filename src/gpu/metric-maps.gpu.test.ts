import { afterAll, beforeAll, expect, it } from 'vitest';
import { flipMap } from '../core/metrics/flip';
import { klMap, klOfValues } from '../core/metrics/kl';
import { toByte } from '../core/math/planar';
import { regionSums } from '../core/metrics/region';
import { ssimMap } from '../core/metrics/ssim';
import { formulaPicture, largestDifference, scatter } from '../core/test-goldens';
import { mapCases } from '../core/metrics/test-map-goldens';
import { MetricMaps } from './metric-maps';
import { openTestGpu, withGpu, type TestGpu } from './test-device';
import { uploadTensor } from './test-tensors';

let test: TestGpu;
beforeAll(async () => {
  test = await openTestGpu();
});
afterAll(() => test.device.destroy());

it('are those of flip-evaluator and scikit-image', () =>
  withGpu(test, async (resources) => {
    const maps = await MetricMaps.create(test.device, resources);
    for (const { a, b, width, height, input, reconstruction, flip, ssim } of mapCases) {
      const name = `${a} and ${b}, ${width} x ${height}`;
      const [first, second] = [uploadTensor(resources, input), uploadTensor(resources, reconstruction)];
      expect(largestDifference(await resources.read(maps.flip(first, second)), flip), `FLIP of ${name}`).toBeLessThan(
        1e-4,
      );
      const found = await resources.read(maps.ssim(first, second));
      if (ssim) expect(largestDifference(found, ssim), `SSIM of ${name}`).toBeLessThan(1e-4);
    }
    maps.destroy();
  }));

it('of SSIM mirror pictures that no SSIM window fits into as the CPU does', () =>
  withGpu(test, async (resources) => {
    const maps = await MetricMaps.create(test.device, resources);
    const [one, two] = [formulaPicture('pattern', 2, 3), formulaPicture('ramp', 2, 3)];
    const found = await resources.read(maps.ssim(uploadTensor(resources, one), uploadTensor(resources, two)));
    const bytes = [one, two].map(({ data }) => Uint8Array.from(data, toByte)) as [Uint8Array, Uint8Array];
    expect(largestDifference(found, ssimMap(...bytes, 2, 3))).toBeLessThan(1e-5);
    maps.destroy();
  }));

it('hold the divergence of a posterior by value and by position, wherever it lies in its buffer', () =>
  withGpu(test, async (resources) => {
    const maps = await MetricMaps.create(test.device, resources);
    const dims = [1, 5, 9, 13];
    const mean = { dims, data: scatter(585, 1).map((value) => 3 * value) };
    const logvar = { dims, data: scatter(585, 2).map((value) => 6 * value - 4) };
    const views = [uploadTensor(resources, mean), uploadTensor(resources, logvar, 3)] as const;
    const values = klOfValues(mean, logvar);
    expect(largestDifference(await resources.read(maps.kl(...views)), values.data)).toBeLessThan(1e-5);
    expect(largestDifference(await resources.read(maps.klMap(...views)), klMap(values).data)).toBeLessThan(1e-5);
    maps.destroy();
  }));

it('are summed over rectangles, many workgroups of them, in one readback', () =>
  withGpu(test, async (resources) => {
    const [width, height] = [173, 90];
    const maps = await MetricMaps.create(test.device, resources);
    const [one, two] = [formulaPicture('ramp', width, height), formulaPicture('perturbed', width, height)];
    const [first, second] = [uploadTensor(resources, one), uploadTensor(resources, two)];
    const views = { first, second, ssim: maps.ssim(first, second), flip: maps.flip(first, second) };
    const rects = [
      { x: 0, y: 0, width, height },
      { x: 3, y: 2, width: 100, height: 70 },
      { x: 172, y: 89, width: 1, height: 1 },
    ];
    const readbacks = test.meter.readbacks;
    const found = await maps.sums(rects, views);
    expect(test.meter.readbacks).toBe(readbacks + 1);

    const bytes = [one, two].map(({ data }) => Uint8Array.from(data, toByte)) as [Uint8Array, Uint8Array];
    const data = {
      first: bytes[0],
      second: bytes[1],
      ssim: ssimMap(...bytes, width, height),
      flip: flipMap(...bytes, width, height),
    };
    rects.forEach((rect, i) => {
      const { ssim, flip, ...exact } = regionSums(rect, { width, height }, data);
      expect(found[i]).toMatchObject(exact);
      const pixels = rect.width * rect.height;
      expect(Math.abs((found[i]?.ssim as number) - ssim) / pixels).toBeLessThan(1e-5);
      expect(Math.abs((found[i]?.flip as number) - flip) / pixels).toBeLessThan(1e-4);
    });
    maps.destroy();
  }));
