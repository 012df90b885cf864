import { LabError } from '../core/errors';
import { elementCount } from '../core/math/geometry';
import { MAP_READ, meterOf } from './meter';

/** float32 values [N,C,H,W] in a buffer. Who holds a view does not own the buffer. */
export interface TensorView {
  readonly buffer: GPUBuffer;
  /** A multiple of 4. Shaders that take any offset say so; the others need a multiple of 256. */
  readonly byteOffset: number;
  readonly dims: readonly number[];
}

/** What bindings may start at on every device that keeps to the default limits. */
const ALIGNMENT = 256;

const USAGE = { mapRead: 1, copySrc: 4, copyDst: 8, uniform: 64, storage: 128 } as const;

/** Makes, fills, reads and frees buffers; owns all of them. Labels read `Class.field`. */
export class GpuResources {
  readonly #device: GPUDevice;
  readonly #owned = new Set<GPUBuffer>();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** A buffer that shaders read and write, onnxruntime can bind, and copies can go in and out of. */
  storage(label: string, bytes: number): GPUBuffer {
    return this.#create(label, bytes, USAGE.storage | USAGE.copySrc | USAGE.copyDst);
  }

  uniform(label: string, bytes: number): GPUBuffer {
    return this.#create(label, bytes, USAGE.uniform | USAGE.copyDst);
  }

  /** A buffer that the GPU copies into and scripts can map. */
  staging(label: string, bytes: number): GPUBuffer {
    return this.#create(label, bytes, USAGE.mapRead | USAGE.copyDst);
  }

  /** The same for values that somebody asked for, whatever runs meanwhile: its readback is not counted to a run. */
  askedStaging(label: string, bytes: number): GPUBuffer {
    const buffer = this.staging(label, bytes);
    meterOf(this.#device).setAside(buffer);
    return buffer;
  }

  /** @throws LabError 'out-of-memory' when one buffer of that size is over the limits of the device. */
  tensor(label: string, dims: readonly number[]): TensorView {
    return { buffer: this.storage(label, 4 * elementCount(dims)), byteOffset: 0, dims };
  }

  /**
   * Makes buffers, and waits until the device has said whether it has room for them. Where it throws, what was made is still
   * the caller's to free. @param refused what it throws where there is no room @throws also what `make` throws
   */
  async reserve<T>(make: () => T, refused: () => LabError): Promise<T> {
    this.#device.pushErrorScope('out-of-memory');
    let made: T | undefined;
    let failure: unknown;
    try {
      made = make();
    } catch (error) {
      failure = error;
    }
    const error = await this.#device.popErrorScope();
    if (failure) throw failure;
    if (error) throw refused();
    return made as T;
  }

  /** Copies bytes into the start of a buffer; a length that is not a multiple of 4 is filled up with zeros. */
  upload(buffer: GPUBuffer, bytes: Uint8Array | Uint8ClampedArray): void {
    const whole = bytes.byteLength & ~3;
    this.#device.queue.writeBuffer(buffer, 0, bytes.buffer as ArrayBuffer, bytes.byteOffset, whole);
    if (whole === bytes.byteLength) return;
    const rest = new Uint8Array(4);
    rest.set(bytes.subarray(whole));
    this.#device.queue.writeBuffer(buffer, whole, rest);
  }

  /** Copies a tensor to the CPU: one readback, which is not counted to a run where somebody `asked` for the values. */
  async read(view: TensorView, { asked = false } = {}): Promise<Float32Array<ArrayBuffer>> {
    const bytes = 4 * elementCount(view.dims);
    const staging = asked
      ? this.askedStaging('GpuResources.staging', bytes)
      : this.staging('GpuResources.staging', bytes);
    try {
      const encoder = this.#device.createCommandEncoder({ label: 'GpuResources.read' });
      encoder.copyBufferToBuffer(view.buffer, view.byteOffset, staging, 0, bytes);
      this.#device.queue.submit([encoder.finish()]);
      return new Float32Array(await readBack(staging, bytes));
    } finally {
      this.free(staging);
    }
  }

  /** Frees a buffer of this owner; one that is freed already, or a foreign one, is left alone. */
  free(buffer: GPUBuffer): void {
    if (this.#owned.delete(buffer)) buffer.destroy();
  }

  destroy(): void {
    for (const buffer of this.#owned) buffer.destroy();
    this.#owned.clear();
  }

  #create(label: string, bytes: number, usage: number): GPUBuffer {
    const size = Math.max(4, Math.ceil(bytes / 4) * 4);
    const { maxBufferSize, maxStorageBufferBindingSize } = this.#device.limits;
    const limit = usage & USAGE.storage ? Math.min(maxBufferSize, maxStorageBufferBindingSize) : maxBufferSize;
    if (size > limit) {
      const [need, most] = [size, limit].map((value) => `${Math.ceil(value / 2 ** 20)} MiB`);
      const message = `This needs ${need} in one piece, and the GPU allows ${most}. Choose a smaller largest side.`;
      throw new LabError('out-of-memory', message);
    }
    const buffer = this.#device.createBuffer({ label, size, usage });
    this.#owned.add(buffer);
    return buffer;
  }
}

/** A copy of the first bytes of a staging buffer, all of them unless told, once the GPU has written them. */
export async function readBack(staging: GPUBuffer, bytes = staging.size): Promise<ArrayBuffer> {
  await staging.mapAsync(MAP_READ, 0, bytes);
  const copy = staging.getMappedRange(0, bytes).slice(0);
  staging.unmap();
  return copy;
}

/** Binds a tensor that starts at a multiple of 256 bytes, which all but slices of a larger tensor do. */
export function bind(view: TensorView): GPUBufferBinding {
  if (view.byteOffset % ALIGNMENT !== 0) throw new Error(`A binding cannot start at byte ${view.byteOffset}`);
  return { buffer: view.buffer, offset: view.byteOffset, size: 4 * elementCount(view.dims) };
}

/** Binds a tensor at any offset: from the multiple of 256 before it; `skip` elements come before its own. */
export function bindAnywhere(view: TensorView): { binding: GPUBufferBinding; skip: number } {
  const offset = Math.floor(view.byteOffset / ALIGNMENT) * ALIGNMENT;
  const before = view.byteOffset - offset;
  return {
    binding: { buffer: view.buffer, offset, size: before + 4 * elementCount(view.dims) },
    skip: before / 4,
  };
}

/** @throws Error naming the tensor when its shape is not the expected one: a mistake in a caller. */
export function expectDims(name: string, view: TensorView, dims: readonly number[]): void {
  if (view.dims.length === dims.length && view.dims.every((size, axis) => size === dims[axis])) return;
  throw new Error(`${name} is [${view.dims.join(',')}], expected [${dims.join(',')}]`);
}
