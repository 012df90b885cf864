import { ofChannel, type PerChannel } from '../math/affine';
import { autoencoderIn, isPipeline, type DiffusersFacts } from '../files/diffusers-config';

/** What is known of the autoencoders of well-known diffusion models. Their files do not say most of it. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  readonly latentChannels: number;
  readonly downscale: number;
  /** The latent that the diffusion model works on is (z - shift) * scale. */
  readonly scale: PerChannel;
  readonly shift: PerChannel;
  /** Range of pixels; absent where exports differ in it. */
  readonly range?: readonly [-1 | 0, 1];
  /** Distilled copy of a few million parameters, whose latent is already in the units of the diffusion model. */
  readonly tiny?: true;
  /** Licence of the weights; absent where it differs between the places that publish them. */
  readonly license?: string;
  /** Pipelines of diffusers and optimum that come with it. */
  readonly pipelines?: RegExp;
  /** What folders and files of it are called. */
  readonly named: RegExp;
  /** Something that one has to know of it. */
  readonly hint?: string;
}

const SIGNED = [-1, 1] as const;
const TINY = { downscale: 8, scale: 1, shift: 0, tiny: true, license: 'MIT' } as const;
const KL = { downscale: 8, range: SIGNED } as const;

/** AutoencoderKLWan and AutoencoderKLQwenImage have these as defaults. */
const WAN_MEAN = [
  -0.7571, -0.7089, -0.9113, 0.1075, -0.1745, 0.9653, -0.1517, 1.5508, 0.4134, -0.0715, 0.5517, -0.3632, -0.1922,
  -0.9497, 0.2503, -0.2921,
];
const WAN_STD = [
  2.8184, 1.4541, 2.3275, 2.6558, 1.2196, 1.7708, 2.6052, 2.0743, 3.2687, 2.1526, 2.8652, 1.5579, 1.6382, 1.1253,
  2.8251, 1.916,
];

export const PRESETS: readonly Preset[] = [
  {
    ...KL,
    id: 'sd',
    title: 'Stable Diffusion 1 and 2',
    latentChannels: 4,
    scale: 0.18215,
    shift: 0,
    pipelines: /^(ORT|Onnx)?(StableDiffusion(?!XL|3)|LatentConsistency)/,
    named: /stable-diffusion-(v?1|2)|sd-?(v?1|2|turbo|vae)/i,
  },
  {
    ...KL,
    id: 'sdxl',
    title: 'Stable Diffusion XL',
    latentChannels: 4,
    scale: 0.13025,
    shift: 0,
    license: 'MIT',
    pipelines: /^(ORT)?StableDiffusionXL/,
    named: /sdxl|stable-diffusion-xl/i,
  },
  {
    ...KL,
    id: 'sd3',
    title: 'Stable Diffusion 3 and 3.5',
    latentChannels: 16,
    scale: 1.5305,
    shift: 0.0609,
    license: 'Stability AI Community License',
    pipelines: /^(ORT)?StableDiffusion3/,
    named: /sd-?3|stable-diffusion-3/i,
  },
  {
    ...KL,
    id: 'flux1',
    title: 'FLUX.1',
    latentChannels: 16,
    scale: 0.3611,
    shift: 0.1159,
    license: 'Apache 2.0',
    pipelines: /^(ORT)?Flux(?!2)/,
    named: /flux(?![-.]?2)/i,
  },
  {
    ...KL,
    id: 'flux2',
    title: 'FLUX.2',
    latentChannels: 32,
    scale: 1,
    shift: 0,
    license: 'Apache 2.0',
    pipelines: /^Flux2/,
    named: /flux[-.]?2/i,
    hint: 'FLUX.2 packs 2 × 2 places into 128 channels and normalises them with statistics of its weights, after the encoder. Here its latent is the 32 channels before that.',
  },
  {
    id: 'sana',
    title: 'Sana (DC-AE f32c32)',
    latentChannels: 32,
    downscale: 32,
    range: SIGNED,
    scale: 0.41407,
    shift: 0,
    pipelines: /^(ORT)?Sana/,
    named: /sana|dc-?ae-f32c32/i,
  },
  {
    ...KL,
    id: 'wan21',
    title: 'Wan 2.1 and Qwen-Image',
    latentChannels: 16,
    scale: WAN_STD.map((value) => 1 / value),
    shift: WAN_MEAN,
    license: 'Apache 2.0',
    pipelines: /^(Wan|QwenImage)/,
    named: /wan-?2[._]?1|qwen-?image/i,
  },
  { ...TINY, id: 'taesd', title: 'TAESD (Stable Diffusion 1 and 2)', latentChannels: 4, named: /taesd(?!xl|3)/i },
  { ...TINY, id: 'taesdxl', title: 'TAESDXL', latentChannels: 4, named: /taesdxl/i },
  { ...TINY, id: 'taesd3', title: 'TAESD3', latentChannels: 16, named: /taesd3/i },
  { ...TINY, id: 'taef1', title: 'TAEF1 (FLUX.1)', latentChannels: 16, named: /taef1/i },
  { ...TINY, id: 'taef2', title: 'TAEF2 (FLUX.2)', latentChannels: 32, named: /taef2/i },
];

