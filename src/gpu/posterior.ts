import { elementCount } from '../core/math/geometry';
import { UNSCALED, noiseFactor, type LatentUnits, type PosteriorSettings } from '../core/math/posterior';
import { byChannels } from './by-channels';
import { Kernel, linearGrid } from './kernel';
import type { ParamSlots } from './params';
import noiseCode from './noise.wgsl?raw';
import code from './posterior.wgsl?raw';
import { bind, bindAnywhere, expectDims, type TensorView } from './resources';

const THREADS = 256;
export const POSTERIOR = {
  label: 'Posterior',
  code: noiseCode + code,
  entryPoint: 'posterior',
  params: {
    first: 'u32',
    count: 'u32',
    each: 'u32',
    meanSkip: 'u32',
    logvarSkip: 'u32',
    factor: 'f32',
    seed: 'u32',
    factors: 'array<vec4f, 16>',
  },
  data: ['mean', 'logvar', 'latent'],
  constants: { THREADS },
} as const;

export class Posterior {
  readonly #device: GPUDevice;
  readonly #kernel: Kernel<typeof POSTERIOR.params>;

  private constructor(device: GPUDevice, kernel: Kernel<typeof POSTERIOR.params>) {
    this.#device = device;
    this.#kernel = kernel;
  }

  static async create(device: GPUDevice, slots: ParamSlots): Promise<Posterior> {
    return new Posterior(device, await Kernel.compile(device, slots, POSTERIOR));
  }

  /** mean and logvar may start anywhere in their buffers, such as the two halves of the moments. */
  encode(
    encoder: GPUCommandEncoder,
    mean: TensorView,
    logvar: TensorView,
    latent: TensorView,
    settings: PosteriorSettings,
    { scale, shift }: LatentUnits = UNSCALED,
  ): void {
    expectDims('logvar', logvar, mean.dims);
    expectDims('latent', latent, mean.dims);
    const [from, spread] = [bindAnywhere(mean), bindAnywhere(logvar)];
    const noise = {
      meanSkip: from.skip,
      logvarSkip: spread.skip,
      factor: noiseFactor(settings),
      seed: settings.seed,
    };
    for (const share of byChannels(mean.dims, scale, shift))
      this.#kernel.encode(
        encoder,
        { ...share, ...noise },
        { mean: from.binding, logvar: spread.binding, latent: bind(latent) },
        linearGrid(this.#device, Math.ceil(share.count / THREADS)),
      );
  }
}

/** The first n channels of moments [1,n or 2n,h,w] as mean, and the others, if any, as log-variance, without a copy. */
export function splitMomentViews(moments: TensorView, channels: number): { mean: TensorView; logvar: TensorView } {
  const [batch, all, height, width] = moments.dims as [number, number, number, number];
  const { buffer, byteOffset } = moments;
  const dims = [batch, channels, height, width];
  return {
    mean: { buffer, byteOffset, dims },
    logvar: { buffer, byteOffset: byteOffset + 4 * elementCount(dims), dims: [batch, all - channels, height, width] },
  };
}
