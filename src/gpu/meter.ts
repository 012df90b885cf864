import type { GpuWork } from '../core/run-summary';

/**
 * Counts what is alive on a device, what is asked of it, and what is read back from it, whoever does it: onnxruntime
 * works on the same device, so the counter sits in the device's own methods.
 */
export interface GpuMeter {
  /** Bytes of buffers and textures that were created and not yet destroyed. */
  readonly liveBytes: number;
  readonly liveBuffers: number;
  readonly liveTextures: number;
  /** The largest liveBytes since resetPeak(). */
  readonly peakBytes: number;
  resetPeak(): void;
  /** How often a buffer was mapped for reading, which is the only way of data from the GPU to scripts. */
  readonly readbacks: number;
  /** How many of them were of buffers that setAside() named. */
  readonly askedReadbacks: number;
  /** Says that a buffer carries values that somebody asked for: reading it is no part of a run that goes on meanwhile. */
  setAside(buffer: GPUBuffer): void;
  /** What was asked of the device so far. */
  readonly work: GpuWork;
}

interface Ticket {
  readonly kind: 'liveBuffers' | 'liveTextures';
  readonly bytes: number;
  live: boolean;
}

/** GPUMapMode.READ, which exists in browsers alone. */
export const MAP_READ = 1;
const meters = new WeakMap<GPUDevice, GpuMeter>();

/** Starts counting, or returns the counter that this device has already. Objects created earlier are not seen. */
export function meterOf(device: GPUDevice): GpuMeter {
  const known = meters.get(device);
  if (known) return known;
  const asked = new WeakSet<GPUBuffer>();
  const counts = {
    liveBytes: 0,
    liveBuffers: 0,
    liveTextures: 0,
    peakBytes: 0,
    readbacks: 0,
    askedReadbacks: 0,
    work: { dispatches: 0, submits: 0, buffersMade: 0 },
    resetPeak: (): void => void (counts.peakBytes = counts.liveBytes),
    setAside: (buffer: GPUBuffer): void => void asked.add(buffer),
  };

  const release = (ticket: Ticket): void => {
    if (!ticket.live) return;
    ticket.live = false;
    counts.liveBytes -= ticket.bytes;
    counts[ticket.kind] -= 1;
  };
  // What is dropped without destroy() is freed by the garbage collector, some time later.
  const forgotten = new FinalizationRegistry(release);

  const track = (object: GPUBuffer | GPUTexture, kind: Ticket['kind'], bytes: number): void => {
    const ticket: Ticket = { kind, bytes, live: true };
    counts.liveBytes += bytes;
    counts.peakBytes = Math.max(counts.peakBytes, counts.liveBytes);
    counts[kind] += 1;
    forgotten.register(object, ticket);
    const destroy = object.destroy.bind(object) as () => undefined;
    object.destroy = () => {
      release(ticket);
      return destroy();
    };
  };

  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer(descriptor);
    counts.work.buffersMade += 1;
    track(buffer, 'liveBuffers', descriptor.size);
    const mapAsync = buffer.mapAsync.bind(buffer);
    buffer.mapAsync = (mode, ...range) => {
      if (mode & MAP_READ) counts.readbacks += 1;
      if (mode & MAP_READ && asked.has(buffer)) counts.askedReadbacks += 1;
      return mapAsync(mode, ...range);
    };
    return buffer;
  };

  const createTexture = device.createTexture.bind(device);
  device.createTexture = (descriptor) => {
    const texture = createTexture(descriptor);
    track(texture, 'liveTextures', textureBytes(texture));
    return texture;
  };

  countWork(device, counts.work);
  meters.set(device, counts);
  return counts;
}

/** Passes are made anew for every few dispatches, so their methods are wrapped as they come. */
function countWork(device: GPUDevice, work: { -readonly [K in keyof GpuWork]: number }): void {
  const createCommandEncoder = device.createCommandEncoder.bind(device);
  device.createCommandEncoder = (descriptor) => {
    const encoder = createCommandEncoder(descriptor);
    const beginComputePass = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (options) => {
      const pass = beginComputePass(options);
      const dispatch = pass.dispatchWorkgroups.bind(pass);
      pass.dispatchWorkgroups = (...groups) => {
        work.dispatches += 1;
        return dispatch(...groups);
      };
      const dispatchIndirect = pass.dispatchWorkgroupsIndirect.bind(pass);
      pass.dispatchWorkgroupsIndirect = (...source) => {
        work.dispatches += 1;
        return dispatchIndirect(...source);
      };
      return pass;
    };
    return encoder;
  };
  const submit = device.queue.submit.bind(device.queue);
  device.queue.submit = (buffers) => {
    work.submits += 1;
    return submit(buffers);
  };
}

/** Size of all mip levels; compressed formats count as one byte a texel. */
function textureBytes(texture: GPUTexture): number {
  const volume = texture.dimension === '3d';
  let texels = 0;
  for (let level = 0; level < texture.mipLevelCount; level++) {
    const depth = volume ? Math.max(1, texture.depthOrArrayLayers >> level) : texture.depthOrArrayLayers;
    texels += Math.max(1, texture.width >> level) * Math.max(1, texture.height >> level) * depth;
  }
  return texels * texture.sampleCount * texelBytes(texture.format);
}

function texelBytes(format: GPUTextureFormat): number {
  if (format.startsWith('depth') || format === 'rgb9e5ufloat') return 4;
  if (format === 'rgb10a2unorm' || format === 'rgb10a2uint' || format === 'rg11b10ufloat') return 4;
  const plain = /^([rgba]+)(8|16|32)/.exec(format);
  if (!plain) return 1;
  return ((plain[1] as string).length * Number(plain[2])) / 8;
}
