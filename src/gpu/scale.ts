import { axisOf, type Size } from '../core/math/scale';
import { Kernel } from './kernel';
import { ParamSlots } from './params';
import { GpuResources, readBack } from './resources';
import code from './scale.wgsl?raw';

const COLUMNS = 16;
const ROWS = 16;
export const SCALE = {
  label: 'Scale',
  code,
  entryPoint: 'scale',
  params: { width: 'u32', height: 'u32', stride: 'u32', columnTaps: 'u32', rowTaps: 'u32' },
  data: ['source', 'starts', 'weights', 'result'],
  constants: { COLUMNS, ROWS },
} as const;

/** Rows of a texture that is copied into a buffer start at multiples of 256 bytes. */
const ROW_BYTES = 256;
const TEXTURE_USAGE = { copySrc: 1, copyDst: 2, renderAttachment: 16 } as const;

/** What one pair of sizes needs on the device. */
interface Shape {
  readonly key: string;
  readonly texture: GPUTexture;
  readonly stride: number;
  readonly taps: { readonly columnTaps: number; readonly rowTaps: number };
  readonly source: GPUBuffer;
  readonly starts: GPUBuffer;
  readonly weights: GPUBuffer;
  readonly result: GPUBuffer;
  readonly staging: GPUBuffer;
}

/**
 * Scales opaque pictures that the device holds, such as frames of a camera, by the weights of core/scale. Owns its buffers, which
 * stay for the next picture of the same sizes.
 */
export class Scale {
  readonly #device: GPUDevice;
  readonly #resources: GpuResources;
  readonly #slots: ParamSlots;
  readonly #kernel: Kernel<typeof SCALE.params>;
  #shape: Shape | undefined;
  /** Pictures share the buffers, so they go one after another. */
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(
    device: GPUDevice,
    resources: GpuResources,
    slots: ParamSlots,
    kernel: Kernel<typeof SCALE.params>,
  ) {
    this.#device = device;
    this.#resources = resources;
    this.#slots = slots;
    this.#kernel = kernel;
  }

  static async create(device: GPUDevice): Promise<Scale> {
    const resources = new GpuResources(device);
    const slots = new ParamSlots(device, resources, 'Scale', 4);
    return new Scale(device, resources, slots, await Kernel.compile(device, slots, SCALE));
  }

  /** @throws LabError 'out-of-memory', and what the browser throws for a bitmap that it cannot copy */
  scaleBitmap(source: ImageBitmap, to: Size): Promise<Uint8ClampedArray<ArrayBuffer>> {
    return this.scale(source, to, (texture) =>
      this.#device.queue.copyExternalImageToTexture({ source }, { texture }, [source.width, source.height]),
    );
  }

  /**
   * @param fill puts the picture into a texture of its size
   * @returns RGBA rows, opaque: one readback
   */
  scale(from: Size, to: Size, fill: (texture: GPUTexture) => void): Promise<Uint8ClampedArray<ArrayBuffer>> {
    const done = this.#queue.then(() => this.#run(from, to, fill));
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #run(from: Size, to: Size, fill: (texture: GPUTexture) => void): Promise<Uint8ClampedArray<ArrayBuffer>> {
    const { texture, stride, taps, source, starts, weights, result, staging } = this.#shapeOf(from, to);
    fill(texture);
    const encoder = this.#device.createCommandEncoder({ label: 'Scale.run' });
    encoder.copyTextureToBuffer({ texture }, { buffer: source, bytesPerRow: 4 * stride }, [from.width, from.height]);
    const data = {
      source: { buffer: source },
      starts: { buffer: starts },
      weights: { buffer: weights },
      result: { buffer: result },
    };
    const groups = [Math.ceil(to.width / COLUMNS), Math.ceil(to.height / ROWS), 1] as const;
    this.#kernel.encode(encoder, { width: to.width, height: to.height, stride, ...taps }, data, groups);
    encoder.copyBufferToBuffer(result, 0, staging, 0, 4 * to.width * to.height);
    this.#device.queue.submit([encoder.finish()]);
    const pixels = new Uint8ClampedArray(await readBack(staging));
    return pixels;
  }

  #shapeOf(from: Size, to: Size): Shape {
    const key = [from.width, from.height, to.width, to.height].join();
    if (this.#shape?.key === key) return this.#shape;
    this.#free();
    const [columns, rows] = [axisOf(from.width, to.width), axisOf(from.height, to.height)];
    const stride = (Math.ceil((4 * from.width) / ROW_BYTES) * ROW_BYTES) / 4;
    const table = (name: string, values: Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>): GPUBuffer => {
      const buffer = this.#resources.storage(`Scale.${name}`, values.byteLength);
      this.#device.queue.writeBuffer(buffer, 0, values);
      return buffer;
    };
    this.#shape = {
      key,
      stride,
      taps: { columnTaps: columns.taps, rowTaps: rows.taps },
      texture: this.#device.createTexture({
        label: 'Scale.texture',
        size: [from.width, from.height],
        format: 'rgba8unorm',
        usage: TEXTURE_USAGE.copySrc | TEXTURE_USAGE.copyDst | TEXTURE_USAGE.renderAttachment,
      }),
      source: this.#resources.storage('Scale.source', 4 * stride * from.height),
      starts: table('starts', Uint32Array.from([...columns.starts, ...rows.starts])),
      weights: table('weights', Float32Array.from([...columns.weights, ...rows.weights])),
      result: this.#resources.storage('Scale.result', 4 * to.width * to.height),
      staging: this.#resources.staging('Scale.staging', 4 * to.width * to.height),
    };
    return this.#shape;
  }

  #free(): void {
    if (!this.#shape) return;
    const { texture, source, starts, weights, result, staging } = this.#shape;
    texture.destroy();
    for (const buffer of [source, starts, weights, result, staging]) this.#resources.free(buffer);
    this.#shape = undefined;
  }

  destroy(): void {
    this.#free();
    this.#slots.destroy();
    this.#resources.destroy();
  }
}
