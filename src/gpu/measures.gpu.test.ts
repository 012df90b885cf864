import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { geometryOf } from '../core/math/geometry';
import { haarForward } from '../core/math/haar';
import { compareQuality, errorInStrips, errorPicture, finished } from '../core/metrics/metrics';
import type { TensorData } from '../core/tensor';
import { channelStats } from '../core/metrics/stats';
import {
  formulaPicture,
  largestDifference,
  paddedPicture,
  readGoldenJson,
  scatter,
  type MetricsCase,
} from '../core/test-goldens';
import type { MeasureRequest, MeasureResult } from './measures';
import { GpuResources } from './resources';
import { openTestGpu, withGpu, type TestGpu } from './test-device';
import { uploadTensor } from './test-tensors';
import { GpuTransforms } from './transforms';

const { cases } = readGoldenJson<{ cases: MetricsCase[] }>('metrics.json');

let test: TestGpu;
let transforms: GpuTransforms;
beforeAll(async () => {
  test = await openTestGpu();
  transforms = await GpuTransforms.create(test.device, new GpuResources(test.device));
});
afterAll(() => test.device.destroy());

/** A request whose tensors other than the pictures are the bands of the padded input and small scatter. */
function requestOf(
  resources: GpuResources,
  input: TensorData,
  reconstruction: TensorData,
): {
  request: MeasureRequest;
  tensors: Record<string, TensorData>;
} {
  const [, , height, width] = input.dims as [number, number, number, number];
  const padded = paddedPicture({ name: '', energy: 0, formula: 'pattern', width, height });
  const [bands1, bands2, bands3] = haarForward(padded) as [TensorData, TensorData, TensorData];
  const latent = { dims: [1, 5, 3, 7], data: scatter(105).map((value) => 1000 + value) };
  const raw = { 'bands1.raw': bands1, 'bands2.raw': bands2, 'bands3.raw': bands3 };
  const tensors = { input, reconstruction, ...raw, bands1, bands2, bands3, mean: latent, logvar: latent, latent };
  const views = Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, uploadTensor(resources, tensor, name === 'logvar' ? 3 : 0)]),
  );
  return {
    request: {
      tensors: views as unknown as MeasureRequest['tensors'],
      error: resources.tensor('test.error', input.dims),
    },
    tensors,
  };
}

async function measure(request: MeasureRequest): Promise<MeasureResult> {
  const encoder = test.device.createCommandEncoder();
  transforms.measure(encoder, request);
  test.device.queue.submit([encoder.finish()]);
  return transforms.readMeasures();
}

describe.each(cases)('measures of $a and $b, $width x $height', (golden) => {
  it('are those of scikit-image and of the reference', () =>
    withGpu(test, async (resources) => {
      const input = formulaPicture(golden.a, golden.width, golden.height);
      const reconstruction = formulaPicture(golden.b, golden.width, golden.height);
      const { request, tensors } = requestOf(resources, input, reconstruction);
      const readbacks = test.meter.readbacks;
      const result = await measure(request);
      expect(test.meter.readbacks).toBe(readbacks + 1);

      const reference = compareQuality(input, reconstruction);
      const { ssim, ...exact } = result.quality;
      expect(exact).toEqual({ ...reference, ssim: undefined });
      expect(exact.mse).toBeCloseTo(golden.mse, 9);
      expect(exact.identical).toBe(golden.identical);
      if (golden.psnr === null) expect(exact.psnr).toBeNull();
      else expect(exact.psnr).toBeCloseTo(golden.psnr, 6);
      if (golden.ssim === null) expect(ssim).toBeNull();
      else expect(Math.abs((ssim as number) - golden.ssim)).toBeLessThan(1e-5);

      const { energies, squaredError } = finished(
        errorInStrips(input, reconstruction, geometryOf(golden.width, golden.height)),
      );
      const tolerance = 1e-5 * Math.max(1e-3, squaredError);
      expect(Math.abs(result.squaredError - squaredError)).toBeLessThan(tolerance);
      const sum = result.errorEnergies.reduce((total, band) => total + band.energy, 0);
      expect(Math.abs(sum - squaredError)).toBeLessThan(tolerance);
      expect(result.errorEnergies.map(({ level, orientation, colour }) => `${level}${orientation}${colour}`)).toEqual(
        energies.map(({ level, orientation, colour }) => `${level}${orientation}${colour}`),
      );
      expect(
        largestDifference(
          result.errorEnergies.map((band) => band.energy),
          energies.map((band) => band.energy),
        ),
      ).toBeLessThan(tolerance);

      const error = errorPicture(input, reconstruction, golden.width, golden.height);
      for (const [name, tensor] of Object.entries({ ...tensors, error })) {
        const expected = channelStats(tensor);
        const found = result.stats[name as keyof typeof result.stats];
        expect(found.map(({ min, max }) => ({ min, max }))).toEqual(expected.map(({ min, max }) => ({ min, max })));
        expect(
          largestDifference(
            found.map((s) => s.mean),
            expected.map((s) => s.mean),
          ),
          `mean of ${name}`,
        ).toBeLessThan(1e-5);
        expect(
          largestDifference(
            found.map((s) => s.std),
            expected.map((s) => s.std),
          ),
          `std of ${name}`,
        ).toBeLessThan(1e-5);
        expect(result.nonFinite[name as keyof typeof result.nonFinite]).toBe(0);
      }
      transforms.release();
    }));
});

