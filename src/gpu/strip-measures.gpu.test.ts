import { afterAll, beforeAll, expect, test } from 'vitest';
import { haarForward } from '../core/math/haar';
import type { TensorData } from '../core/tensor';
import { paddedPicture, scatter } from '../core/test-goldens';
import { Measures, type MeasureRequest } from './measures';
import { GpuResources } from './resources';
import { StripMeasures, type Submit } from './strip-measures';
import { openTestGpu, withGpu, type TestGpu } from './test-device';
import { uploadTensor } from './test-tensors';
import { TileCopy } from './tile-copy';
import { ParamSlots } from './params';
import { ChannelStats } from './channel-stats';
import { Difference } from './difference';
import { HaarForward } from './haar-forward';

let gpu: TestGpu;
let measures: Measures;
let copy: TileCopy;
beforeAll(async () => {
  gpu = await openTestGpu();
  const { device } = gpu;
  const resources = new GpuResources(device);
  const slots = new ParamSlots(device, resources, 'test');
  const [stats, difference, forward] = await Promise.all([
    ChannelStats.create(device, slots),
    Difference.create(device, slots),
    HaarForward.create(device, slots),
  ]);
  measures = await Measures.create(device, slots, resources, { stats, difference, haarForward: forward });
  copy = await TileCopy.create(device, slots);
});
afterAll(() => gpu.device.destroy());

const submit: Submit = async (record) => {
  const encoder = gpu.device.createCommandEncoder();
  record(encoder);
  gpu.device.queue.submit([encoder.finish()]);
  await gpu.device.queue.onSubmittedWorkDone();
};

// Rows that do not fill the last strip, sides that are no multiples of 8, a last strip without a window, one strip.
test.each([
  [40, 61],
  [53, 37],
  [24, 35],
  [64, 64],
  [9, 20],
  [200, 8],
])('strips of a picture of %i x %i give the numbers of the whole', (width, height) =>
  withGpu(gpu, async (resources) => {
    const dims = [1, 3, height, width];
    const input: TensorData = { dims, data: scatter(3 * width * height, 1) };
    const reconstruction: TensorData = {
      dims,
      data: scatter(3 * width * height, 2).map((value, i) => 0.3 * value + 0.5 * (input.data[i] as number)),
    };
    const [bands1, bands2, bands3] = haarForward(
      paddedPicture({ name: '', energy: 0, formula: 'pattern', width, height }),
    );
    const latent = { dims: [1, 5, 3, 7], data: scatter(105) };
    const named = {
      input,
      reconstruction,
      'bands1.raw': bands1,
      'bands2.raw': bands2,
      'bands3.raw': bands3,
      bands1,
      bands2,
      bands3,
      mean: latent,
      logvar: latent,
      latent,
    };
    const tensors = Object.fromEntries(
      Object.entries(named).map(([name, each]) => [name, uploadTensor(resources, each)]),
    ) as unknown as MeasureRequest['tensors'];
    await submit((encoder) => measures.encode(encoder, { tensors, error: resources.tensor('test.error', dims) }));
    const whole = await measures.read();
    measures.release();

    const before = gpu.meter.readbacks;
    const bytes = gpu.meter.liveBytes;
    const strips = await new StripMeasures(resources, { ...measures.passes, copy }, 16 * width).measure(
      tensors,
      submit,
    );
    expect(gpu.meter.readbacks).toBe(before + 1);
    expect(gpu.meter.liveBytes).toBe(bytes);

    const { ssim, ...exact } = strips.quality;
    expect(exact).toEqual({ ...whole.quality, ssim: undefined });
    if (whole.quality.ssim === null) expect(ssim).toBeNull();
    else expect(ssim).toBeCloseTo(whole.quality.ssim, 6);
    expect(strips.squaredError / whole.squaredError).toBeCloseTo(1, 6);
    strips.errorEnergies.forEach((each, index) =>
      expect(Math.abs(each.energy - (whole.errorEnergies[index]?.energy ?? NaN))).toBeLessThan(
        1e-5 * whole.squaredError,
      ),
    );
    expect(strips.nonFinite).toEqual(whole.nonFinite);
    for (const [name, channels] of Object.entries(whole.stats)) {
      const found = strips.stats[name as keyof typeof strips.stats];
      expect(found).toHaveLength(channels.length);
      channels.forEach((wanted, channel) => {
        for (const key of ['min', 'max', 'mean', 'std'] as const)
          expect(found[channel]?.[key], `${key} of ${name}`).toBeCloseTo(wanted[key], 6);
      });
    }
  }),
);
