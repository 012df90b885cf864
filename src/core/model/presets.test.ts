import { expect, test } from 'vitest';
import { diffusersFacts } from '../files/diffusers-config';
import { knownOf, PRESETS, presetsFor, recognised, type Clues } from './presets';

const FULL = 83e6;
const clues = (more: Partial<Clues>): Clues => ({
  latentChannels: 4,
  downscale: 8,
  parameters: FULL,
  configs: [],
  names: ['vae_encoder/model.onnx'],
  ...more,
});
const config = (className: string, more: object = {}) => diffusersFacts({ _class_name: className, ...more });

test('every preset has a number for each channel, and a name and an id of its own', () => {
  for (const { scale, shift, latentChannels } of PRESETS)
    for (const value of [scale, shift]) if (typeof value !== 'number') expect(value).toHaveLength(latentChannels);
  expect(new Set(PRESETS.flatMap(({ id, title }) => [id, title])).size).toBe(2 * PRESETS.length);
  // (z - mean) / std, as the pipelines of Wan and Qwen-Image have it.
  const wan = PRESETS.find(({ id }) => id === 'wan21');
  expect([(wan?.scale as number[])[0], (wan?.shift as number[])[15]]).toEqual([1 / 2.8184, -0.2921]);
});

test.each<[string, Partial<Clues>, string | null]>([
  ['four channels at an eighth may be two', {}, null],
  ['the factor of a configuration tells', { configs: [config('AutoencoderKL', { scaling_factor: 0.13025 })] }, 'sdxl'],
  ['a configuration without one is that of SD', { configs: [config('AutoencoderKL')] }, 'sd'],
  ['a factor of nobody tells nothing', { configs: [config('AutoencoderKL', { scaling_factor: 0.7 })] }, null],
  ['the pipeline tells', { configs: [config('StableDiffusionXLImg2ImgPipeline')] }, 'sdxl'],
  ['also of optimum', { configs: [config('ORTStableDiffusionPipeline')] }, 'sd'],
  ['names tell', { names: ['sdxl-vae/vae_encoder/model.onnx'] }, 'sdxl'],
  ['few parameters are those of a tiny one', { parameters: 2.4e6, names: ['taesd_encoder.onnx'] }, 'taesd'],
  ['its XL form has another name', { parameters: 2.4e6, names: ['taesdxl/model.onnx'] }, 'taesdxl'],
  [
    'a class tells more than parameters',
    { parameters: 900, configs: [config('AutoencoderKL', { scaling_factor: 0.18215 })] },
    'sd',
  ],
  ['32 channels at an eighth', { latentChannels: 32 }, 'flux2'],
  ['and tiny', { latentChannels: 32, parameters: 2.5e6 }, 'taef2'],
  ['32 channels at 1/32', { latentChannels: 32, downscale: 32, parameters: 312e6 }, 'sana'],
  ['16 channels may be three', { latentChannels: 16 }, null],
  [
    'scale and shift tell them apart',
    { latentChannels: 16, configs: [config('AutoencoderKL', { scaling_factor: 0.3611, shift_factor: 0.1159 })] },
    'flux1',
  ],
  [
    'and those of SD3',
    { latentChannels: 16, configs: [config('AutoencoderKL', { scaling_factor: 1.5305, shift_factor: 0.0609 })] },
    'sd3',
  ],
  ['no preset has twelve', { latentChannels: 12 }, null],
])('%s', (_what, more, id) => {
  expect(recognised(clues(more))?.id ?? null).toBe(id);
});

test('means and deviations of the 16 channels are those of Wan and Qwen-Image', () => {
  const { scale, shift } = PRESETS.find(({ id }) => id === 'wan21') as (typeof PRESETS)[number];
  const facts = config('AutoencoderKLQwenImage', {
    latents_mean: shift,
    latents_std: (scale as number[]).map((value) => Number((1 / value).toFixed(4))),
  });
  expect(recognised(clues({ latentChannels: 16, configs: [facts] }))?.id).toBe('wan21');
});

test('a configuration has the last word on the factors, a preset fills in what it leaves out', () => {
  const own = config('AutoencoderKL', { scaling_factor: 0.7, shift_factor: 0.1 });
  expect(knownOf(clues({ configs: [own] }))).toEqual({ config: 'AutoencoderKL', scale: 0.7, shift: 0.1 });
  expect(knownOf(clues({ latentChannels: 32, configs: [config('AutoencoderKLFlux2')] }))).toEqual({
    preset: 'flux2',
    scale: 1,
    shift: 0,
  });
  expect(knownOf(clues({}))).toEqual({});
  // Numbers for other channels than there are.
  const wan = config('AutoencoderKLWan', { latents_mean: [0, 0], latents_std: [1, 1] });
  expect(knownOf(clues({ configs: [wan] }))).toEqual({});
  expect(presetsFor({ latentChannels: 4, downscale: 8 }).map(({ id }) => id)).toEqual([
    'sd',
    'sdxl',
    'taesd',
    'taesdxl',
  ]);
});