/** What configurations and presets say of a model; the files of its networks do not. */
export interface Known {
  /** Name of the class in its configuration. */
  readonly config?: string;
  /** Id of the preset that it was recognised as. */
  readonly preset?: string;
  readonly scale?: PerChannel;
  readonly shift?: PerChannel;
}

export function presetOf(id: string | undefined): Preset | null {
  return PRESETS.find((preset) => preset.id === id) ?? null;
}

/** What is known of a model whose preset is looked for. */
export interface Clues {
  readonly latentChannels: number;
  readonly downscale: number;
  /** Numbers of both networks together. */
  readonly parameters: number;
  /** Configurations that lie with it. */
  readonly configs: readonly DiffusersFacts[];
  /** Names of its files, with their folders. */
  readonly names: readonly string[];
}

/** The tiny ones have 2.5 million parameters, all others 80 million and more. */
const TINY_PARAMETERS = 10e6;

/** Presets of this shape of the latent. */
export function presetsFor({ latentChannels, downscale }: Pick<Clues, 'latentChannels' | 'downscale'>): Preset[] {
  return PRESETS.filter((each) => each.latentChannels === latentChannels && each.downscale === downscale);
}

/**
 * Which preset a model is, by the first clue that leaves one alone: factors that its configuration states, its pipeline, its
 * class and size, the names of its files. Null where more than one is left, or none.
 */
export function recognised(clues: Clues): Preset | null {
  const { parameters, configs, names } = clues;
  const own = autoencoderIn(configs);
  const pipeline = configs.find(({ className }) => isPipeline(className))?.className ?? '';
  const isTiny = own ? own.className === 'AutoencoderTiny' : parameters < TINY_PARAMETERS;
  const ofSize = presetsFor(clues).filter(({ tiny = false }) => tiny === isTiny);
  const byFactors = own?.scale === undefined ? ofSize : ofSize.filter((each) => hasFactors(each, own));
  const steps: readonly ((preset: Preset) => boolean)[] = [
    () => true,
    ({ pipelines }) => pipelines?.test(pipeline) ?? false,
    ({ named }) => names.some((name) => named.test(name)),
  ];
  for (const step of steps) {
    const [one, another] = byFactors.filter(step);
    if (one && !another) return one;
  }
  return null;
}

/** What is filled in: factors of the configuration where it has them, else those of the preset. */
export function knownOf(clues: Clues): Known {
  const preset = recognised(clues);
  const own = autoencoderIn(clues.configs);
  const fits = (value: PerChannel | undefined): boolean =>
    value !== undefined && (typeof value === 'number' || value.length === clues.latentChannels);
  const isConfig = own !== undefined && fits(own.scale) && fits(own.shift ?? 0);
  const { scale, shift } = isConfig ? { scale: own.scale, shift: own.shift ?? 0 } : (preset ?? {});
  return {
    ...(isConfig && { config: own.className }),
    ...(preset && { preset: preset.id }),
    ...(scale !== undefined && { scale }),
    ...(shift !== undefined && { shift }),
  };
}

/** Whether these are the factors of a preset, to the digits in which they are published. */
function hasFactors(
  preset: Pick<Preset, 'scale' | 'shift' | 'latentChannels'>,
  { scale = 1, shift = 0 }: Pick<DiffusersFacts, 'scale' | 'shift'>,
): boolean {
  return Array.from({ length: preset.latentChannels }, (_, channel) => channel).every(
    (channel) =>
      Math.abs(ofChannel(preset.scale, channel) - ofChannel(scale, channel)) < 1e-5 &&
      Math.abs(ofChannel(preset.shift, channel) - ofChannel(shift, channel)) < 1e-5,
  );
}
