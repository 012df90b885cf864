import { elementCount } from '../core/math/geometry';
import type { RegionSums } from '../core/metrics/region';
import type { Rect } from '../core/view/view';
import { Flip } from './flip';
import { Kl } from './kl';
import { ParamSlots } from './params';
import { Region } from './region';
import { readBack, type GpuResources, type TensorView } from './resources';
import { SsimMap } from './ssim';

interface Passes {
  readonly ssim: SsimMap;
  readonly flip: Flip;
  readonly kl: Kl;
  readonly region: Region;
}

/**
 * Maps of two pictures [1,3,h,w] and of a posterior, and sums over rectangles of them. Compiled when they are first
 * wanted. What a method returns is the caller's, to be freed with the resources that were passed to create().
 */
export class MetricMaps {
  readonly #device: GPUDevice;
  readonly #resources: GpuResources;
  readonly #slots: ParamSlots;
  readonly #passes: Passes;

  private constructor(device: GPUDevice, resources: GpuResources, slots: ParamSlots, passes: Passes) {
    this.#device = device;
    this.#resources = resources;
    this.#slots = slots;
    this.#passes = passes;
  }

  static async create(device: GPUDevice, resources: GpuResources): Promise<MetricMaps> {
    const slots = new ParamSlots(device, resources, 'MetricMaps');
    const [ssim, flip, kl, region] = await Promise.all([
      SsimMap.create(device, slots),
      Flip.create(device, slots),
      Kl.create(device, slots),
      Region.create(device, slots),
    ]);
    return new MetricMaps(device, resources, slots, { ssim, flip, kl, region });
  }

  /** SSIM of the window around each pixel, mean of R, G, B: [1,1,h,w]. @throws LabError 'out-of-memory' */
  ssim(first: TensorView, second: TensorView): TensorView {
    return this.#make('ssim', mapDims(first), (encoder, map, scratch) =>
      this.#passes.ssim.encode(encoder, first, second, map, scratch('moments', 16)),
    );
  }

  /** LDR-FLIP, 0..1: [1,1,h,w]. @throws LabError 'out-of-memory' */
  flip(first: TensorView, second: TensorView): TensorView {
    return this.#make('flip', mapDims(first), (encoder, map, scratch) =>
      this.#passes.flip.encode(encoder, first, second, map, {
        smoothed: scratch('smoothed', 16),
        featured: scratch('featured', 16),
        perceived: [scratch('perceived0', 16), scratch('perceived1', 16)],
        points: [scratch('points0', 4), scratch('points1', 4)],
      }),
    );
  }

  /** Nats of each latent value, [1,n,h,w]. */
  kl(mean: TensorView, logvar: TensorView): TensorView {
    return this.#make('kl', mean.dims, (encoder, nats, scratch) =>
      this.#passes.kl.encode(encoder, mean, logvar, nats, {
        buffer: scratch('map', 4),
        byteOffset: 0,
        dims: mapDims(mean),
      }),
    );
  }

  /** Nats of each position, [1,1,h,w]. */
  klMap(mean: TensorView, logvar: TensorView): TensorView {
    const channels = mean.dims[1] as number;
    return this.#make('klMap', mapDims(mean), (encoder, map, scratch) =>
      this.#passes.kl.encode(
        encoder,
        mean,
        logvar,
        { buffer: scratch('nats', 4 * channels), byteOffset: 0, dims: mean.dims },
        map,
      ),
    );
  }

  /** Sums over rectangles of two pictures and their maps, all in one readback. */
  async sums(
    rects: readonly Rect[],
    views: {
      readonly first: TensorView;
      readonly second: TensorView;
      readonly ssim: TensorView;
      readonly flip: TensorView;
    },
  ): Promise<RegionSums[]> {
    const starts = rects.map((_, i) => rects.slice(0, i).reduce((sum, rect) => sum + Region.words(rect), 0));
    const bytes = 4 * rects.reduce((sum, rect) => sum + Region.words(rect), 0);
    const results = this.#resources.storage('MetricMaps.results', bytes);
    const staging = this.#resources.askedStaging('MetricMaps.staging', bytes);
    try {
      const encoder = this.#device.createCommandEncoder({ label: 'MetricMaps.sums' });
      rects.forEach((rect, i) => this.#passes.region.encode(encoder, rect, views, results, starts[i] as number));
      encoder.copyBufferToBuffer(results, 0, staging, 0, bytes);
      this.#device.queue.submit([encoder.finish()]);
      const words = new Uint32Array(await readBack(staging));
      return rects.map((rect, i) => Region.parse(words, starts[i] as number, rect));
    } finally {
      for (const buffer of [results, staging]) this.#resources.free(buffer);
    }
  }

  destroy(): void {
    this.#slots.destroy();
  }

  /** Fills a new tensor. `scratch` gives buffers of some bytes for each of its positions, freed once it is submitted. */
  #make(
    name: string,
    dims: readonly number[],
    record: (
      encoder: GPUCommandEncoder,
      tensor: TensorView,
      scratch: (label: string, bytes: number) => GPUBuffer,
    ) => void,
  ): TensorView {
    const [, , height, width] = dims as [number, number, number, number];
    const tensor = this.#resources.tensor(`MetricMaps.${name}`, dims);
    const buffers: GPUBuffer[] = [];
    const scratch = (label: string, bytes: number): GPUBuffer => {
      const buffer = this.#resources.storage(`MetricMaps.${label}`, bytes * elementCount([height, width]));
      buffers.push(buffer);
      return buffer;
    };
    try {
      const encoder = this.#device.createCommandEncoder({ label: `MetricMaps.${name}` });
      record(encoder, tensor, scratch);
      this.#device.queue.submit([encoder.finish()]);
      return tensor;
    } catch (error) {
      this.#resources.free(tensor.buffer);
      throw error;
    } finally {
      for (const buffer of buffers) this.#resources.free(buffer);
    }
  }
}

function mapDims({ dims }: TensorView): number[] {
  return [1, 1, dims[2] as number, dims[3] as number];
}
