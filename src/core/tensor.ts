export const TENSOR_NAMES = [
  'input',
  'bands1',
  'bands2',
  'bands3',
  'bands1.raw',
  'bands2.raw',
  'bands3.raw',
  'mean',
  'logvar',
  'latent.raw',
  'latent',
  'coefficients',
  'reconstruction',
] as const;
export type TensorName = (typeof TENSOR_NAMES)[number];

/**
 * Made of a run's tensors when they are wanted: SSIM, FLIP and ST-LPIPS of each pixel [1,1,h,w], and the divergence of the
 * posterior from N(0, 1) in nats, of each latent value [1,nz,H/f,W/f] and of each position [1,1,H/f,W/f], where f is the
 * downscale. In slot 'samples' also the standard deviation of each pixel over samples [1,1,h,w], in the units of the picture; in
 * slot 'shown' the layer of a network that is looked at, as maps [1,C,h,w] of its own size.
 */
export const DERIVED_NAMES = [
  'ssim-map',
  'flip-map',
  'st-lpips-map',
  'kl',
  'kl-map',
  'sample-spread',
  'layer',
] as const;
export type DerivedName = (typeof DERIVED_NAMES)[number];

/** Row-major NCHW values. 'input' and 'reconstruction' are the unpadded [1,3,h,w]; the others are padded. */
export interface TensorData {
  readonly dims: number[];
  readonly data: Float32Array;
}

/** Statistics of one channel of a tensor: min and max exact, mean and std over all its values. */
export interface ChannelStats {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
}

export const STATS_TENSORS = [
  'input',
  'bands1.raw',
  'bands2.raw',
  'bands3.raw',
  'bands1',
  'bands2',
  'bands3',
  'mean',
  'logvar',
  'latent',
  'reconstruction',
  'error',
] as const;
export type StatsTensor = (typeof STATS_TENSORS)[number];
