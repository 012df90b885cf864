import { expect, test } from 'vitest';
import { diffusersFacts, isAutoencoder, isPipeline } from './diffusers-config';

const FOUR = [128, 256, 512, 512];

test.each([
  [
    {
      _class_name: 'AutoencoderKL',
      scaling_factor: 0.3611,
      shift_factor: 0.1159,
      latent_channels: 16,
      block_out_channels: FOUR,
      sample_size: 1024,
    },
    { scale: 0.3611, shift: 0.1159, latentChannels: 16, downscale: 8, sampleSize: 1024 },
  ],
  // The configuration of Stable Diffusion 1.4 has no factor.
  [
    { _class_name: 'AutoencoderKL', latent_channels: 4, block_out_channels: FOUR },
    { scale: 0.18215, latentChannels: 4, downscale: 8 },
  ],
  [
    {
      _class_name: 'AutoencoderDC',
      scaling_factor: 0.41407,
      latent_channels: 32,
      encoder_block_out_channels: [128, 256, 512, 512, 1024, 1024],
    },
    { scale: 0.41407, latentChannels: 32, downscale: 32 },
  ],
  [
    {
      _class_name: 'AutoencoderTiny',
      scaling_factor: 1,
      shift_factor: 0,
      latent_channels: 4,
      encoder_block_out_channels: [64, 64, 64, 64],
    },
    { scale: 1, shift: 0, latentChannels: 4, downscale: 8 },
  ],
  [
    { _class_name: 'AutoencoderKLFlux2', latent_channels: 32, block_out_channels: FOUR, patch_size: [2, 2] },
    { latentChannels: 32, downscale: 8 },
  ],
  [
    {
      _class_name: 'AutoencoderKLWan',
      z_dim: 2,
      latents_mean: [1, -1],
      latents_std: [2, 4],
      temperal_downsample: [false, true, true],
    },
    { scale: [0.5, 0.25], shift: [1, -1], latentChannels: 2, downscale: 8 },
  ],
  // As StableDiffusionXLPipeline does: z * std / factor + mean goes into the decoder.
  [
    { _class_name: 'AutoencoderKL', scaling_factor: 0.5, latents_mean: [1], latents_std: [2] },
    { scale: [0.25], shift: [1] },
  ],
  [{ _class_name: 'AutoencoderKLWan', scale_factor_spatial: 16, temperal_downsample: [true] }, { downscale: 16 }],
  [
    { _class_name: 'VQModel', latent_channels: 3, vq_embed_dim: 4, scaling_factor: 0.18215 },
    { scale: 0.18215, latentChannels: 4 },
  ],
  [{ _class_name: 'AutoencoderKL', scaling_factor: 0.5, latents_mean: [1], latents_std: [0] }, { scale: 0.5 }],
  [
    { _diffusers_version: '1', scaling_factor: 'none', block_out_channels: 8, latent_channels: 1.5 },
    { className: 'a model' },
  ],
] as const)('%j says of the latent', (config, facts) => {
  const className = '_class_name' in config ? config._class_name : 'a model';
  expect(diffusersFacts(config)).toEqual({ className, ...facts });
});

test('autoencoders and pipelines are told from what else has a configuration', () => {
  const names = [
    'AutoencoderKL',
    'AsymmetricAutoencoderKL',
    'VQModel',
    'ConsistencyDecoderVAE',
    'UNet2DConditionModel',
    'StableDiffusionPipeline',
  ];
  expect(names.map(isAutoencoder)).toEqual([true, true, true, true, false, false]);
  expect(names.map(isPipeline)).toEqual([false, false, false, false, false, true]);
});
