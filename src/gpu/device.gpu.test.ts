import { expect, it } from 'vitest';
import { requestGpu } from './device';
import { GpuResources } from './resources';
import { createTestGpu } from './test-device';
import { GpuTransforms } from './transforms';
import { ViewRenderer } from './view-renderer';

it('gives a device with the limits and features of its adapter', async () => {
  const gpu = await createTestGpu();
  const adapter = await gpu.requestAdapter();
  const { device, adapterName, software, features } = await requestGpu(gpu);
  expect(device.limits.maxBufferSize).toBe(adapter?.limits.maxBufferSize);
  expect(device.limits.maxStorageBufferBindingSize).toBe(adapter?.limits.maxStorageBufferBindingSize);
  expect(device.limits.maxStorageBuffersPerShaderStage).toBe(adapter?.limits.maxStorageBuffersPerShaderStage);
  for (const feature of ['timestamp-query', 'shader-f16', 'subgroups'] as const) {
    expect(features.has(feature), feature).toBe(adapter?.features.has(feature));
  }
  expect(adapterName).toMatch(/swiftshader/i);
  expect(software).toBe(true);
  device.destroy();
});

it('tells when the device is lost', async () => {
  const { device, lost } = await requestGpu(await createTestGpu());
  device.destroy();
  const error = await lost;
  expect(error.code).toBe('device-lost');
  expect(error.message).toContain('started again');
  expect(error.cause).toMatchObject({ reason: 'destroyed' });
});

it('says so when there is no adapter', async () => {
  const none = { requestAdapter: () => Promise.resolve(null) } as unknown as GPU;
  await expect(requestGpu(none)).rejects.toMatchObject({ code: 'no-backend' });
});

it('says so when the browser refuses an adapter', async () => {
  const gpu = { requestAdapter: () => Promise.reject(new Error('blocked driver')) } as unknown as GPU;
  await expect(requestGpu(gpu)).rejects.toMatchObject({ code: 'no-backend', message: /blocked driver/ });
});

it('says so when the adapter refuses a device', async () => {
  const adapter = {
    features: new Set(),
    limits: {},
    info: {},
    requestDevice: () => Promise.reject(new Error('driver is too old')),
  };
  const gpu = { requestAdapter: () => Promise.resolve(adapter) } as unknown as GPU;
  await expect(requestGpu(gpu)).rejects.toMatchObject({ code: 'no-backend', message: /driver is too old/ });
});

it('is enough for our shaders where a driver gives no more than the defaults', async () => {
  const gpu = await createTestGpu();
  const plain = {
    requestAdapter: async () => {
      const adapter = (await gpu.requestAdapter()) as GPUAdapter;
      const requestDevice = (ask: GPUDeviceDescriptor) => {
        const raised = Object.keys(ask.requiredLimits ?? {}).length + [...(ask.requiredFeatures ?? [])].length > 0;
        return raised ? Promise.reject(new Error('too much')) : adapter.requestDevice(ask);
      };
      return { features: adapter.features, limits: adapter.limits, info: adapter.info, requestDevice };
    },
  } as unknown as GPU;
  const { device, features } = await requestGpu(plain);
  expect(features.has('timestamp-query')).toBe(false);
  device.pushErrorScope('validation');
  const resources = new GpuResources(device);
  await GpuTransforms.create(device, resources);
  await ViewRenderer.create(device, resources);
  expect(await device.popErrorScope()).toBeNull();
  device.destroy();
});
