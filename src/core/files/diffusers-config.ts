import type { PerChannel } from '../math/affine';
import { asRecord } from './json-kinds';

/** What a configuration of diffusers says of an autoencoder. What it leaves out is absent here. */
export interface DiffusersFacts {
  /** Such as AutoencoderKL; of a model_index.json that of the pipeline. */
  readonly className: string;
  /** The latent that a diffusion model works on is (z - shift) * scale. */
  readonly scale?: PerChannel;
  readonly shift?: PerChannel;
  readonly latentChannels?: number;
  /** Pixels along a side for each place of the latent. */
  readonly downscale?: number;
  /** Side of the pictures that it was trained on, in pixels. */
  readonly sampleSize?: number;
}

type Json = Readonly<Record<string, unknown>>;

/** Scale of classes whose older files leave it out; the default of their constructors. */
const DEFAULT_SCALE: Readonly<Record<string, number>> = {
  AutoencoderKL: 0.18215,
  AsymmetricAutoencoderKL: 0.18215,
  ConsistencyDecoderVAE: 0.18215,
  VQModel: 0.18215,
};

export function isAutoencoder(className: string): boolean {
  return /^(Asymmetric)?Autoencoder|^VQModel$|^ConsistencyDecoder/.test(className);
}

/** The first configuration of an autoencoder. */
export function autoencoderIn(configs: readonly DiffusersFacts[]): DiffusersFacts | undefined {
  return configs.find(({ className }) => isAutoencoder(className));
}

export function isPipeline(className: string): boolean {
  return /Pipeline/.test(className);
}

export function diffusersFacts(json: unknown): DiffusersFacts {
  const config = asRecord(json) ?? {};
  const { _class_name: name } = config;
  const className = typeof name === 'string' ? name : 'a model';
  const latentChannels = firstOf(config, 'vq_embed_dim', 'latent_channels', 'z_dim');
  const [downscale, sampleSize] = [downscaleOf(config), firstOf(config, 'sample_size')];
  return {
    className,
    ...factorsOf(config, className),
    ...(latentChannels !== null && { latentChannels }),
    ...(downscale !== null && { downscale }),
    ...(sampleSize !== null && { sampleSize }),
  };
}

/** With a mean and a deviation for each channel it is (z - mean) / deviation, times the scaling factor where there is one. */
function factorsOf(config: Json, className: string): Pick<DiffusersFacts, 'scale' | 'shift'> {
  const { scaling_factor: said, shift_factor: offset } = config;
  const factor = isAbove0(said) ? said : undefined;
  const [mean, std] = [rowOf(config['latents_mean']), rowOf(config['latents_std'])];
  if (mean && std && mean.length === std.length && std.every((value) => value > 0))
    return { scale: std.map((value) => (factor ?? 1) / value), shift: mean };
  const scale = factor ?? DEFAULT_SCALE[className];
  return {
    ...(scale !== undefined && { scale }),
    ...(typeof offset === 'number' && Number.isFinite(offset) && { shift: offset }),
  };
}

function downscaleOf(config: Json): number | null {
  const said = firstOf(config, 'scale_factor_spatial', 'spatial_compression_ratio');
  if (said !== null) return said;
  const stages = ['encoder_block_out_channels', 'block_out_channels', 'down_block_out_channels'].find((key) =>
    Array.isArray(config[key]),
  );
  if (stages) return 2 ** ((config[stages] as unknown[]).length - 1);
  // Every stage of the video classes halves the sides; some of them halve the time, too.
  const halving = config['temperal_downsample'];
  return Array.isArray(halving) ? 2 ** halving.length : null;
}

function firstOf(config: Json, ...keys: readonly string[]): number | null {
  const value = keys.map((key) => config[key]).find(isAbove0);
  return value === undefined || !Number.isInteger(value) ? null : value;
}

function rowOf(value: unknown): number[] | null {
  return Array.isArray(value) && value.length > 0 && value.every((each) => Number.isFinite(each))
    ? (value as number[])
    : null;
}

function isAbove0(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