describe('measures', () => {
  it('count exactly over many workgroups, and reuse their buffers', () =>
    withGpu(test, async (resources) => {
      const [width, height] = [517, 403];
      // Values lie up to a third of a level from the middle of one, so that float32 and float64 round alike.
      const nearLevels = (salt: number): TensorData => {
        const jitter = scatter(3 * width * height, salt + 10);
        const data = scatter(3 * width * height, salt).map(
          (value, i) => (Math.round((value + 1) * 127.5) + (jitter[i] as number) / 3) / 127.5 - 1,
        );
        return { dims: [1, 3, height, width], data };
      };
      const input = nearLevels(1);
      const reconstruction = nearLevels(2);
      const { request, tensors } = requestOf(resources, input, reconstruction);
      const first = await measure(request);
      const bytes = test.meter.liveBytes;
      const second = await measure(request);
      expect(test.meter.liveBytes).toBe(bytes);
      expect(second).toEqual(first);

      const { ssim, ...exact } = compareQuality(input, reconstruction);
      expect(first.quality).toMatchObject(exact);
      expect(Math.abs((first.quality.ssim as number) - (ssim as number))).toBeLessThan(1e-5);
      const expected = channelStats(tensors['reconstruction'] as TensorData);
      first.stats.reconstruction.forEach((found, channel) => {
        for (const key of ['min', 'max', 'mean', 'std'] as const) {
          expect(Math.abs(found[key] - (expected[channel]?.[key] as number))).toBeLessThan(1e-6);
        }
      });
      transforms.release();
    }));

  it('of a picture that needs no padding take the error once', () =>
    withGpu(test, async (resources) => {
      const dispatches = async (width: number, height: number): Promise<number> => {
        const picture = formulaPicture('pattern', width, height);
        const { request } = requestOf(resources, picture, picture);
        const before = test.meter.work.dispatches;
        await measure(request);
        return test.meter.work.dispatches - before;
      };
      expect(await dispatches(40, 32)).toBe((await dispatches(39, 31)) - 1);
      transforms.release();
    }));

  it('count values that are not finite, and leave them out of the statistics', () =>
    withGpu(test, async (resources) => {
      const picture = formulaPicture('ramp', 16, 16);
      const { request } = requestOf(resources, picture, picture);
      const broken = new Float32Array([NaN, 2, -3, Infinity, 1, 1, -Infinity, 1]);
      const mean = uploadTensor(resources, { dims: [1, 2, 2, 2], data: broken });
      const result = await measure({ ...request, tensors: { ...request.tensors, mean } });
      expect(result.nonFinite).toMatchObject({ mean: 3, input: 0 });
      expect(result.stats.mean).toEqual([
        { min: -3, max: 2, mean: -0.5, std: 2.5 },
        { min: 1, max: 1, mean: 1, std: 0 },
      ]);
      transforms.release();
    }));
});
