import { LabError } from '../core/errors';
import { withLimit } from '../core/limits';
import { silenceOf } from './silence';

/** The one GPU device of the app, shared by our shaders and onnxruntime. */
export interface GpuHandle {
  readonly device: GPUDevice;
  /** The browser's name for it; browsers hide details, so it is often just vendor and architecture. */
  readonly adapterName: string;
  /** True when the "GPU" is a program on the CPU: correct, but slow. */
  readonly software: boolean;
  readonly features: ReadonlySet<string>;
  /** Resolves when the device is gone, wanted or not; `cause` is the browser's GPUDeviceLostInfo. */
  readonly lost: Promise<LabError>;
}

/** Limits that we ask for as large as the adapter has them; the defaults are too small for pictures over about 1400 px. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxTextureDimension2D',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** Used where they exist: timing by stage, and faster paths of onnxruntime. */
const FEATURES = ['timestamp-query', 'shader-f16', 'subgroups'] as const;

/** How long a browser may take for an adapter or a device: some seconds were seen where the driver starts with it. */
const ANSWER_MS = 30_000;
/**
 * How long a device may answer nothing. One answer can take long: onnxruntime's shaders are compiled before it, and a GPU in
 * software takes minutes for a network on a large picture.
 */
const SILENCE_MINUTES = { hardware: 2, software: 20 } as const;

/**
 * Obtains adapter and device; the only place that does.
 * @throws LabError 'no-backend' when the browser offers no adapter, refuses a device, or does not answer
 */
export async function requestGpu(gpu: GPU): Promise<GpuHandle> {
  const { adapter, device } = await openDevice(gpu);
  const adapterName = nameOf(adapter.info);
  const software = isSoftware(adapter.info, adapterName);
  const minutes = SILENCE_MINUTES[software ? 'software' : 'hardware'];
  const silent = silenceOf(device, minutes * 60_000).then(() => stopped(`it has not answered for ${minutes} minutes`));
  const gone = device.lost.then((info) => stopped(info.message, info));
  return { device, adapterName, software, features: new Set(device.features), lost: Promise.race([gone, silent]) };
}

/** Drivers refuse limits or features that they have offered; each adapter gives one device, so each try takes a new one. */
async function openDevice(gpu: GPU): Promise<{ adapter: GPUAdapter; device: GPUDevice }> {
  let refusal: LabError | undefined;
  for (const { features, limits } of [
    { features: true, limits: true },
    { features: false, limits: true },
    { features: true, limits: false },
    { features: false, limits: false },
  ]) {
    const adapter = await requestAdapter(gpu);
    const device = await requestDevice(adapter, {
      label: 'requestGpu.device',
      requiredFeatures: features ? FEATURES.filter((feature) => adapter.features.has(feature)) : [],
      requiredLimits: limits ? Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]])) : {},
    });
    if (!(device instanceof LabError)) return { adapter, device };
    refusal = device;
  }
  throw refusal;
}

async function requestAdapter(gpu: GPU): Promise<GPUAdapter> {
  const asked = gpu.requestAdapter({ powerPreference: 'high-performance' }).catch((cause: unknown) => {
    // Browsers that block the driver reject instead of giving null.
    throw new LabError('no-backend', `This browser refused to give a graphics adapter: ${messageOf(cause)}`, { cause });
  });
  const adapter = await withLimit(asked, ANSWER_MS, noAnswer);
  if (!adapter) throw new LabError('no-backend', 'This browser has WebGPU, but offers no graphics adapter for it.');
  return adapter;
}

/** The device, or why it was refused; another one may be asked for then. @throws LabError when nothing is answered */
async function requestDevice(adapter: GPUAdapter, descriptor: GPUDeviceDescriptor): Promise<GPUDevice | LabError> {
  const refused = (cause: unknown): LabError =>
    new LabError('no-backend', `The graphics adapter refused to start: ${messageOf(cause)}`, { cause });
  const device = await withLimit(adapter.requestDevice(descriptor).catch(refused), ANSWER_MS, noAnswer, (late) => {
    if (!(late instanceof LabError)) late.destroy();
  });
  if (device instanceof LabError) return device;
  // What a driver could not make comes as a device that is lost from the start.
  const lost = await Promise.race([device.lost, new Promise<null>((resolve) => setTimeout(resolve, 0, null))]);
  return lost ? refused(lost.message || lost.reason) : device;
}

function noAnswer(): LabError {
  return new LabError(
    'no-backend',
    `The GPU has not answered for ${ANSWER_MS / 1000} s. Restart the browser to get it back.`,
  );
}

function stopped(why: string, cause?: GPUDeviceLostInfo): LabError {
  return new LabError(
    'device-lost',
    `The GPU stopped working for this page${why ? ` (${why})` : ''}. It is being started again.`,
    { cause },
  );
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
