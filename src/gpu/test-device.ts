import { tmpdir } from 'node:os';
import { create, globals } from 'webgpu';
import { findChromium } from '../../scripts/chromium.mjs';
import { requestGpu, type GpuHandle } from './device';
import { meterOf, type GpuMeter } from './meter';
import { GpuResources } from './resources';

/** A device for tests in Node: Dawn, on the software Vulkan driver that comes with every Chromium. */
export interface TestGpu extends GpuHandle {
  readonly gpu: GPU;
  readonly meter: GpuMeter;
}

/** @throws Error when there is no Chromium, or LabError 'no-backend': tests of shaders never skip. */
export async function openTestGpu(): Promise<TestGpu> {
  const gpu = await createTestGpu();
  const handle = await requestGpu(gpu);
  return { ...handle, gpu, meter: meterOf(handle.device) };
}

/** The object that a browser has as navigator.gpu. Keep it: Dawn needs it as long as its devices. */
export async function createTestGpu(): Promise<GPU> {
  const chromium = await findChromium({ install: false });
  if (!chromium.vulkanIcd) throw new Error(`${chromium.executablePath} has no vk_swiftshader_icd.json beside it`);
  process.env['VK_ICD_FILENAMES'] = chromium.vulkanIcd;
  // The Vulkan loader complains on every start if this is not set.
  process.env['XDG_RUNTIME_DIR'] ??= tmpdir();
  Object.assign(globalThis, globals);
  return create([]);
}

/**
 * Runs a test with resources of its own inside validation and out-of-memory scopes, frees them, and fails when
 * the GPU complained or when bytes are left over.
 */
export async function withGpu<T>(test: TestGpu, body: (resources: GpuResources) => Promise<T>): Promise<T> {
  const { device, meter } = test;
  const count = (): string => `${meter.liveBytes} bytes, ${meter.liveBuffers} buffers, ${meter.liveTextures} textures`;
  const before = count();
  const resources = new GpuResources(device);
  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
  const outcome = await body(resources).then(
    (value) => ({ value }),
    (thrown: unknown) => ({ thrown }),
  );
  resources.destroy();
  const validation = await device.popErrorScope();
  const memory = await device.popErrorScope();
  // A complaint of the GPU explains a wrong result, so it goes first.
  for (const error of [validation, memory]) if (error) throw new Error(error.message);
  if ('thrown' in outcome) throw outcome.thrown;
  if (count() !== before) throw new Error(`GPU objects are left over: ${before} before, ${count()} after`);
  return outcome.value;
}

/** The device with a grid so small that work spreads over two dimensions. */
export function withSmallGrid(device: GPUDevice): GPUDevice {
  return new Proxy(device, {
    get(target, key) {
      if (key === 'limits') return { ...target.limits, maxComputeWorkgroupsPerDimension: 3 };
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
