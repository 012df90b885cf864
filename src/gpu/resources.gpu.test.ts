import { afterAll, beforeAll, expect, it } from 'vitest';
import { largestDifference, scatter } from '../core/test-goldens';
import { ParamSlots, packParams } from './params';
import { GpuResources, bind, bindAnywhere, expectDims } from './resources';
import { openTestGpu, withGpu, type TestGpu } from './test-device';
import { uploadTensor } from './test-tensors';

let test: TestGpu;
beforeAll(async () => {
  test = await openTestGpu();
});
afterAll(() => test.device.destroy());

it('reads back what was uploaded, from any offset, and frees the staging buffer', () =>
  withGpu(test, async (resources) => {
    const data = scatter(60);
    const view = uploadTensor(resources, { dims: [1, 3, 4, 5], data }, 7);
    const { liveBytes, readbacks } = test.meter;
    expect(largestDifference(await resources.read(view), data)).toBe(0);
    expect(test.meter.liveBytes).toBe(liveBytes);
    expect(test.meter.readbacks).toBe(readbacks + 1);
  }));

it('uploads lengths that are no multiple of 4', () =>
  withGpu(test, async (resources) => {
    const buffer = resources.storage('test.buffer', 10);
    resources.upload(buffer, Uint8Array.from([9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).subarray(1));
    const words = new Uint8Array((await resources.read({ buffer, byteOffset: 0, dims: [3] })).buffer);
    expect([...words]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 0]);
  }));

it('frees all that it owns, each once, and nothing else', () => {
  const { liveBytes } = test.meter;
  const [resources, others] = [new GpuResources(test.device), new GpuResources(test.device)];
  const foreign = others.storage('test.foreign', 64);
  const own = resources.tensor('test.own', [1, 3, 8, 8]);
  resources.uniform('test.uniform', 32);
  resources.free(own.buffer);
  resources.free(own.buffer);
  resources.free(foreign);
  expect(test.meter.liveBytes).toBe(liveBytes + 64 + 32);
  resources.destroy();
  resources.destroy();
  expect(test.meter.liveBytes).toBe(liveBytes + 64);
  others.destroy();
  expect(test.meter.liveBytes).toBe(liveBytes);
});

it('refuses a tensor that one binding cannot hold, with a sentence', () => {
  const resources = new GpuResources(test.device);
  const { liveBytes } = test.meter;
  expect(() => resources.tensor('test.huge', [1, 12, 65536, 65536])).toThrow(
    expect.objectContaining({ code: 'out-of-memory', message: expect.stringContaining('MiB') as string }) as Error,
  );
  expect(test.meter.liveBytes).toBe(liveBytes);
});

it('labels buffers', () =>
  withGpu(test, async (resources) => {
    expect(resources.storage('Class.field', 4).label).toBe('Class.field');
  }));

it('binds slices from the aligned place before them', () =>
  withGpu(test, async (resources) => {
    const view = { ...resources.tensor('test.view', [1, 4, 10, 10]), byteOffset: 400, dims: [1, 2, 10, 10] };
    expect(bindAnywhere(view)).toMatchObject({ binding: { offset: 256, size: 144 + 800 }, skip: 36 });
    expect(() => bind(view)).toThrow('byte 400');
    expect(bind({ ...view, byteOffset: 256 })).toMatchObject({ offset: 256, size: 800 });
    expect(() => expectDims('mean', view, [1, 3, 10, 10])).toThrow('mean is [1,2,10,10], expected [1,3,10,10]');
  }));

it('gives equal structs one slot, and reuses the one that was not used for longest', () =>
  withGpu(test, async (resources) => {
    const slots = new ParamSlots(test.device, resources, 'test');
    const offsetOf = (value: number): number => slots.bind(packParams({ value: 'u32' }, { value })).offset as number;
    const first = offsetOf(0);
    const offsets = Array.from({ length: 127 }, (_, i) => offsetOf(i + 1));
    expect(new Set([first, ...offsets]).size).toBe(128);
    expect(offsetOf(0)).toBe(first);
    // 0 was just used, so 1 makes room.
    expect(offsetOf(1000)).toBe(offsets[0]);
    expect(offsetOf(0)).toBe(first);
    slots.destroy();
  }));
