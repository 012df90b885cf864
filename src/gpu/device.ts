import { LabError } from '../core/errors';

/** The one GPU device of the app, shared by our shaders and onnxruntime. */
export interface GpuHandle {
  readonly device: GPUDevice;
  /** As the browser names it; browsers hide details, so often just vendor and architecture. */
  readonly adapterName: string;
  /** True when the "GPU" is a program on the CPU: correct, but slow. */
  readonly software: boolean;
  readonly features: ReadonlySet<string>;
  /** Resolves when the device is gone, wanted or not; `cause` is the browser's GPUDeviceLostInfo. */
  readonly lost: Promise<LabError>;
}

/** Asked for as large as the adapter has them; the defaults are too small for pictures over about 1400 px. */
const LIMITS = [
  'maxBufferSize', 'maxStorageBufferBindingSize', 'maxStorageBuffersPerShaderStage', 'maxTextureDimension2D',
  'maxComputeWorkgroupStorageSize', 'maxComputeInvocationsPerWorkgroup', 'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY', 'maxComputeWorkgroupSizeZ', 'maxComputeWorkgroupsPerDimension',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** Used where they exist: timing by stage, and faster paths of onnxruntime. */
const FEATURES = ['timestamp-query', 'shader-f16', 'subgroups'] as const;

/**
 * Obtains adapter and device; the only place that does.
 * @throws LabError 'no-backend' when the browser offers no adapter, or refuses a device.
 */
export async function requestGpu(gpu: GPU): Promise<GpuHandle> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch((cause: unknown) => {
    // Browsers that block the driver reject instead of giving null.
    throw new LabError('no-backend', `This browser refused to give a graphics adapter: ${messageOf(cause)}`, { cause });
  });
  if (!adapter) {
    throw new LabError('no-backend', 'This browser has WebGPU, but offers no graphics adapter for it.');
  }
  const requiredFeatures = FEATURES.filter((feature) => adapter.features.has(feature));
  const requiredLimits = Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  let device: GPUDevice;
  try {
    device = await adapter.requestDevice({ label: 'requestGpu.device', requiredFeatures, requiredLimits });
  } catch (cause) {
    throw new LabError('no-backend', `The graphics adapter refused to start: ${messageOf(cause)}`, { cause });
  }
  const adapterName = nameOf(adapter.info);
  return {
    device,
    adapterName,
    software: isSoftware(adapter.info, adapterName),
    features: new Set(device.features),
    lost: device.lost.then((info) => {
      const detail = info.message ? ` (${info.message})` : '';
      return new LabError('device-lost', `The GPU stopped working for this page${detail}. It is being started again.`, {
        cause: info,
      });
    }),
  };
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function nameOf(info: GPUAdapterInfo): string {
  const known = info.description || [info.vendor, info.architecture, info.device].filter(Boolean).join(' ');
  return known || 'unnamed adapter';
}

function isSoftware(info: GPUAdapterInfo, name: string): boolean {
  if (info.isFallbackAdapter) return true;
  return /swiftshader|llvmpipe|lavapipe|basic render|software/i.test(`${name} ${info.architecture} ${info.device}`);
}
