import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { meterOf } from './meter';
import { openTestGpu, type TestGpu } from './test-device';

const USAGE = {
  mapRead: 1,
  mapWrite: 2,
  copySrc: 4,
  copyDst: 8,
  storage: 128,
  indirect: 256,
  textureBinding: 4,
} as const;

let test: TestGpu;
beforeAll(async () => {
  test = await openTestGpu();
});
afterAll(() => test.device.destroy());

it('counts buffers that anybody makes on the device, until they are destroyed', () => {
  const { device, meter } = test;
  const before = { ...meter };
  const buffers = [256, 1024].map((size) => device.createBuffer({ size, usage: USAGE.storage }));
  expect(meter.liveBytes).toBe(before.liveBytes + 1280);
  expect(meter.liveBuffers).toBe(before.liveBuffers + 2);
  for (const buffer of buffers) buffer.destroy();
  for (const buffer of buffers) buffer.destroy();
  expect({ ...meter, peakBytes: 0 }).toEqual({ ...before, peakBytes: 0 });
});

it('remembers the most bytes until it is told to begin anew', () => {
  const { device, meter } = test;
  const { liveBytes } = meter;
  meter.resetPeak();
  expect(meter.peakBytes).toBe(liveBytes);
  device.createBuffer({ size: 4096, usage: USAGE.storage }).destroy();
  const last = device.createBuffer({ size: 1024, usage: USAGE.storage });
  expect(meter.peakBytes).toBe(liveBytes + 4096);
  meter.resetPeak();
  expect(meter.peakBytes).toBe(liveBytes + 1024);
  last.destroy();
});

it('counts textures with their mip levels and layers', () => {
  const { device, meter } = test;
  const before = { ...meter };
  const texture = device.createTexture({
    size: [8, 4, 3],
    mipLevelCount: 2,
    format: 'rgba16float',
    usage: USAGE.textureBinding,
  });
  expect(meter.liveBytes - before.liveBytes).toBe((8 * 4 + 4 * 2) * 3 * 8);
  expect(meter.liveTextures).toBe(before.liveTextures + 1);
  texture.destroy();
  texture.destroy();
  expect({ ...meter, peakBytes: 0 }).toEqual({ ...before, peakBytes: 0 });
});

it('counts maps for reading as readbacks, and no others', async () => {
  const { device, meter } = test;
  const before = meter.readbacks;
  const read = device.createBuffer({ size: 16, usage: USAGE.mapRead | USAGE.copyDst });
  const write = device.createBuffer({ size: 16, usage: USAGE.mapWrite | USAGE.copySrc });
  await Promise.all([read.mapAsync(USAGE.mapRead), write.mapAsync(USAGE.mapWrite)]);
  expect(meter.readbacks).toBe(before + 1);
  expect(new Uint8Array(read.getMappedRange())).toHaveLength(16);
  read.unmap();
  await read.mapAsync(USAGE.mapRead, 0, 8);
  expect(meter.readbacks).toBe(before + 2);
  read.unmap();

  // What somebody asks for while a run goes on is counted apart, too.
  const { askedReadbacks } = meter;
  meter.setAside(read);
  await read.mapAsync(USAGE.mapRead);
  expect(meter).toMatchObject({ readbacks: before + 3, askedReadbacks: askedReadbacks + 1 });
  read.destroy();
  write.destroy();
});

it('counts dispatches in all passes, submits and the buffers that were made', async () => {
  const { device, meter } = test;
  const code = '@compute @workgroup_size(1) fn main() {}';
  const pipeline = device.createComputePipeline({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code }) },
  });
  const before = { ...meter.work };
  const groups = device.createBuffer({ size: 12, usage: USAGE.indirect });
  const record = (): GPUCommandBuffer => {
    const encoder = device.createCommandEncoder();
    for (let passes = 0; passes < 2; passes++) {
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.dispatchWorkgroups(1);
      pass.dispatchWorkgroups(2, 1, 1);
      pass.dispatchWorkgroupsIndirect(groups, 0);
      pass.end();
    }
    return encoder.finish();
  };
  device.queue.submit([record(), record()]);
  device.queue.submit([]);
  await device.queue.onSubmittedWorkDone();
  groups.destroy();
  expect(meter.work).toEqual({
    dispatches: before.dispatches + 12,
    submits: before.submits + 2,
    buffersMade: before.buffersMade + 1,
  });
});

it('leaves refused buffers out', () => {
  const { device, meter } = test;
  const before = { ...meter };
  expect(() => device.createBuffer({ size: -1, usage: USAGE.storage })).toThrow();
  expect({ ...meter, peakBytes: 0 }).toEqual({ ...before, peakBytes: 0 });
});

it('lets go of buffers that were dropped without destroy', async () => {
  const { device, meter } = test;
  const before = { ...meter };
  for (let i = 0; i < 8; i++) device.createBuffer({ size: 4096, usage: USAGE.storage });
  expect(meter.liveBytes).toBe(before.liveBytes + 8 * 4096);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await expect
    .poll(
      () => {
        collect();
        return meter.liveBytes;
      },
      { timeout: 20_000 },
    )
    .toBe(before.liveBytes);
  expect(meter.liveBuffers).toBe(before.liveBuffers);
});

it('is one counter a device', () => {
  expect(meterOf(test.device)).toBe(test.meter);
});
